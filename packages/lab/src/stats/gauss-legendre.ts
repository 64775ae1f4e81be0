/** @file Gauss and Legendre's points for integrals over an interval. */

export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

interface Legendre {
  readonly value: number;
  readonly slope: number;
}

/** Legendre's polynomial of a degree by its recurrence, k P_k = (2k-1) x P_(k-1) - (k-1) P_(k-2), and its slope. */
function legendre(degree: number, x: number): Legendre {
  let [before, value] = [1, x];
  for (let k = 2; k <= degree; k++)
    [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}

/** The points, roots of the polynomial by Newton's method, and their weights 2 / ((1 - x²) P'(x)²), on -half to half. */
export function gaussLegendre(size: number, half: number): Quadrature {
  const roots = Float64Array.from({ length: size }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (size + 0.5));
    for (let step = 0; step < 6; step++) {
      const { value, slope } = legendre(size, x);
      x -= value / slope;
    }
    return x;
  });
  const weights = roots.map((x) => (2 * half) / ((1 - x * x) * legendre(size, x).slope ** 2));
  return { points: roots.map((x) => half * x), weights };
}
