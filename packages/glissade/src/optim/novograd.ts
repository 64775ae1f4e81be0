/** @file NovoGrad. */

import { literal } from "../graph/literal.ts";
import type { Operand, Tensor } from "../graph/tensor.ts";
import { add, div, mul } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { fullLike, sum } from "../ops/sum.ts";
import { sqrt, square } from "../ops/unary.ts";
import type { Tree } from "../tree.ts";
import { chain } from "./chain.ts";
import { requireDecay, requireNonNegative, requirePositive } from "./check.ts";
import { leafwise } from "./leafwise.ts";
import { average, beside } from "./moments.ts";
import { type LearningRate, scaleByLearningRate } from "./schedule.ts";
import type { Signature } from "./signature.ts";
import type { Optimizer, Transform } from "./transform.ts";

export interface ScaleByNovogradOptions {
  /** Momentum, in [0, 1); 0.9 by default. */
  readonly b1?: Operand;
  /** Decay of the squared norm, in [0, 1); 0.25 by default. */
  readonly b2?: Operand;
  /** Added to the norm; 1e-6 by default. */
  readonly eps?: Operand;
  /** Added to the squared norm; 0 by default. */
  readonly epsRoot?: Operand;
  /** λ, inside the momentum; 0 by default. */
  readonly weightDecay?: Operand;
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
}: ScaleByNovogradOptions = {}): Transform {
  requireDecay("novograd({ b1 })", b1);
  requireDecay("novograd({ b2 })", b2);
  requirePositive("novograd({ eps })", eps);
  requireNonNegative("novograd({ epsRoot })", epsRoot);
  requireNonNegative("novograd({ weightDecay })", weightDecay);
  const decayed = (normalised: Tensor, param: Tensor) =>
    weightDecay === 0 ? normalised : add(normalised, mul(param, beside(weightDecay, param)));
  return leafwise("novograd", {
    init: (param) => ({ m: fullLike(param, 0), v: literal(0, param.dtype) }),
    update(gradient, { m: before, v }, { param, step }) {
      const squares = sum(square(gradient));
      const norm = where(equal(step, 1), squares, average(b2)(v, squares));
      const size = add(sqrt(add(norm, beside(epsRoot, v))), beside(eps, v));
      const m = add(mul(before, beside(b1, before)), decayed(div(gradient, size), param));
      return [m, { m, v: norm }];
    },
  });
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

export const novogradSignature: Signature<NovogradOptions> = {
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
