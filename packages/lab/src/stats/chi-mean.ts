/** @file Means over the deviation of a normal sample: what turns known variances into estimated ones. */

import { logGamma } from "./gamma.ts";

/** What is left out on either side is e to the minus this. */
const DIGITS = 45;

/** How fine steps are, in units of the narrower of the density and the function. */
const FINENESS = 0.35;

/**
 * The mean of `fn(S)`, where S = √(χ²/df) is the deviation of a normal sample in units of the true one; `sharpness` is
 * how often `fn` changes while S doubles. With S = e^x the density of x falls doubly exponentially on the right and
 * exponentially on the left, so that the trapezoid rule converges faster than any power of the step.
 */
export function chiMean(df: number, fn: (s: number) => number, sharpness = 1): number {
  const half = df / 2;
  // ln of the density of x at its mode, x = 0
  const peak = Math.LN2 + half * Math.log(half) - logGamma(half) - half;
  const logDensity = (x: number) => half * (2 * x - Math.expm1(2 * x));
  const step = FINENESS / Math.max(2, Math.sqrt(2 * df), sharpness);
  const side = (direction: 1 | -1): number => {
    let total = 0;
    for (let k = 1; logDensity(direction * k * step) > -DIGITS; k++) {
      const x = direction * k * step;
      total += Math.exp(logDensity(x)) * fn(Math.exp(x));
    }
    return total;
  };
  return step * Math.exp(peak) * (fn(1) + side(1) + side(-1));
}
