/** @file NovoGrad. */

import { requireDecay, requireNonNegative, requirePositive } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { leafwise } from "../transforms/leafwise.ts";
import { addMomentum } from "../transforms/momentum.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

/** The weight decay, which the momentum sums too, is 0 by default. */
export interface ScaleByNovogradOptions extends DecayOptions {
  /** Momentum, in [0, 1); 0.9 by default. */
  readonly b1?: Operand;
  /** Decay of the squared norm, in [0, 1); 0.25 by default. */
  readonly b2?: Operand;
  /** Added to the norm; 1e-6 by default. */
  readonly eps?: Operand;
  /** Added to the squared norm; 0 by default. */
  readonly epsRoot?: Operand;
}

export interface NovogradOptions extends ScaleByNovogradOptions {
  readonly learningRate: LearningRate;
}

/** v ← b2·v + (1 - b2)‖g‖² for each leaf, ‖g‖² at first; m ← b1·m + g/(√v + eps) + λx. */
export function scaleByNovograd({
  b1 = 0.9,
  b2 = 0.25,
  eps = 1e-6,
  epsRoot = 0,
  weightDecay = 0,
  mask,
}: ScaleByNovogradOptions = {}): Transform<readonly Tree[]> {
  requireDecay("novograd({ b1 })", b1);
  requireDecay("novograd({ b2 })", b2);
  requirePositive("novograd({ eps })", eps);
  requireNonNegative("novograd({ epsRoot })", epsRoot);
  const normalize = leafwise<Tensor>("novograd", {
    init: ({ dtype }) => literal(0, dtype),
    update(gradient, before, { step }) {
      const squares = sum(square(gradient));
      const v = where(equal(step, 1), squares, average(b2)(before, squares));
      const size = add(sqrt(add(v, castLike(epsRoot, v))), castLike(eps, v));
      return [div(gradient, size), v];
    },
  });
  return chain(normalize, addDecayedWeights(weightDecay, { mask, name: "novograd" }), addMomentum(b1));
}

/**
 * NovoGrad (Ginsburg et al. 2019): momentum of gradients that are divided by the norm of their leaf,
 * m ← b1·m + g/(√v + eps) + λx, x ← x - ηm.
 *
 * @example
 * const optimizer = optim.novograd({ learningRate: 0.1 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, 4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.06, -0.08]
 */
export const novograd = ({ learningRate, ...options }: NovogradOptions): Optimizer<readonly Tree[]> =>
  chain(scaleByNovograd(options), scaleByLearningRate("novograd", learningRate));

export const novogradSignature: Signature<Omit<NovogradOptions, "mask">> = {
  name: "novograd",
  create: novograd,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    epsRoot: "number",
    weightDecay: "number",
  },
};
