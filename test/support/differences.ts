/** @file Central finite differences. */

import type { HostArray } from "../../packages/glissade/src/graph/host.ts";

/** A power of two, so that steps from values on a grid of powers of two are exact. */
const STEP = 2 ** -16;
/** One-sided slopes that differ by more than this meet in a kink, and steeper ones belong to a jump. */
const KINK = 0.02;
const JUMP = 1000;

/** The gradient of f for one of its inputs; NaN where f has a kink. */
export function differences(
  f: (inputs: readonly HostArray[]) => number,
  inputs: readonly HostArray[],
  which: number,
): HostArray {
  const x = inputs[which]!;
  const here = f(inputs);
  const at = (position: number, step: number) =>
    f(inputs.with(which, { ...x, data: x.data.with(position, x.data[position]! + step) }));
  const data = x.data.map((_, position) => {
    const right = (at(position, STEP) - here) / STEP;
    const left = (here - at(position, -STEP)) / STEP;
    const smooth = Math.abs(right - left) < KINK && Math.abs(right) < JUMP;
    return smooth ? (right + left) / 2 : Number.NaN;
  });
  return { ...x, data };
}
