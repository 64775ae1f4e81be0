/** @file The normal distribution function and its inverse, exact into the tails. */

import type { Tensor } from "../graph/tensor.ts";
import { div, minimum, mul, neg, sub } from "../ops/elementwise/arithmetic.ts";
import { greater, lessEqual, where } from "../ops/elementwise/compare.ts";
import { erfSeries, polynomial } from "../ops/elementwise/erf.ts";
import { abs, log, sign, sqrt, square } from "../ops/elementwise/unary.ts";

/** Beyond, the series of the error function cancels, and the continued fraction is exact after these terms. */
const TAIL = 3;
const TERMS = 100;

/** The share below x: Φ(x), with full relative precision where it is small. */
export function normalShare(x: number): number {
  if (x > 0) return 1 - normalShare(-x);
  if (x > -TAIL) return (1 - erfSeries(-x / Math.SQRT2)) / 2;
  // Φ(-x) = φ(x)/(x + 1/(x + 2/(x + 3/(x + ...))))
  let fraction = 0;
  for (let term = TERMS; term > 0; term--) fraction = term / (-x + fraction);
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / (-x + fraction);
}

// Wichura's algorithm AS 241 (1988), PPND16, highest power first: relative error about 1e-16.
const CENTRE = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_BELOW = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const NEAR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const NEAR_BELOW = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BELOW = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

const ratio = (x: Tensor, above: readonly number[], below: readonly number[]): Tensor =>
  div(polynomial(x, above), polynomial(x, below));

/** The number below which a share p in (0, 1) of the normal distribution lies, float64. */
export function normalQuantile(p: Tensor): Tensor {
  const q = sub(p, 0.5);
  const centre = mul(q, ratio(sub(0.180625, square(q)), CENTRE, CENTRE_BELOW));
  const r = sqrt(neg(log(minimum(p, sub(1, p)))));
  const tail = where(lessEqual(r, 5), ratio(sub(r, 1.6), NEAR, NEAR_BELOW), ratio(sub(r, 5), FAR, FAR_BELOW));
  return where(greater(abs(q), 0.425), mul(sign(q), tail), centre);
}
