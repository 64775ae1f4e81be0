/** @file Quantiles and the median. */

import { requireTensor } from "../../graph/operand-checks.ts";
import { reduceShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ReduceOptions } from "../../graph/tensor-options.ts";
import { probabilities, requireNumber } from "../../options/ranges.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/compare.ts";
import { isNaN as isMissing } from "../elementwise/is-finite.ts";
import { reshape } from "../shape/layout.ts";
import { slice } from "../shape/slice.ts";
import { toLines } from "./lines.ts";
import { requireElements } from "./reduce.ts";
import { sort } from "./sort.ts";
import { type ReduceAttributes, toReduceAttributes } from "./sum.ts";

/**
 * The number below which a share q of the elements lies, over axes (all of them by default), with a straight line
 * between neighbours, as in NumPy.
 *
 * @example
 * await quantile(tensor([1, 2, 3, 4]), 0.25).item(); // 1.75
 */
export function quantile(x: Tensor, q: number, options?: ReduceOptions): Tensor {
  requireTensor("quantile", x);
  const attributes = toReduceAttributes("quantile", x, options);
  requireNumber(probabilities, "quantile(q)", q);
  return orderStatistic("quantile", x, { q, ...attributes });
}

/** The middle element over axes (all of them by default), or the mean of the two in the middle, as in NumPy. */
export const median = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("median", x);
  return orderStatistic("median", x, { q: 0.5, ...toReduceAttributes("median", x, options) });
};

function orderStatistic(
  name: string,
  x: Tensor,
  { q, axes, keepDims }: ReduceAttributes & { readonly q: number },
): Tensor {
  requireFloat(name, x);
  requireElements(name, x.shape, axes);
  const ordered = sort(toLines(x, axes).lines);
  const place = q * (ordered.shape.at(-1)! - 1);
  const below = Math.floor(place);
  const part = place - below;
  const lower = elementOf(ordered, below);
  const value = part === 0 ? lower : add(mul(lower, 1 - part), mul(elementOf(ordered, below + 1), part));
  // NaN is sorted to the end.
  const largest = elementOf(ordered, ordered.shape.at(-1)! - 1);
  return reshape(where(isMissing(largest), largest, value), reduceShape(x.shape, axes, keepDims));
}

/** One position of the last axis. */
const elementOf = (x: Tensor, position: number): Tensor =>
  slice(x, {
    starts: x.shape.map(() => 0).with(-1, position),
    ends: x.shape.with(-1, position + 1),
  });
