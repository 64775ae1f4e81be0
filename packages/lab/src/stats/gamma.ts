/** @file The logarithm of the gamma function, and of its ratio at half a step. */

// Bernoulli numbers B_2k / (2k (2k-1)): ln Γ(x) = (x-½) ln x - x + ½ ln 2π + Σ c_k / x^(2k-1)
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
const STIRLING_FROM = 15;

function stirlingTail(x: number): number {
  return STIRLING.reduceRight((tail, c) => tail / (x * x) + c, 0) / x;
}

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < STIRLING_FROM) return logGamma(x + 1) - Math.log(x);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + stirlingTail(x);
}

/** ln Γ(a + ½) - ln Γ(a), without the cancellation of two large logarithms. */
export function logGammaHalfStep(a: number): number {
  if (a < STIRLING_FROM) return logGammaHalfStep(a + 1) - Math.log1p(0.5 / a);
  const main = a * Math.log1p(0.5 / a) + 0.5 * (Math.log(a) - 1);
  return main + stirlingTail(a + 0.5) - stirlingTail(a);
}
