/** @file The density of a sample by Gaussian kernels. */

import { deviation } from "../../stats/moments.ts";

export interface Density {
  /** The deviation of each kernel. */
  readonly bandwidth: number;
  of(x: number): number;
}

/**
 * A kernel density estimate with the bandwidth of Silverman, "Density Estimation for Statistics and Data Analysis"
 * (1986): h = s (4 / (3n))^(1/5), f(x) = 1/(nh) Σ φ((x - v)/h); `null` without spread.
 */
export function kernelDensity(values: readonly number[]): Density | null {
  const n = values.length;
  const bandwidth = n > 1 ? deviation(values) * (4 / (3 * n)) ** 0.2 : 0;
  const scale = 1 / (n * bandwidth * Math.sqrt(2 * Math.PI));
  if (!(scale > 0 && Number.isFinite(scale))) return null;
  const kernel = (z: number) => Math.exp(-0.5 * z * z);
  return {
    bandwidth,
    of: (x) => scale * values.reduce((sum, value) => sum + kernel(x / bandwidth - value / bandwidth), 0),
  };
}
