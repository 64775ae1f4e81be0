/** @file Schedule-free learning, an average of the parameters in place of a rate that decays: with SGD and AdamW. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { corrected } from "../math/estimates.ts";
import { over, plus, quotient, root } from "../math/fraction.ts";
import { averageSquare, castLike, complement, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { scaleLeaf } from "../math/scale-leaf.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { decay, finite, fraction, positive, rate, whole } from "../options/option-makers.ts";
import {
  type DecoupledDecayOptions,
  decoupledDecay,
  type OptionalRate,
  type RequiredRate,
} from "../options/tables.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { NoState, Optimizer, Transform } from "../transform.ts";
import { decayWeights } from "../transforms/weight-decay.ts";
import type { RmsState } from "./rmsprop.ts";

const averaging = {
  /** b, the share of the average in the point where gradients are taken. */
  b1: fraction(0.9),
  /** The rate grows evenly in this number of steps; 0 is at once. */
  warmUpSteps: whole(0),
  /** p: a step weighs as much as the greatest rate so far to this power. */
  weightPower: finite(2),
};

const options = { learningRate: rate(), ...averaging };

export interface AveragingOptions extends OptionsOf<typeof averaging>, Named {}
export interface ScheduleFreeOptions extends RequiredRate, AveragingOptions {}

export type ScheduleFreeState<Inner extends Tree = Tree> = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The sequence of the transform inside, in the shapes of the parameters. */
  readonly z: Tree;
  /** The greatest rate so far: a scalar. */
  readonly greatestRate: Tensor;
  /** The sum of the weights of all steps: a scalar. */
  readonly weight: Tensor;
  readonly inner: Inner;
};

/** An optimizer whose parameters to evaluate differ from those that are trained. */
export type ScheduleFree<State extends Tree> = Optimizer<State> &
  Required<Pick<Optimizer<State>, "evaluationPoint">>;

/**
 * Schedule-free learning (Defazio et al., "The Road Less Scheduled", 2024, arXiv 2405.15682) with the updates u of
 * another transform, best one without momentum: z ← z - ηu, x ← (1 - c)x + cz with c = ηᵖ/Σηᵖ, y ← (1 - b)z + bx. The
 * parameters are y; evaluate the optimizer's `evaluationPoint`, which is x.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.scheduleFree(optim.scaleByAdam({ b1: 0 }), { learningRate: 0.1 });
 * const start = tensor([1, 2]);
 * const [updates, state] = optimizer.update(tensor([3, -4]), optimizer.init(start), { params: start });
 * await updates.data(); // [-0.1, 0.1]
 * const average = optimizer.evaluationPoint(optim.applyUpdates(start, updates), state);
 */
export const scheduleFree = <Inner extends Tree>(
  inner: Transform<Inner>,
  given: ScheduleFreeOptions,
): ScheduleFree<ScheduleFreeState<Inner>> =>
  averageOf("scheduleFree", inner, read("scheduleFree", options, given));
scheduleFree.options = options;

