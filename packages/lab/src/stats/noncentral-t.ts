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

/** P(T > t) = E P(Z > t·S - shift), S the estimated deviation. */
export const noncentralSurvival = (t: number, { df, shift }: NoncentralT): number =>
  chiMean(df, (s) => normalSurvival(t * s - shift), Math.abs(t) + Math.abs(shift));
