/** @file The exact distribution of Mann and Whitney's U in samples without ties. */

/**
 * P(U = k) is the coefficient of q^k in h(q) = Π (1 - q^(m+j)) / (1 - q^j) · j/(m+j), j = 1..n, a Gaussian binomial
 * (Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other", 1947).
 */
interface Sizes {
  /** Of the smaller sample. */
  readonly n: number;
  /** Of the larger sample. */
  readonly m: number;
}

/** Below either, rounding errors of the coefficients stay small; above both, few points of the integral matter. */
const [FEW, FEW_PAIRS] = [8, 2500];

/** Coefficients that fit into memory. */
const MOST_COEFFICIENTS = 5e7;

/** Whether the exact distribution can be computed: unless a sample has fewer than 8 values and n·m is above 1e8. */
export const hasExactTail = ({ n, m }: Sizes): boolean => n >= FEW || (n * m) / 2 <= MOST_COEFFICIENTS;

/** P(U ≥ u) = P(U ≤ nm - u) for a whole u from nm/2 on, to ten digits. */
export function exactTail(u: number, { n, m }: Sizes): number {
  const last = n * m - u;
  const isSummed = n < FEW || n * m <= FEW_PAIRS || last <= m;
  return isSummed ? sumOfCoefficients(last, { n, m }) : contourIntegral(last, { n, m });
}

/** Multiplies h factor by factor; dividing by (m+j)/j each time keeps the sum of all coefficients at one. */
function sumOfCoefficients(last: number, { n, m }: Sizes): number {
  const frequency = new Float64Array(last + 1);
  frequency[0] = 1;
  for (let j = 1; j <= n; j++) {
    for (let k = last; k >= m + j; k--) frequency[k]! -= frequency[k - m - j]!;
    for (let k = j; k <= last; k++) frequency[k]! += frequency[k - j]!;
    for (let k = 0; k <= last; k++) frequency[k]! *= j / (m + j);
  }
  return frequency.reduce((total, value) => total + value, 0);
}

/** What wraps around the circle is e to the minus this, or lies as many deviations away. */
const [DIGITS, DEVIATIONS] = [45, 16];
/** Points in a row that add nothing: a single one may lie near a root of h. */
const [NEGLIGIBLE, ENOUGH] = [1e-18, 50];

/**
 * Cauchy's integral of h(q) q^-last / (1 - q) along |q| = e^-s, whose value is the sum of the coefficients up to the
 * last. At the saddle point s nothing cancels, a few dozen points are not negligible, and the trapezoid rule is exact
 * but for rounding (Trefethen and Weideman, "The exponentially convergent trapezoidal rule", 2014).
 */
function contourIntegral(last: number, sizes: Sizes): number {
  const s = saddlePoint(last, sizes);
  const points = Math.ceil(DIGITS / s + DEVIATIONS * Math.sqrt(varianceAt(s, sizes))) + 1;
  const peak = integrand(last, { s, angle: 0 }, sizes).log;
  let [total, negligible] = [1, 0];
  for (let k = 1; 2 * k <= points; k++) {
    const { log, argument } = integrand(last, { s, angle: (2 * Math.PI * k) / points }, sizes);
    const size = Math.exp(log - peak);
    total += (2 * k === points ? 1 : 2) * size * Math.cos(argument);
    negligible = size < NEGLIGIBLE ? negligible + 1 : 0;
    if (negligible === ENOUGH) break;
  }
  return (Math.exp(peak) * total) / points;
}

/** q = e^(-s + i·angle) */
interface ContourPoint {
  readonly s: number;
  readonly angle: number;
}

/** A complex number by the logarithm of its absolute value. */
interface Polar {
  readonly log: number;
  readonly argument: number;
}

/** h(q) q^-last / (1 - q) */
function integrand(last: number, q: ContourPoint, { n, m }: Sizes): Polar {
  const pole = oneLessPower(q, 1);
  let [log, argument] = [last * q.s - pole.log, -last * q.angle - pole.argument];
  for (let j = 1; j <= n; j++) {
    const [above, below] = [oneLessPower(q, m + j), oneLessPower(q, j)];
    log += above.log - below.log + Math.log(j / (m + j));
    argument += above.argument - below.argument;
  }
  return { log, argument };
}

/** 1 - q^power, with the digits that a q near 1 leaves. */
function oneLessPower({ s, angle }: ContourPoint, power: number): Polar {
  const turn = power * angle;
  const real = 2 * Math.sin(turn / 2) ** 2 - Math.expm1(-power * s) * Math.cos(turn);
  const imaginary = -Math.exp(-power * s) * Math.sin(turn);
  return { log: Math.log(Math.hypot(real, imaginary)), argument: Math.atan2(imaginary, real) };
}

/** Circles within e^-s hold no digits. */
const LARGEST_S = 10;

/** Where the integrand on the real axis is least: the slope of its logarithm grows with s. */
function saddlePoint(last: number, { n, m }: Sizes): number {
  let [low, high] = [0, LARGEST_S];
  for (let halving = 0; halving < 60; halving++) {
    const s = (low + high) / 2;
    let slope = last - 1 / Math.expm1(s);
    for (let j = 1; j <= n; j++) slope += (m + j) / Math.expm1(s * (m + j)) - j / Math.expm1(s * j);
    if (slope > 0) high = s;
    else low = s;
  }
  return high;
}

/** Of U where each value k weighs e^(-s·k). */
function varianceAt(s: number, { n, m }: Sizes): number {
  const part = (a: number) => (a / (2 * Math.sinh((s * a) / 2))) ** 2;
  let total = 0;
  for (let j = 1; j <= n; j++) total += part(j) - part(m + j);
  return total;
}
