/** @file Reductions made of other operations: truth, spread and length. */

import { ArgumentError, within } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ReduceOptions } from "../../graph/tensor-options.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireBool, requireFloat } from "../dtype-rules.ts";
import { div, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { equal, greater, where } from "../elementwise/compare.ts";
import { abs, sqrt, square } from "../elementwise/unary.ts";
import { max, mean } from "./reduce.ts";
import { reduceKinds, sum, toReduceAttributes } from "./sum.ts";

function countTrue(where: string, x: Tensor, options?: ReduceOptions): Tensor {
  const { axes, keepDims } = toReduceAttributes(where, x, options);
  requireBool(where, x);
  return sum(cast(x, "int64"), { axis: axes, keepDims });
}

/** Whether any element is true over axes, all of them by default; `false` for none. */
export const any = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("any", x);
  return greater(countTrue("any", x, options), 0);
};

/** Whether all elements are true over axes, all of them by default; `true` for none. */
export function all(x: Tensor, options?: ReduceOptions): Tensor {
  requireTensor("all", x);
  const count = countTrue("all", x, options);
  return equal(count, count.size === 0 ? 0 : x.size / count.size);
}

export interface VarianceOptions extends ReduceOptions {
  /** Subtracted from the number of elements: 0 by default, as in NumPy; 1 in PyTorch. */
  readonly correction?: number;
}

const readVariance = optionsReader<VarianceOptions>({ ...reduceKinds, correction: kind.number });

function meanSquare(where: string, x: Tensor, given: VarianceOptions | undefined): Tensor {
  const { correction = 0, ...options } = readVariance(where, given);
  const { axes, keepDims } = toReduceAttributes(where, x, options);
  requireFloat(where, x);
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  if (!(correction < count)) {
    throw new ArgumentError({
      where: `${where}({ correction })`,
      rule: `must be less than the number of elements, got ${correction} for ${count} in ${formatShape(x.shape)}`,
    });
  }
  const distance = sub(x, mean(x, { axis: axes, keepDims: true }));
  return div(sum(square(distance), { axis: axes, keepDims }), count - correction);
}

/**
 * The mean squared distance from the mean over axes, all of them by default.
 *
 * @example
 * await variance(tensor([1, 2, 3, 4])).item(); // 1.25
 */
export const variance = (x: Tensor, options?: VarianceOptions): Tensor => {
  requireTensor("variance", x);
  return meanSquare("variance", x, options);
};

/** The square root, with gradient 0 at 0. */
function rootOrZero(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}

/** The square root of the variance; where all elements are equal the gradient is 0, as in PyTorch. */
export const standardDeviation = (x: Tensor, options?: VarianceOptions): Tensor => {
  requireTensor("standardDeviation", x);
  return rootOrZero(meanSquare("standardDeviation", x, options));
};

export interface NormOptions extends ReduceOptions {
  /** 1: the sum of sizes; 2 (the default): the root of the sum of squares; Infinity: the largest size. */
  readonly order?: number;
}

const readNorm = optionsReader<NormOptions>({ ...reduceKinds, order: kind.number });

const norms: { readonly [order: number]: (x: Tensor, options: ReduceOptions) => Tensor } = {
  1: (x, options) => sum(abs(x), options),
  2: (x, options) => rootOrZero(sum(square(x), options)),
  [Number.POSITIVE_INFINITY]: (x, options) => max(abs(x), options),
};

/**
 * The length of the vectors along axes; of all elements by default. The gradient at 0 is 0, as in PyTorch.
 *
 * @example
 * await norm(tensor([3, 4])).item(); // 5
 * await norm(tensor([3, -4]), { order: 1 }).item(); // 7
 */
export function norm(x: Tensor, options?: NormOptions): Tensor {
  requireTensor("norm", x);
  const { order = 2, ...reduction } = readNorm("norm", options);
  const { axes, keepDims } = toReduceAttributes("norm", x, reduction);
  requireFloat("norm", x);
  const measure = norms[order];
  if (!measure) {
    throw new ArgumentError({
      where: "norm({ order })",
      rule: `must be 1, 2 or Infinity, got ${describe(order)}`,
    });
  }
  return within("norm", () => measure(x, { axis: axes, keepDims }));
}
