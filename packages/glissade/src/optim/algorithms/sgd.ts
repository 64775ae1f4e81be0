/** @file Stochastic gradient descent, with momentum in all its forms. */

import { requireDecay } from "../../check.ts";
import { ArgumentError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand } from "../../graph/tensor.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { complement, scalarLike } from "../math/moments.ts";
import { type LearningRate, scale, scaleByLearningRate, scaleBySchedule } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { type MomentumOptions, withMomentum } from "../transforms/momentum.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

/** Momentum sums gradients (PyTorch, optax) by default; Keras sums steps. The weight decay is 0 by default. */
export interface SgdOptions extends MomentumOptions, DecayOptions {
  readonly learningRate: LearningRate;
  /** Average gradients, b ← μb + (1 - μ)g, instead of summing them; `false` by default. */
  readonly average?: boolean;
  /** PyTorch's d in [0, 1) of b ← μb + (1 - d)g, which spares the first gradient; 0 by default. */
  readonly dampening?: Operand;
}

/** What multiplies gradients before they are summed. */
function dampen({ average, dampening = 0, momentum = 0 }: SgdOptions): readonly Transform[] {
  if (average) return [scale(complement(momentum)) as Transform];
  if (dampening === 0) return [];
  const spared = literal(1, "float64");
  const damped = scalarLike(complement(dampening), spared);
  return [scaleBySchedule((step) => where(equal(step, 0), spared, damped)) as Transform];
}

function requireDampening(options: SgdOptions): void {
  const { dampening = 0, momentum = 0 } = options;
  requireDecay("sgd({ dampening })", dampening);
  if (dampening === 0) return;
  const where = "sgd({ dampening })";
  if (momentum === 0) throw new ArgumentError({ where, rule: "needs momentum above 0, got 0" });
  for (const name of ["nesterov", "average"] as const) {
    if (options[name]) throw new ArgumentError({ where, rule: `goes without ${name}, got ${options[name]}` });
  }
}

/**
 * Stochastic gradient descent: x ← x - ηg; with momentum b ← g + μb, x ← x - ηb (Polyak 1964); with
 * `nesterov: true` x ← x - η(g + μb); with `"textbook"` v ← μv - η∇f(x + μv), x ← x + v (Nesterov 1983). Weight decay
 * is an L2 penalty here: g ← g + λx first.
 *
 * @example
 * const optimizer = optim.sgd({ learningRate: 0.2, momentum: 0.9 });
 * const params = tensor([1, 2, 3]);
 * const gradients = params.mul(2);
 * const [updates] = optimizer.update(gradients, optimizer.init(params), { params });
 * await optim.applyUpdates(params, updates).data(); // [0.6, 1.2, 1.8]
 */
export function sgd(options: SgdOptions): Optimizer<readonly Tree[]> {
  const { learningRate, weightDecay = 0, mask } = options;
  requireDampening(options);
  return chain(
    addDecayedWeights(weightDecay, { mask, name: "sgd" }),
    ...dampen(options),
    ...withMomentum("sgd", scaleByLearningRate("sgd", learningRate), options),
  );
}

export const sgdSignature: Signature<Omit<SgdOptions, "mask">> = {
  name: "sgd",
  create: sgd,
  parameters: {
    learningRate: "number",
    momentum: "number",
    nesterov: [false, true, "textbook"],
    momentumOf: ["gradients", "steps"],
    average: flag,
    dampening: "number",
    weightDecay: "number",
  },
};
