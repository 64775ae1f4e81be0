/** @file A12: how often a value of one sample is above a value of the other. */

import { requireOptions } from "../checks.ts";
import { requireShare } from "./arguments.ts";
import { normalCritical } from "./distributions.ts";
import { sum } from "./moments.ts";
import { rank } from "./ranks.ts";
import { rootOf } from "./root.ts";
import { requireSamples } from "./samples.ts";

export interface VarghaDelaney {
  /** P(a > b) + ½ P(a = b), from 0 to 1; ½ where neither tends to be greater. */
  readonly a12: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

interface VarghaDelaneyOptions {
  /** Of the interval; 0.95 by default. */
  readonly confidence?: number;
}

/**
 * A12 = U/(nm), the share of pairs in which the value of a is the greater, ties counted half (Vargha and Delaney, "A
 * critique and improvement of the CL common language effect size statistics of McGraw and Wong", 2000), with the score
 * interval that Newcombe found to cover best, also near 0 and 1 ("Confidence intervals for an effect size measure based
 * on the Mann-Whitney statistic. Part 2", 2006, method 5). `null` where a sample is empty.
 *
 * @example
 * varghaDelaney([2, 3, 4], [1, 2, 3])?.a12; // 0.7777777777777778
 */
export function varghaDelaney(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: VarghaDelaneyOptions = {},
): VarghaDelaney | null {
  requireSamples("varghaDelaney", a, b);
  requireOptions("varghaDelaney", options, { optional: ["confidence"] });
  const { confidence = 0.95 } = options;
  requireShare("varghaDelaney({ confidence })", confidence);
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return null;
  const { ranks } = rank([...Array.from(a), ...Array.from(b)]);
  const u = sum(ranks.subarray(0, n), (r) => r) - (n * (n + 1)) / 2;
  const a12 = u / (n * m);
  const z = normalCritical((1 - confidence) / 2);
  const high = upperEnd(a12, { n, m, z });
  // as seen from b, the lower end is the upper one
  return { a12, low: 1 - upperEnd(1 - a12, { n, m, z }), high, confidence };
}

interface Setting {
  readonly n: number;
  readonly m: number;
  readonly z: number;
}

/** The θ above `a12` at which the observed share is z deviations too low; never beyond 1. */
function upperEnd(a12: number, { n, m, z }: Setting): number {
  const excess = (theta: number) => theta - a12 - z * Math.sqrt(varianceAt(theta, n, m));
  return excess(1) <= 0 ? 1 : rootOf(excess, { low: a12, high: 1 });
}

/** Of the share where its mean is θ (Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982). */
function varianceAt(theta: number, n: number, m: number): number {
  const others = (n + m) / 2 - 1;
  const spread = (1 - theta) / (2 - theta) + theta / (1 + theta);
  return (theta * (1 - theta) * (1 + others * spread)) / (n * m);
}
