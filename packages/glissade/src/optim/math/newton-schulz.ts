/** @file The orthogonal matrix nearest to a matrix, roughly, by the iteration of Newton and Schulz. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { transpose } from "../../ops/shape/layout.ts";
import { castLike } from "./moments.ts";
import { normalize } from "./norms.ts";

export interface NewtonSchulzOptions {
  readonly steps: number;
  /** a, b and c. */
  readonly coefficients: readonly [number, number, number];
  /** Added to the norm that the matrix is divided by. */
  readonly eps: Operand;
}

/**
 * The iteration of Newton and Schulz with the polynomial of Muon (Jordan et al., "Muon: An optimizer for hidden
 * layers in neural networks", 2024): X ← G/(‖G‖ + eps), then X ← aX + bAX + cA²X with A = XXᵀ: singular values go
 * towards 1, singular vectors stay. Wide matrices take the smaller A, so tall ones are turned.
 */
export function orthogonalize(x: Tensor, options: NewtonSchulzOptions): Tensor {
  const [rows, columns] = x.shape as [number, number];
  if (rows > columns) return transpose(orthogonalize(transpose(x), options));
  const { steps, coefficients, eps } = options;
  const [a, b, c] = coefficients;
  const identity = eye(rows, { dtype: x.dtype });
  const { unit, norm } = normalize(x);
  let result = div(unit, add(div(castLike(eps, x), norm), 1));
  for (let count = 0; count < steps; count++) {
    const square = matmul(result, transpose(result));
    // aI + A(bI + cA): additions to the small matrix alone, the outer one by the kernel of the product
    const inner = add(mul(square, c), mul(identity, b));
    result = matmul(add(matmul(square, inner), mul(identity, a)), result);
  }
  return result;
}
