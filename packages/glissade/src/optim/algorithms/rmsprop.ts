/** @file RMSProp. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { corrected, type MomentState } from "../math/estimates.ts";
import { type Fraction, over, plus, quotient, root } from "../math/fraction.ts";
import {
  averageSquare,
  complement,
  correction,
  filledLike,
  scalarLike,
  zeroSteps,
  zerosLike,
} from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, fixedNonNegative, flag, positive, rate } from "../options/option-makers.ts";
import { type MomentaOptions, momenta, type OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { descendWithMomentum, type MomentumState } from "../transforms/momentum.ts";

const rule = {
  /** Decay b of the averages: 0.9 in optax and Keras, 0.99 in PyTorch. */
  decay: decay(0.9),
  /** Against division by zero. */
  eps: positive(1e-8),
  /** Add eps under the root (optax, Keras) and not behind it (PyTorch). */
  epsInside: flag(true),
  /** Correct the averages for their start. */
  biasCorrection: flag(false),
  /** Where the average of squares starts: 0, and 1 in TensorFlow 1. */
  initialAccumulator: fixedNonNegative(0),
};

export interface ScaleByRmsOptions extends OptionsOf<typeof rule>, Named {}

export type RmsState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The average of the squared gradients, in the shapes of the parameters. */
  readonly v: Tree;
};

interface Eps {
  readonly eps: Operand;
  readonly epsInside: boolean;
}

/** g/√(v̂ + eps), or g/(√v̂ + eps) */
const divideByRoot = (gradient: Tensor, vHat: Fraction, { eps, epsInside }: Eps): Tensor =>
  quotient(over(gradient, 1), epsInside ? root(plus(vHat, eps)) : plus(root(vHat), eps));

/**
 * v ← b·v + (1 - b)g²; the update is g/√(v + eps), or g/(√v + eps); with bias correction v/(1 - bᵗ) is in the place of
 * v.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByRms(given?: ScaleByRmsOptions): Transform<RmsState> {
  const { decay, biasCorrection, initialAccumulator, ...eps } = read("scaleByRms", rule, given);
  return {
    init: (params) => ({ step: zeroSteps(), v: filledLike(params, initialAccumulator) }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const v = mapTree(averageSquare(decay), state.v, gradients);
      const divide = (gradient: Tensor, mean: Tensor) =>
        divideByRoot(gradient, corrected(mean, biasCorrection ? decay : 0, step), eps);
      return [mapTree(divide, gradients, v), { step, v }];
    },
  };
}
scaleByRms.options = rule;

/**
 * v ← (1 - a)(v + a(g - m)²) and then m ← m + a(g - m) with a = 1 - b, or with bias correction a = (1 - b)/(1 - bᵗ);
 * the update is g/√(v + eps), or g/(√v + eps). This v is the average of squares less the square of the average, but
 * does not cancel.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByDeviation(given?: ScaleByRmsOptions): Transform<MomentState> {
  const { decay, biasCorrection, initialAccumulator, ...eps } = read("scaleByDeviation", rule, given);
  return {
    init: (params) => ({
      step: zeroSteps(),
      m: zerosLike(params),
      v: filledLike(params, initialAccumulator),
    }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const share = (leaf: Tensor) =>
        div(scalarLike(complement(decay), leaf), correction(biasCorrection ? decay : 0, step, leaf));
      const differences = mapTree(sub, gradients, state.m);
      const m = mapTree((mean, leaf) => add(mean, mul(leaf, share(leaf))), state.m, differences);
      const spread = (v: Tensor, difference: Tensor) =>
        mul(add(v, mul(square(difference), share(v))), sub(1, share(v)));
      const v = mapTree(spread, state.v, differences);
      const divide = (gradient: Tensor, v: Tensor) => divideByRoot(gradient, over(v, 1), eps);
      return [mapTree(divide, gradients, v), { step, m, v }];
    },
  };
}
scaleByDeviation.options = rule;

const own = {
  /** Divide by the deviation from the average gradient (Graves 2013). */
  centered: flag(false),
};

const options = { learningRate: rate(1e-2), ...rule, ...own, ...momenta("steps") };

/** Momentum sums steps (optax, Keras) by default; PyTorch sums gradients. */
export interface RmspropOptions
  extends OptionalRate,
    ScaleByRmsOptions,
    OptionsOf<typeof own>,
    MomentaOptions {}

/**
 * RMSProp (Tieleman and Hinton, "Lecture 6.5: rmsprop", Neural Networks for Machine Learning, 2012): x ← x - ηg/√(v +
 * eps), v ← b·v + (1 - b)g², with momentum as for `sgd`. Centered by Graves ("Generating Sequences With Recurrent
 * Neural Networks", 2013, arXiv 1308.0850), v less the square of the average gradient is in the place of v.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and where Nesterov has no momentum.
 *
 * @example
 * const optimizer = optim.rmsprop({ learningRate: 0.1, decay: 0.75 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.2, -0.2]
 */
export const rmsprop: Algorithm<RmspropOptions, readonly [RmsState | MomentState, MomentumState]> = algorithm(
  "rmsprop",
  options,
  (given, name) => {
    const scaleBy: (given: ScaleByRmsOptions) => Transform<RmsState | MomentState> = given.centered
      ? scaleByDeviation
      : scaleByRms;
    return chain(scaleBy(pick(rule, given)), descendWithMomentum(name, given));
  },
);
