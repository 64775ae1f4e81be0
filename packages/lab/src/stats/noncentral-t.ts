/** @file The noncentral t distribution: what t does where there is an effect. */

import { chiMean } from "./chi-mean.ts";
import { normalSurvival } from "./distributions.ts";

/** What a t statistic is drawn from: (Z + shift) / S. */
export interface NoncentralT {
  /** Degrees of freedom. */
  readonly df: number;
  /** The effect in standard errors. */
  readonly shift: number;
}

/** Beyond so many standard errors the normal distribution has nothing left that a number can tell. */
const FAR = 39;

/** The logarithm of what is left of the distribution of S beyond its bound. */
const LEFT = 45;

/** A function that changes more often is taken as a step: power is then right to three digits. */
const SHARPEST = 2e3;

/** What S exceeds with probability e⁻⁴⁵ at most (Laurent and Massart, "Adaptive estimation of a quadratic functional", 2000). */
const boundOf = (df: number): number => Math.sqrt((df + 2 * Math.sqrt(LEFT * df) + 2 * LEFT) / df);

/** P(T > t) = E P(Z > t·S - shift), S the estimated deviation. */
export function noncentralSurvival(t: number, { df, shift }: NoncentralT): number {
  const furthest = t * boundOf(df);
  if (Math.max(0, furthest) - shift < -FAR) return 1;
  if (Math.min(0, furthest) - shift > FAR) return 0;
  return chiMean(df, (s) => normalSurvival(t * s - shift), Math.min(Math.abs(t) + Math.abs(shift), SHARPEST));
}
