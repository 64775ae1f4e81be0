/** @file Computations at every nth step. */

import { cond } from "../../control/cond.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { sub } from "../../ops/elementwise/arithmetic.ts";
import { equal } from "../../ops/elementwise/compare.ts";
import { mod } from "../../ops/elementwise/rounding.ts";
import type { Tree } from "../../tree.ts";

export interface Interval {
  /** Counts from 1: int32. */
  readonly step: Tensor;
  /** The work is done at the first step and whenever so many have passed. */
  readonly interval: number;
}

/** `compute(...args)` at its steps, and between them what there was, at no cost. */
export const everyN = <Result extends Tree, Arguments extends readonly unknown[]>(
  { step, interval }: Interval,
  { old, compute }: { readonly old: Result; compute(...args: Arguments): Result },
  ...args: Arguments
): Result =>
  interval === 1
    ? compute(...args)
    : cond(
        equal(mod(sub(step, 1), interval), 0),
        (_: Result, ...inner: Arguments) => compute(...inner),
        (kept: Result, ..._: Arguments) => kept,
        old,
        ...args,
      );