function averageOf<Inner extends Tree>(
  name: string,
  inner: Transform<Inner>,
  { learningRate, b1, warmUpSteps, weightPower }: Complete<typeof options>,
): ScheduleFree<ScheduleFreeState<Inner>> {
  /** η and c, and what is kept of them. */
  function weigh({ step, greatestRate, weight }: ScheduleFreeState) {
    const { dtype } = greatestRate;
    const given = scalarLike(rateAt(learningRate, step), greatestRate);
    const grown = warmUpSteps ? minimum(div(cast(add(step, 1), dtype), warmUpSteps), 1) : 1;
    const eta = mul(given, grown);
    const greatest = maximum(greatestRate, eta);
    const own = pow(greatest, castLike(weightPower, greatest));
    const sum = add(weight, own);
    return { eta, share: where(greater(sum, 0), div(own, sum), 0), greatestRate: greatest, weight: sum };
  }

  return {
    init(params) {
      const [{ dtype }] = flatten(params).leaves as [Tensor];
      const zero = literal(0, dtype);
      return { step: zeroSteps(), z: params, greatestRate: zero, weight: zero, inner: inner.init(params) };
    },
    update(gradients, state, context) {
      const { eta, share, ...weights } = weigh(state);
      const [updates, next] = inner.update(gradients, state.inner, context);
      const moves = mapTree((update) => scaleLeaf(update, mul(eta, -1)), updates);
      const z = mapTree(add, state.z, moves);
      // y' - y = c(z' - y) + (1 - b)(1 - c)(z' - z), in which x does not occur
      const change = (move: Tensor, to: Tensor, y: Tensor) => {
        const c = castLike(share, y);
        return add(mul(sub(to, y), c), mul(move, mul(sub(1, c), castLike(complement(b1), y))));
      };
      const changes = mapTree(change, moves, z, requireParams(name, context));
      return [changes, { ...weights, step: add(state.step, 1), z, inner: next }];
    },
    learningRate: (state) => weigh(state).eta,
    // x = (y - (1 - b)z)/b
    evaluationPoint: (params, { z }) =>
      mapTree((y, each) => div(sub(y, mul(each, castLike(complement(b1), y))), castLike(b1, y)), params, z),
  };
}

const sgdOptions = {
  learningRate: rate(1),
  ...averaging,
  ...decoupledDecay(0),
};

export interface ScheduleFreeSgdOptions extends OptionalRate, AveragingOptions, DecoupledDecayOptions {}

/**
 * Schedule-free gradient descent (Defazio et al., "The Road Less Scheduled", 2024, arXiv 2405.15682):
 * z ← z - η(g + λy), and x averages z as for `scheduleFree`.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.scheduleFreeSgd({ learningRate: 0.5, warmUpSteps: 100 });
 */
export const scheduleFreeSgd: Algorithm<ScheduleFreeSgdOptions, ScheduleFreeState<NoState>> = algorithm(
  "scheduleFreeSgd",
  sgdOptions,
  (given, name) => averageOf(name, decayWeights(name, given), given),
);

const squares = {
  /** Decay of the average of the squared gradients. */
  b2: decay(0.999),
  /** Added to the root of that average. */
  eps: positive(1e-8),
};

const adamwOptions = {
  learningRate: rate(0.0025),
  ...averaging,
  ...squares,
  ...decoupledDecay(0),
};

export interface ScheduleFreeAdamwOptions
  extends OptionalRate,
    AveragingOptions,
    OptionsOf<typeof squares>,
    DecoupledDecayOptions {}

/** v ← b2·v + (1 - b2)g²; the update is g/(√v̂ + eps) with v̂ = v/(1 - b2ᵗ). */
const divideByDeviation = ({ b2, eps }: Complete<typeof squares>): Transform<RmsState> => ({
  init: (params) => ({ step: zeroSteps(), v: zerosLike(params) }),
  update(gradients, state) {
    const step = add(state.step, 1);
    const v = mapTree(averageSquare(b2), state.v, gradients);
    const divide = (g: Tensor, v: Tensor) => quotient(over(g, 1), plus(root(corrected(v, b2, step)), eps));
    return [mapTree(divide, gradients, v), { step, v }];
  },
});

/**
 * Schedule-free AdamW (Defazio et al., "The Road Less Scheduled", 2024, arXiv 2405.15682): z ← z - η(g/(√v̂ + eps) +
 * λy) with Adam's second moment and without the first, whose part the average x takes, as for `scheduleFree`.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.scheduleFreeAdamw({ learningRate: 0.01, warmUpSteps: 100 });
 */
export const scheduleFreeAdamw: Algorithm<
  ScheduleFreeAdamwOptions,
  ScheduleFreeState<readonly [RmsState, NoState]>
> = algorithm("scheduleFreeAdamw", adamwOptions, (given, name) =>
  averageOf(name, chain(divideByDeviation(given), decayWeights(name, given)), given),
);
