/** @file Function values as heights that a logarithmic axis can show. */

import { spanOf } from "./axes.ts";

export interface Height {
  /** Of the axis. */
  readonly name: string;
  of(value: number): number;
}

/** Heights from 0 to this share of the start's are shown as that: an axis down to 1e-180 tells nothing. */
const FLOOR = 1e-12;

/** Heights above the lowest value, where that is known; else the values themselves. */
export function heightAbove(minimum: number | undefined, start: number): Height {
  const isKnown = minimum !== undefined && start > minimum;
  const base = isKnown ? minimum : 0;
  const floor = Math.max(0, FLOOR * start - FLOOR * base);
  const of = (value: number) =>
    isKnown || value >= base ? Math.max(spanOf({ min: base, max: value }), floor) : value;
  return { name: isKnown ? "f above its minimum" : "f", of };
}
