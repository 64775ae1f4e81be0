/** @file The first point of a curve at a target. */

import { requireOptions } from "../checks.ts";
import { requireOneOf } from "../stats/arguments.ts";
import type { Better } from "../stats/score-table.ts";

interface Reach {
  readonly target: number;
  /** Which values are beyond the target. */
  readonly better: Better;
}

/**
 * The first point of a curve at a target or beyond it; nothing where none is.
 *
 * @example
 * const points = [{ step: 10, value: 0.9 }, { step: 20, value: null }, { step: 30, value: 0.4 }];
 * firstReach(points, { target: 0.5, better: "lower" })?.step; // 30
 */
export function firstReach<Point extends { readonly value: number | null }>(
  points: readonly Point[],
  options: Reach,
): Point | undefined {
  requireOptions("firstReach", options, { needed: ["target", "better"] });
  const { target, better } = options;
  requireOneOf("firstReach({ better })", better, ["higher", "lower"]);
  const isReached = (value: number) => (better === "higher" ? value >= target : value <= target);
  return points.find(({ value }) => value !== null && isReached(value));
}
