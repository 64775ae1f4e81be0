/** @file Leaves over scalars, so that a formula of averages and corrections takes as few passes as it can. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import { castLike, scalarLike } from "./moments.ts";

/**
 * n/d of a leaf n and a scalar d. What is computed of it leaves d to the end, where all scalars meet: m̂/(√v̂ + eps)
 * divides and multiplies each element once, whatever corrections m and v need.
 */
export interface Fraction {
  readonly numerator: Tensor;
  readonly denominator: Tensor;
}

/** n/d */
export const over = (numerator: Tensor, denominator: Operand): Fraction => ({
  numerator,
  denominator: scalarLike(denominator, numerator),
});

/** x·s = n/(d/s) for a scalar s. */
export const times = ({ numerator, denominator }: Fraction, factor: Operand): Fraction =>
  over(numerator, div(denominator, castLike(factor, numerator)));

/** x + s = (n + d·s)/d for a scalar s. */
export const plus = (x: Fraction, term: Operand): Fraction =>
  term === 0 ? x : over(add(x.numerator, mul(x.denominator, castLike(term, x.numerator))), x.denominator);

/** √x = √n/√d */
export const root = ({ numerator, denominator }: Fraction): Fraction =>
  over(sqrt(numerator), sqrt(denominator));

/** x + s·y = (n + m·(d·s/e))/d for y = m/e. */
export const sum = (x: Fraction, y: Fraction, weight: Operand = 1): Fraction => {
  const share = div(mul(x.denominator, castLike(weight, x.numerator)), y.denominator);
  return over(add(mul(y.numerator, share), x.numerator), x.denominator);
};

/** x/y = (n/m)·(e/d) for y = m/e. */
export const quotient = (x: Fraction, y: Fraction): Tensor =>
  mul(div(x.numerator, y.numerator), div(y.denominator, x.denominator));
