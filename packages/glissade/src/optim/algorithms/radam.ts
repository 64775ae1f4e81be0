/** @file RAdam. */

import { requireAtLeast } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greaterEqual, where } from "../../ops/elementwise/compare.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  averageSquare,
  type MomentState,
  requireMoments,
  rootMeanSquare,
  scaleByMoments,
} from "../math/estimates.ts";
import { castLike, complement, correction } from "../math/moments.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { type AdamOptions, adamSignature } from "./adam.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-8 by default. */
export interface ScaleByRadamOptions extends Omit<AdamOptions, "learningRate" | "biasCorrection"> {
  /** How many squares, in effect, v must average before the update divides by it; 5 by default. */
  readonly threshold?: Operand;
}

/** The weight decay is 0 by default; `epsHat: true` is PyTorch's form. */
export interface RadamOptions extends ScaleByRadamOptions, DecayOptions, Pick<AdamOptions, "learningRate"> {}

/** r of the rectification, and whether the variance of the averaged squares is finite enough to use it. */
function rectification(b2: Operand, threshold: Operand, step: Tensor): { factor: Tensor; holds: Tensor } {
  // in float64, since the length of the average is the difference of two large numbers
  const count = cast(step, "float64");
  const most = sub(div(literal(2, "float64"), castLike(complement(b2), count)), 1);
  const share = correction(b2, step, count);
  const length = sub(most, div(mul(mul(count, 2), sub(1, share)), share));
  const above = mul(mul(sub(length, 4), sub(length, 2)), most);
  const below = mul(mul(sub(most, 4), sub(most, 2)), length);
  return { factor: sqrt(div(above, below)), holds: greaterEqual(length, castLike(threshold, length)) };
}

/**
 * m and v as for Adam; the update is r·m̂/(√v̂ + eps) if n ≥ threshold, else m̂, with n = n∞ - 2t·b2ᵗ/(1 - b2ᵗ),
 * n∞ = 2/(1 - b2) - 1 and r = √((n - 4)(n - 2)n∞/((n∞ - 4)(n∞ - 2)n)).
 */
export function scaleByRadam({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  epsRoot = 0,
  epsHat = false,
  nesterov = false,
  threshold = 5,
}: ScaleByRadamOptions = {}): Transform<MomentState> {
  requireMoments("radam", { b1, b2, eps, epsRoot });
  requireAtLeast("radam({ threshold })", threshold, 4);
  return scaleByMoments({
    b1,
    nesterov,
    accumulate: averageSquare(b2),
    divisor({ v, step }) {
      const { factor, holds } = rectification(b2, threshold, step);
      const { numerator, denominator } = rootMeanSquare(v, {
        eps,
        epsRoot,
        epsHat,
        correction: correction(b2, step, v),
      });
      const rectified = mul(denominator, cast(factor, v.dtype));
      return { numerator: where(holds, numerator, 1), denominator: where(holds, rectified, 1) };
    },
  });
}

/**
 * RAdam (Liu et al. 2020): Adam's step times r, which grows from 0 to 1 as v averages more squares, and momentum
 * alone before. Those first steps are not normalised, so that a large rate diverges early.
 *
 * @example
 * const optimizer = optim.radam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export function radam({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: RadamOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByRadam(options), descendWithDecay("radam", { learningRate, weightDecay, mask }));
}

const { biasCorrection: _, ...ofAdam } = adamSignature.parameters;

export const radamSignature: Signature<Omit<RadamOptions, "mask">> = {
  name: "radam",
  create: radam,
  parameters: { ...ofAdam, threshold: "number", weightDecay: "number" },
};
