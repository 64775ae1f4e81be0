/** @file Holm's adjustment of several p-values. */

import { requirePValues } from "./arguments.ts";

/**
 * p-values that may be held against one level together: the k-th smallest of m times m - k + 1, and never below that of
 * a smaller one (Holm, "A simple sequentially rejective multiple test procedure", 1979).
 *
 * @example
 * holm([0.01, 0.04, 0.03, 0.005]); // [0.03, 0.06, 0.06, 0.02]
 */
export function holm(ps: readonly number[]): readonly number[] {
  requirePValues("holm(ps)", ps);
  const adjusted = [...ps];
  const ascending = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  let floor = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    floor = Math.max(floor, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = floor;
  }
  return adjusted;
}
