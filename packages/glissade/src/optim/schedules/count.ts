/** @file Counts of steps in float64, which a float32 run follows exactly, and shares of spans of them. */

import type { Tensor } from "../../graph/tensor.ts";
import { div, maximum, minimum, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";

export const toCount = (step: Tensor): Tensor => cast(step, "float64");

/** Steps since the given one, and 0 until then. */
export const countFrom = (step: Tensor, begin: number): Tensor =>
  begin === 0 ? toCount(step) : maximum(sub(toCount(step), begin), 0);

export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** The share of a span of steps that is over: from 0 to 1. */
export const progress = (step: Tensor, { begin, end }: Span): Tensor =>
  div(minimum(countFrom(step, begin), end - begin), end - begin);
