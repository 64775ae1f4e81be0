/** @file The ends that optimizers share: a learning rate, with weight decay or a penalty. */

import type { Operand } from "../../graph/tensor.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { toDouble, zeroSteps } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Mask } from "../options/mask.ts";
import type { Complete, Option, OptionsOf, OptionTable } from "../options/option.ts";
import { type LearningRate, type RateState, rateAt, scaleByLearningRate } from "../schedules/schedule.ts";
import type { NoState, Transform } from "../transform.ts";
import { decayWeights } from "./weight-decay.ts";

interface DescentOptions {
  readonly learningRate: LearningRate;
  readonly weightDecay?: Operand;
  readonly mask?: Mask;
}

/** Options with a learning rate. */
// biome-ignore lint/suspicious/noExplicitAny: an option may be required or not.
type DescentTable = OptionTable & { readonly learningRate: Option<any, LearningRate> };

/** The states of a rule and of the learning rate behind it. */
export type DescentState<State extends Tree> = readonly [rule: State, rate: RateState];

/** An optimizer of a rule for updates u, where the table has a weight decay decoupled: x ← x - η(u + λx). */
export const descent = <Table extends DescentTable, State extends Tree>(
  name: string,
  table: Table,
  rule: (options: Complete<Table>, name: string) => Transform<State>,
): Algorithm<OptionsOf<Table>, DescentState<State>> =>
  algorithm(name, table, (options, where) =>
    chain(rule(options, where), descendWithDecay(where, options as DescentOptions)),
  );

/** The states of the penalty, of a rule and of the learning rate. */
export type PenalizedState<State extends Tree> = readonly [penalty: NoState, rule: State, rate: RateState];

/** An optimizer of a rule for gradients g with a penalty on weights: g ← g + λx first, x ← x - ηu last. */
export const penalizedDescent = <Table extends DescentTable, State extends Tree>(
  name: string,
  table: Table,
  rule: (options: Complete<Table>, name: string) => Transform<State>,
): Algorithm<OptionsOf<Table>, PenalizedState<State>> =>
  algorithm(name, table, (options, where) =>
    chain(
      decayWeights(where, options as DescentOptions),
      rule(options, where),
      scaleByLearningRate((options as DescentOptions).learningRate),
    ),
  );

/** u ← -η(u + λx), as -ηu - (ηλ)x: so each scalar meets another, which spares a pass over the leaves. */
export function descendWithDecay(
  where: string,
  { learningRate, weightDecay = 0, mask }: DescentOptions,
): Transform<RateState> {
  const descend = scaleByLearningRate(learningRate);
  if (weightDecay === 0) return descend;
  return {
    ...descend,
    update(updates, state, context) {
      const [steps, next] = descend.update(updates, state, context);
      const rate = rateAt(learningRate, "step" in state ? state.step : zeroSteps());
      const decay = decayWeights(where, { weightDecay: negativeProduct(rate, weightDecay), mask });
      return [decay.update(steps, [], context)[0], next];
    },
  };
}

/** -ηλ, in float64 where one of them is a tensor. */
const negativeProduct = (rate: Operand, weightDecay: Operand): Operand =>
  typeof rate === "number" && typeof weightDecay === "number"
    ? -rate * weightDecay
    : mul(mul(toDouble(rate), toDouble(weightDecay)), -1);
