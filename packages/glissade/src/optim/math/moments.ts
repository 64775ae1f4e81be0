/** @file Moving averages and their corrections, and hyper-parameters as scalars beside a leaf. */

import type { Dtype } from "../../graph/dtype.ts";
import { literal } from "../../graph/literal.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { expm1 } from "../../ops/elementwise/exponential.ts";
import { log, square } from "../../ops/elementwise/unary.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { mapTree } from "../../tree.ts";

/** A tree of one number in the shapes and dtypes of the parameters. */
export const filledLike = <Params>(params: Params, value: number): Params =>
  mapTree((leaf) => fullLike(leaf, value), params);

/** A tree of zeros in the shapes and dtypes of the parameters. */
export const zerosLike = <Params>(params: Params): Params => filledLike(params, 0);

/** A counter of steps at its start. */
export const zeroSteps = (): Tensor => literal(0, "int32");

/** A hyper-parameter beside a leaf: a tensor takes the dtype of the leaf, a number does by itself. */
export const castLike = (value: Operand, { dtype }: Tensor): Operand =>
  value instanceof Tensor ? cast(value, dtype) : value;

/** A hyper-parameter as a scalar of a dtype. */
const toScalar = (value: Operand, dtype: Dtype): Tensor =>
  value instanceof Tensor ? cast(value, dtype) : literal(value, dtype);

/** A hyper-parameter as a scalar, for arithmetic among hyper-parameters in the dtype of the leaf. */
export const scalarLike = (value: Operand, { dtype }: Tensor): Tensor => toScalar(value, dtype);

/** A hyper-parameter with all its digits, whatever the dtype of the parameters. */
export const toDouble = (value: Operand): Tensor => toScalar(value, "float64");

/** 1 - decay, without rounding a number to float32 first. */
export const complement = (decay: Operand): Operand =>
  typeof decay === "number" ? 1 - decay : sub(1, decay);

/** s ← b·s + (1 - b)x */
export const average =
  (decay: Operand) =>
  (mean: Tensor, value: Tensor): Tensor => {
    const rest = castLike(complement(decay), mean);
    return add(mul(mean, castLike(decay, mean)), mul(value, rest));
  };

/** 1 - bᵗ as a scalar, without the digits that the subtraction would lose while bᵗ is close to 1. */
export function correction(decay: Operand, step: Tensor, leaf: Tensor): Tensor {
  if (decay === 0) return literal(1, leaf.dtype);
  const logarithm = typeof decay === "number" ? Math.log(decay) : castLike(log(decay), leaf);
  return neg(expm1(mul(cast(step, leaf.dtype), logarithm)));
}

/** s ← b·s + (1 - b)x² */
export const averageSquare =
  (decay: Operand) =>
  (mean: Tensor, value: Tensor): Tensor =>
    average(decay)(mean, square(value));
