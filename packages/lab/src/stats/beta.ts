/** @file The incomplete beta function I_x(a, b). */

import { logGamma } from "./gamma.ts";

/** Its continued fraction, by Lentz's method; quick for x < (a+1)/(a+b+2). */
export function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1, change = 0; Math.abs(change - 1) > 4 * Number.EPSILON; m++) {
    const k = a + 2 * m;
    const even = (m * (b - m) * x) / ((k - 1) * k);
    const odd = (-(a + m) * (a + b + m) * x) / (k * (k + 1));
    change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      change *= c * d;
    }
    value *= change;
  }
  return value;
}

/** A number in [0, 1] with its distance from 1, so that neither loses digits. */
export interface Share {
  readonly x: number;
  readonly rest: number;
}

/** I_x(a, b), by the fraction of whichever end is near. */
export function incompleteBeta({ x, rest }: Share, a: number, b: number): number {
  const isNear = x < (a + 1) / (a + b + 2);
  return isNear ? nearZero({ x, rest }, a, b) : 1 - nearZero({ x: rest, rest: x }, b, a);
}

/** x^a (1-x)^b / (a B(a, b)) · fraction */
function nearZero({ x, rest }: Share, a: number, b: number): number {
  if (x === 0) return 0;
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  return (Math.exp(a * Math.log(x) + b * Math.log(rest) - logBeta) / a) * betaFraction(x, a, b);
}
