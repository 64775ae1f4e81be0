/** @file Adadelta. */

import { requireDecay, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike, zerosLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

export interface ScaleByAdadeltaOptions {
  /** Decay of both averages, in [0, 1); 0.9 by default. */
  readonly rho?: Operand;
  /** Under both roots, and the only scale of the first step, √eps; 1e-6 by default. */
  readonly eps?: Operand;
}

export interface AdadeltaOptions extends ScaleByAdadeltaOptions, DecayOptions {
  /** 1, as in the paper, by default. */
  readonly learningRate?: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
type AdadeltaState = { readonly gradients: Tree; readonly updates: Tree };

/** v ← ρv + (1 - ρ)g²; the update is u = g·√((w + eps)/(v + eps)); then w ← ρw + (1 - ρ)u². */
export function scaleByAdadelta({
  rho = 0.9,
  eps = 1e-6,
}: ScaleByAdadeltaOptions = {}): Transform<AdadeltaState> {
  requireDecay("adadelta({ rho })", rho);
  requirePositive("adadelta({ eps })", eps);
  const above = (mean: Tensor) => add(mean, castLike(eps, mean));
  const squares = (means: Tree, leaves: Tree) => mapTree(average(rho), means, mapTree(square, leaves));
  return {
    init: (params) => ({ gradients: zerosLike(params), updates: zerosLike(params) }),
    update(gradients, state) {
      const ofGradients = squares(state.gradients, gradients);
      const updates = mapTree(
        (gradient, v, w) => mul(gradient, sqrt(div(above(w), above(v)))),
        gradients,
        ofGradients,
        state.updates,
      );
      return [updates, { gradients: ofGradients, updates: squares(state.updates, updates) }];
    },
  };
}

/**
 * Adadelta (Zeiler 2012): x ← x - ηg·√((w + eps)/(v + eps)), where v averages squares of gradients and w those of
 * updates before η, so that steps have the unit of the parameters. The weight decay, 0 by default, is an L2 penalty
 * here: g ← g + λx first.
 *
 * @example
 * const optimizer = optim.adadelta();
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.003162, -0.003162, -0.003162]
 */
export function adadelta({
  learningRate = 1,
  weightDecay = 0,
  mask,
  ...options
}: AdadeltaOptions = {}): Optimizer<readonly Tree[]> {
  return chain(
    addDecayedWeights(weightDecay, { mask, name: "adadelta" }),
    scaleByAdadelta(options),
    scaleByLearningRate("adadelta", learningRate),
  );
}

export const adadeltaSignature: Signature<Omit<AdadeltaOptions, "mask">> = {
  name: "adadelta",
  create: adadelta,
  parameters: { learningRate: "number", rho: "number", eps: "number", weightDecay: "number" },
};
