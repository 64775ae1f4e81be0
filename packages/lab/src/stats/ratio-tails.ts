/** @file Tail areas of the chi-square and of the F distribution. */

import { incompleteBeta } from "./beta.ts";
import { normalSurvival } from "./distributions.ts";
import { logGamma } from "./gamma.ts";

/**
 * P(X > x) for chi-square with a whole number of degrees of freedom: from one or two upwards in steps of two,
 * Q(df + 2) = Q(df) + (x/2)^(df/2) e^(-x/2) / Γ(df/2 + 1), where nothing cancels.
 */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(x > 0)) return 1;
  const isOdd = df % 2 === 1;
  let tail = isOdd ? 2 * normalSurvival(Math.sqrt(x)) : Math.exp(-x / 2);
  for (let k = isOdd ? 1 : 2; k < df; k += 2)
    tail += Math.exp((k / 2) * Math.log(x / 2) - x / 2 - logGamma(k / 2 + 1));
  return tail;
}

/** Degrees of freedom of an F: of the numerator and of the denominator. */
export interface FDegrees {
  readonly df1: number;
  readonly df2: number;
}

/** P(F > f) = I_x(df2/2, df1/2), x = df2 / (df2 + df1 f). */
export function fSurvival(f: number, { df1, df2 }: FDegrees): number {
  if (f === Infinity) return 0;
  const total = df2 + df1 * f;
  return incompleteBeta({ x: df2 / total, rest: (df1 * f) / total }, df2 / 2, df1 / 2);
}
