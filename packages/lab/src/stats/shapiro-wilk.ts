/** @file The Shapiro-Wilk test of normality: Royston's algorithm AS R94, in double precision. */

import { requireSample } from "../checks.ts";
import { normalSurvival } from "./distributions.ts";
import { center, sum, toUnit } from "./moments.ts";

export interface ShapiroWilk {
  readonly w: number;
  readonly p: number;
}

/** The sizes for which Royston fitted the distribution of W. */
const MINIMUM_SIZE = 3;
const MAXIMUM_SIZE = 5000;

// Royston's polynomials, ascending powers
const LAST_WEIGHT = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const SECOND_LAST_WEIGHT = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const SMALL_BOUND = [-2.273, 0.459];
const SMALL_MEAN = [0.544, -0.39978, 0.025054, -6.714e-4];
const SMALL_LOG_DEVIATION = [1.3822, -0.77857, 0.062767, -0.0020322];
const LARGE_MEAN = [-1.5861, -0.31082, -0.083751, 0.0038915];
const LARGE_LOG_DEVIATION = [-0.4803, -0.082676, 0.0030302];
// The value AS R94 returns for a W below the range of its fit
const SMALLEST_P = 1e-19;

// Beasley and Springer, "Algorithm AS 111: the percentage points of the normal distribution", 1977
const CENTER_TOP = [2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637];
const CENTER_BOTTOM = [1, -8.4735109309, 23.08336743743, -21.06224101826, 3.13082909833];
const TAIL_TOP = [-2.78718931138, -2.29796479134, 4.85014127135, 2.32121276858];
const TAIL_BOTTOM = [1, 3.54388924762, 1.63706781897];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((value, c) => value * x + c, 0);
}

/** The z that a standard normal exceeds with probability `p` < ½, as AS R94 has it: seven digits. */
function upperQuantile(p: number): number {
  const q = 0.5 - p;
  const r = q <= 0.42 ? q * q : Math.sqrt(-Math.log(p));
  return q <= 0.42
    ? (q * polynomial(CENTER_TOP, r)) / polynomial(CENTER_BOTTOM, r)
    : polynomial(TAIL_TOP, r) / polynomial(TAIL_BOTTOM, r);
}

/** The weights of the ⌊n/2⌋ greatest order statistics, greatest first; the least have their negatives. */
function orderWeights(n: number): readonly number[] {
  if (n === 3) return [Math.SQRT1_2];
  const scores = Array.from({ length: n >> 1 }, (_, i) => upperQuantile((i + 0.625) / (n + 0.25)));
  const squares = 2 * sum(scores, (s) => s * s);
  const fits = n > 5 ? [LAST_WEIGHT, SECOND_LAST_WEIGHT] : [LAST_WEIGHT];
  const fitted = fits.map((fit, i) => scores[i]! / Math.sqrt(squares) + polynomial(fit, 1 / Math.sqrt(n)));
  const rest = squares - 2 * sum(scores.slice(0, fitted.length), (s) => s * s);
  const scale = Math.sqrt(rest / (1 - 2 * sum(fitted, (w) => w * w)));
  return [...fitted, ...scores.slice(fitted.length).map((s) => s / scale)];
}

/** 1 - W, where W is the squared correlation of the order statistics with their weights. */
function lackOfCorrelation(sorted: Float64Array): number {
  const n = sorted.length;
  const weights = orderWeights(n);
  const range = sorted[n - 1]! - sorted[0]!;
  const deviations = center(sorted).deviations.map((v) => v / range);
  const products = weights.map((w, i) => w * (deviations[n - 1 - i]! - deviations[i]!));
  const covariance = sum(products, (v) => v);
  const norm = Math.sqrt(2 * sum(weights, (w) => w * w) * sum(deviations, (d) => d * d));
  // (1 - r)(1 + r) keeps its digits where r is near 1
  return Math.max(0, (1 - covariance / norm) * (1 + covariance / norm));
}

/** P(W' < W) from Royston's normalising transformations of 1 - W; exact for three values. */
function significance(lack: number, n: number): number {
  if (n === 3) return Math.max(0, 1 - (6 / Math.PI) * Math.asin(Math.sqrt(lack)));
  const y = Math.log(lack);
  if (n > 11) {
    const x = Math.log(n);
    return normalSurvival((y - polynomial(LARGE_MEAN, x)) / Math.exp(polynomial(LARGE_LOG_DEVIATION, x)));
  }
  const bound = polynomial(SMALL_BOUND, n);
  if (y >= bound) return SMALLEST_P;
  const transformed = -Math.log(bound - y);
  return normalSurvival(
    (transformed - polynomial(SMALL_MEAN, n)) / Math.exp(polynomial(SMALL_LOG_DEVIATION, n)),
  );
}

/**
 * Tests a sample of 3 to 5000 values for normality (Shapiro and Wilk, "An analysis of variance test for normality",
 * 1965; Royston, "Remark AS R94: a remark on algorithm AS 181", 1995); `null` for other sizes and where all are equal.
 */
export function shapiroTest(sample: ArrayLike<number>): ShapiroWilk | null {
  requireSample("shapiroTest(sample)", sample);
  const sorted = toUnit(sample).values.sort();
  const n = sorted.length;
  if (n < MINIMUM_SIZE || n > MAXIMUM_SIZE || sorted[0] === sorted[n - 1]) return null;
  const lack = lackOfCorrelation(sorted);
  return { w: 1 - lack, p: significance(lack, n) };
}
