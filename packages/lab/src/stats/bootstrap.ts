/** @file Efron's bootstrap interval, bias-corrected and accelerated. */

import { hostRandom } from "glissade/data";
import { requireOptions, requireSample } from "../checks.ts";
import { requireInteger, requireOneOf, requireShare } from "./arguments.ts";
import { normalCritical, normalSurvival } from "./distributions.ts";
import { center, mean, sum, toUnit } from "./moments.ts";
import { quantileOf } from "./quantiles.ts";

export interface BootstrapInterval {
  /** The statistic of the sample itself. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** A number that describes a sample. */
export type Statistic = (sample: Float64Array) => number;

export interface BootstrapOptions {
  /** `"mean"`, the default, `"median"`, or a function of a sample. */
  readonly statistic?: "mean" | "median" | Statistic;
  /** 0.95 by default. */
  readonly confidence?: number;
  /** 9999 by default. */
  readonly resamples?: number;
  /** 0 by default. */
  readonly seed?: number;
}

const named = { mean, median: (sample: Float64Array) => quantileOf(sample, 0.5) } as const;

/**
 * The interval of a statistic from random samples of the sample (Efron, "Better bootstrap confidence intervals", 1987;
 * DiCiccio and Efron, "Bootstrap confidence intervals", 1996): quantiles of the statistic over the resamples, shifted for
 * its bias and for a spread that changes with its value. It needs no normal distribution, but with fewer than ten or so
 * values it is too narrow: five runs have few other samples in them. `null` below two values, where all are equal, and
 * where every resample is on one side of the sample.
 *
 * @example
 * bootstrapInterval([1, 2, 3, 4, 5], { statistic: "median" })?.value; // 3
 */
export function bootstrapInterval(
  sample: ArrayLike<number>,
  options: BootstrapOptions = {},
): BootstrapInterval | null {
  requireSample("bootstrapInterval(sample)", sample);
  requireOptions("bootstrapInterval", options, {
    optional: ["statistic", "confidence", "resamples", "seed"],
  });
  const { statistic = "mean", confidence = 0.95, resamples = 9999, seed = 0 } = options;
  if (typeof statistic !== "function")
    requireOneOf("bootstrapInterval({ statistic })", statistic, Object.keys(named));
  requireShare("bootstrapInterval({ confidence })", confidence);
  requireInteger("bootstrapInterval({ resamples })", resamples);
  const draws = drawResamples(sample.length, { resamples, seed });
  const of = typeof statistic === "function" ? statistic : named[statistic];
  return intervalFrom(Float64Array.from(sample), draws, { of, confidence });
}

/** Resamples of a sample of some length, each as the positions of its values. */
export function drawResamples(
  length: number,
  { resamples = 9999, seed = 0 }: Pick<BootstrapOptions, "resamples" | "seed"> = {},
): readonly Int32Array[] {
  const random = hostRandom(seed);
  return Array.from({ length: resamples }, () => {
    const positions = new Int32Array(length);
    for (let i = 0; i < length; i++) positions[i] = random.integer(length);
    return positions;
  });
}

interface Question {
  readonly of: Statistic;
  readonly confidence: number;
}

/** The interval from resamples that are given, each as the positions of its values. */
export function intervalFrom(
  sample: Float64Array,
  draws: readonly ArrayLike<number>[],
  { of, confidence }: Question,
): BootstrapInterval | null {
  if (sample.length < 2 || sample.every((v) => v === sample[0])) return null;
  const value = of(sample);
  const resampled =
    of === mean
      ? meansOf(sample, draws)
      : Float64Array.from(draws, (positions) => of(Float64Array.from(positions, (i) => sample[i]!)));
  const bias = biasOf(resampled, value);
  const acceleration = accelerationOf(sample, of);
  const tail = normalCritical((1 - confidence) / 2);
  const [low, high] = [-tail, tail].map((z) => {
    const shifted = bias + z;
    return quantileOf(resampled, normalSurvival(-bias - shifted / (1 - acceleration * shifted)));
  });
  return Number.isFinite(bias) ? { value, low: low!, high: high!, confidence } : null;
}

/** Rounding errors of a sum, in units of the sum of its absolute values. */
const ROUNDING = 1e-13;

/** The means of resamples, by their differences from that of the sample: equal to it where these cancel. */
function meansOf(sample: Float64Array, draws: readonly ArrayLike<number>[]): Float64Array {
  const { unit, values } = toUnit(sample);
  const middle = mean(sample) / unit;
  const { deviations } = center(values);
  const tolerance = ROUNDING * sum(deviations, Math.abs);
  return Float64Array.from(draws, (positions) => {
    let total = 0;
    for (let i = 0; i < positions.length; i++) total += deviations[positions[i]!]!;
    return unit * (Math.abs(total) <= tolerance ? middle : middle + total / positions.length);
  });
}

/** z₀: the share of resamples below the sample, half of those equal to it, as a normal deviate. */
function biasOf(resampled: Float64Array, value: number): number {
  const below = sum(resampled, (each) => (each < value ? 1 : 0) + (each <= value ? 1 : 0));
  return -normalCritical(below / (2 * resampled.length));
}

/** a = Σ l³ / (6 (Σ l²)^(3/2)) of the influences l of the values, by leaving each out (the jackknife). */
function accelerationOf(sample: Float64Array, of: Statistic): number {
  // In units of their own, since third powers of large numbers are none
  const { values: without } = toUnit(sample.map((_, left) => of(sample.filter((_, i) => i !== left))));
  const centre = mean(without);
  const squares = sum(without, (v) => (centre - v) ** 2);
  return squares === 0 ? 0 : sum(without, (v) => (centre - v) ** 3) / (6 * squares ** 1.5);
}
