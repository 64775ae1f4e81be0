/** @file Sums, means and central moments of a sample, exact for constant samples. */

/** The sum of `term(v)` over a sample. */
export function sum(sample: ArrayLike<number>, term: (value: number) => number): number {
  let total = 0;
  for (let i = 0; i < sample.length; i++) total += term(sample[i]!);
  return total;
}

/** The arithmetic mean; the second pass removes the rounding error of the first. */
export function mean(sample: ArrayLike<number>): number {
  const rough = sum(sample, (v) => v) / sample.length;
  return rough + sum(sample, (v) => v - rough) / sample.length;
}

/** The central moment m_k = 1/n Σ (v - mean)^k. */
export function centralMoment(sample: ArrayLike<number>, order: number): number {
  const center = mean(sample);
  return sum(sample, (v) => (v - center) ** order) / sample.length;
}

/** The unbiased variance 1/(n-1) Σ (v - mean)². */
export function variance(sample: ArrayLike<number>): number {
  return (centralMoment(sample, 2) * sample.length) / (sample.length - 1);
}
