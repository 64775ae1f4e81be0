/** @file RMSProp. */

import { requireDecay, requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { averageSquare, type MomentState, quotient, rootMeanSquare } from "../math/estimates.ts";
import { complement, correction, filledLike, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { type MomentumOptions, withMomentum } from "../transforms/momentum.ts";

export interface ScaleByRmsOptions {
  /** Decay b of the averages, in [0, 1); 0.9 by default (optax, Keras), 0.99 in PyTorch. */
  readonly decay?: Operand;
  /** Against division by zero; 1e-8 by default. */
  readonly eps?: Operand;
  /** Add eps under the root (optax, Keras) and not behind it (PyTorch); `true` by default. */
  readonly epsInside?: boolean;
  /** Correct the averages for their start; `false` by default. */
  readonly biasCorrection?: boolean;
  /** Where the average of squares starts; 0 by default, 1 in TensorFlow 1. */
  readonly initialAccumulator?: number;
}

/** Momentum sums steps (optax, Keras) by default; PyTorch sums gradients. */
export interface RmspropOptions extends ScaleByRmsOptions, MomentumOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** Divide by the deviation from the average gradient (Graves 2013); `false` by default. */
  readonly centered?: boolean;
}

/** A type and not an interface, so that it is a tree. */
type RmsState = { readonly step: Tensor; readonly v: Tree };

function readOptions({
  decay = 0.9,
  eps = 1e-8,
  epsInside = true,
  biasCorrection = false,
  initialAccumulator = 0,
}: ScaleByRmsOptions): Required<ScaleByRmsOptions> {
  requireDecay("rmsprop({ decay })", decay);
  requirePositive("rmsprop({ eps })", eps);
  requireNonNegative("rmsprop({ initialAccumulator })", initialAccumulator);
  return { decay, eps, epsInside, biasCorrection, initialAccumulator };
}

interface RmsRoot extends Required<Pick<ScaleByRmsOptions, "eps" | "epsInside">> {
  readonly v: Tensor;
  readonly correction: Tensor;
}

/** x/√(v/c + eps), or x/(√(v/c) + eps) */
function divideByRoot(x: Tensor, { v, correction, eps, epsInside }: RmsRoot): Tensor {
  const where = epsInside ? { epsRoot: eps } : { eps };
  return quotient({ numerator: x, denominator: 1 }, rootMeanSquare(v, { correction, ...where }));
}

/** v ← b·v + (1 - b)g²; the update is g/√(v + eps), or g/(√v + eps). */
export function scaleByRms(options: ScaleByRmsOptions = {}): Transform<RmsState> {
  const { decay, eps, epsInside, biasCorrection, initialAccumulator } = readOptions(options);
  return {
    init: (params) => ({ step: zeroSteps(), v: filledLike(params, initialAccumulator) }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const v = mapTree(averageSquare(decay), state.v, gradients);
      const divide = (gradient: Tensor, mean: Tensor) => {
        const c = correction(biasCorrection ? decay : 0, step, mean);
        return divideByRoot(gradient, { v: mean, correction: c, eps, epsInside });
      };
      return [mapTree(divide, gradients, v), { step, v }];
    },
  };
}

/**
 * m ← m + a(g - m) and v ← (1 - a)(v + a(g - m)²) with the m before and a = 1 - b, or with bias correction
 * a = (1 - b)/(1 - bᵗ); the update is g/√(v + eps), or g/(√v + eps). This v is the average of squares less the square
 * of the average, but does not cancel.
 */
export function scaleByDeviation(options: ScaleByRmsOptions = {}): Transform<MomentState> {
  const { decay, eps, epsInside, biasCorrection, initialAccumulator } = readOptions(options);
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
      const v = mapTree(
        (mean, leaf) => mul(add(mean, mul(square(leaf), share(leaf))), sub(1, share(leaf))),
        state.v,
        differences,
      );
      const divide = (gradient: Tensor, mean: Tensor) =>
        divideByRoot(gradient, { v: mean, correction: scalarLike(1, mean), eps, epsInside });
      return [mapTree(divide, gradients, v), { step, m, v }];
    },
  };
}

/**
 * RMSProp (Tieleman and Hinton 2012): x ← x - ηg/√(v + eps), v ← b·v + (1 - b)g², with momentum as for `sgd`.
 *
 * @example
 * const optimizer = optim.rmsprop({ learningRate: 0.1, decay: 0.75 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.2, -0.2]
 */
export function rmsprop({
  learningRate = 1e-2,
  momentum,
  nesterov,
  momentumOf = "steps",
  centered = false,
  ...options
}: RmspropOptions = {}): Optimizer<readonly Tree[]> {
  const descend = scaleByLearningRate("rmsprop", learningRate);
  const links = withMomentum("rmsprop", descend, { momentum, nesterov, momentumOf });
  return chain(centered ? scaleByDeviation(options) : scaleByRms(options), ...links);
}

export const rmspropSignature: Signature<RmspropOptions> = {
  name: "rmsprop",
  create: rmsprop,
  parameters: {
    learningRate: "number",
    decay: "number",
    eps: "number",
    epsInside: flag,
    centered: flag,
    momentum: "number",
    nesterov: [false, true, "textbook"],
    momentumOf: ["gradients", "steps"],
    biasCorrection: flag,
    initialAccumulator: "number",
  },
};
