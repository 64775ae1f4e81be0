/** @file Benjamini and Hochberg's adjustment of several p-values. */

import { requirePValues } from "./arguments.ts";

/**
 * p-values adjusted so that of those held below a level, that share at most is false, on average: the k-th smallest of m
 * times m/k, and never above that of a greater one (Benjamini and Hochberg, "Controlling the false discovery rate: a
 * practical and powerful approach to multiple testing", 1995). Milder than `holm`, which bounds the chance of a single
 * false one; for many comparisons whose winners are looked at again.
 *
 * @example
 * benjaminiHochberg([0.01, 0.04, 0.03, 0.005]); // [0.02, 0.04, 0.04, 0.02]
 */
export function benjaminiHochberg(ps: readonly number[]): readonly number[] {
  requirePValues("benjaminiHochberg(ps)", ps);
  const adjusted = [...ps];
  const descending = ps.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  let ceiling = 1;
  for (const [place, { p, index }] of descending.entries()) {
    ceiling = Math.min(ceiling, (p * ps.length) / (ps.length - place));
    adjusted[index] = ceiling;
  }
  return adjusted;
}
