/** @file The error function. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, neg, sub } from "./arithmetic.ts";
import { less, where } from "./compare.ts";
import { callUnary, float32Kernel } from "./elementwise.ts";
import { signOrZero } from "./rounding.ts";
import { abs, exp, square, unary } from "./unary.ts";

/** From here on the error function is 1 in float64. */
const ONE = 6;

const SLOPE = 2 / Math.sqrt(Math.PI);

/** erf x = 2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5···(2n+1)), a series without cancellation. */
export function erfSeries(x: number): number {
  if (Math.abs(x) > ONE) return Math.sign(x);
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return SLOPE * Math.exp(-x * x) * sum;
}

// Rational approximations of the Cephes library (S. L. Moshier, ndtr.c), highest power first:
// erf x = x·NEAR(x²)/NEAR_BELOW(x²) up to 1, and 1 - erf x = e^(-x²)·FAR(x)/FAR_BELOW(x) beyond.
const NEAR = [9.604973739870516, 90.02601972038427, 2232.005345946843, 7003.325141128051, 55592.30130103949];
const NEAR_BELOW = [
  1, 33.56171416475031, 521.3579497801527, 4594.323829709801, 22629.000061389095, 49267.39426086359,
];
const FAR = [
  2.461969814735305e-10, 0.5641895648310689, 7.463210564422699, 48.63719709856814, 196.5208329560771,
  526.4451949954773, 934.5285271719576, 1027.5518868951572, 557.5353353693994,
];
const FAR_BELOW = [
  1, 13.228195115474499, 86.70721408859897, 354.9377788878199, 975.7085017432055, 1823.9091668790973,
  2246.3376081871097, 1656.6630919416134, 557.5353408177277,
];

/** The value of a polynomial, highest power first. */
export function polynomial(x: Tensor, [leading, ...coefficients]: readonly number[]): Tensor {
  const [next, ...rest] = coefficients;
  const start = add(mul(x, leading!), next!);
  return rest.reduce((sum, coefficient) => add(mul(sum, x), coefficient), start);
}

// The same beyond 8.
const FARTHEST = [
  0.5641895835477551, 1.275366707599781, 5.019050422511805, 6.160210979930536, 7.4097426995044895,
  2.9788666537210022,
];
const FARTHEST_BELOW = [
  1, 2.2605286322011726, 9.396035249380015, 12.048953980809666, 17.08144507475659, 9.608968090632859,
  3.369076451000815,
];

/** Beyond this 1 - erf x is 0 in float64. */
const NOTHING = 28;

/** (1 - erf z)·e^(z²) for z from 1 on. */
function rest(z: Tensor): Tensor {
  const isFar = less(z, 8);
  const far = where(isFar, z, 1);
  const farthest = where(isFar, NOTHING, z);
  return where(
    isFar,
    div(polynomial(far, FAR), polynomial(far, FAR_BELOW)),
    div(polynomial(farthest, FARTHEST), polynomial(farthest, FARTHEST_BELOW)),
  );
}

function erfcRational(x: Tensor): Tensor {
  const size = minimum(abs(x), NOTHING);
  const z = square(size);
  const near = sub(1, mul(size, div(polynomial(z, NEAR), polynomial(z, NEAR_BELOW))));
  const above = where(less(size, 1), near, mul(exp(neg(z)), rest(maximum(size, 1))));
  return where(less(x, 0), sub(2, above), above);
}

/** 1 - erf x by its continued fraction e^(-x²)/√π/(x + ½/(x + 1/(x + 1½/(x + ...)))). */
export function erfcFraction(x: number): number {
  if (x < 1) return 1 - erfSeries(x);
  if (x > NOTHING) return 0;
  let below = x;
  for (let term = FRACTION_TERMS; term > 0; term--) below = x + term / 2 / below;
  // Of the square as a sum, whose first term is exact: what rounding takes from x² would count x² times.
  const upper = Math.fround(x);
  const bell = Math.exp(-upper * upper) * Math.exp((upper - x) * (upper + x));
  return bell / Math.sqrt(Math.PI) / below;
}

const FRACTION_TERMS = 500;

function erfRational(x: Tensor): Tensor {
  const size = minimum(abs(x), ONE);
  const z = square(size);
  const near = mul(size, div(polynomial(z, NEAR), polynomial(z, NEAR_BELOW)));
  const far = mul(exp(neg(z)), div(polynomial(size, FAR), polynomial(size, FAR_BELOW)));
  return mul(signOrZero(x), where(less(size, 1), near, sub(1, far)));
}

export const Erf = unary({
  name: "Erf",
  doc: "the error function, 2/√π times the integral of e^(-t²) from 0 to x",
  f: erfSeries,
  dx: (dy, x) => mul(mul(dy, SLOPE), exp(neg(square(x)))),
  points: [-3, 10],
  onnx: float32Kernel("Erf", erfRational),
  lane: (math, x) => math.erf(x),
  nativeFrom: 2 ** 12,
});

/**
 * The error function, 2/√π times the integral of e^(-t²) from 0 to x.
 *
 * @example
 * await erf(tensor(0.5, { dtype: "float64" })).item(); // 0.5204998778130465
 */
export const erf = callUnary(Erf);

export const Erfc = unary({
  name: "Erfc",
  doc: "1 less the error function, exact where little is left",
  f: erfcFraction,
  dx: (dy, x) => mul(mul(dy, -SLOPE), exp(neg(square(x)))),
  points: [-30, 3, 5, 9],
  onnx: ({ compose }) => compose(erfcRational),
  lane: (math, x) => math.erfc(x),
});

/**
 * 1 less the error function, exact where little is left.
 *
 * @example
 * await erfc(tensor(10, { dtype: "float64" })).item(); // 2.088487583762545e-45
 */
export const erfc = callUnary(Erfc);
