/** @file Inverse roots of matrices by products alone. */

import { whileLoop } from "../../control/while-loop.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, less, logicalAnd, logicalOr } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { castLike } from "./moments.ts";
import { globalNorm, normalize } from "./norms.ts";

/** Far more than the 60 or so that eigenvalues 16 orders of magnitude apart need. */
const MOST_STEPS = 100;

export interface InverseRootOptions {
  readonly root: number;
  /** Added to the diagonal as a part of the norm. */
  readonly eps: Operand;
}

/** Without what rounding makes of a symmetric matrix, which the steps would enlarge. */
const symmetric = (x: Tensor): Tensor => mul(add(x, x.transpose()), 0.5);

/** A power of a matrix by squaring. */
function matrixPower(x: Tensor, power: number): Tensor {
  if (power === 1) return x;
  const rest = matrixPower(matmul(x, x), Math.floor(power / 2));
  return power % 2 ? matmul(x, rest) : rest;
}

/**
 * (A + eps·‖A‖I)^(-1/p) of a positive semi-definite matrix, by Newton's iteration for M → I and H → A^(-1/p) together
 * (Guo and Higham, "A Schur-Newton Method for the Matrix pth Root and its Inverse", 2006): T = ((p + 1)I - M)/p, M ←
 * TᵖM, H ← HT. It ends where rounding ends its quadratic convergence.
 */
export function inverseRoot(matrix: Tensor, { root: p, eps }: InverseRootOptions): Tensor {
  const identity = eye(matrix.shape[0]!, { dtype: matrix.dtype });
  const { unit, norm } = normalize(matrix);
  const scaled = add(unit, mul(identity, castLike(eps, matrix)));
  // The iteration converges for eigenvalues between 0 and p + 1.
  const middle = (p + 1) / 2;
  const M = mul(scaled, middle);
  const H = mul(identity, middle ** (1 / p));
  const error = (x: Tensor) => globalNorm(sub(x, identity));
  const start = {
    M,
    H,
    error: error(M),
    before: literal(Number.POSITIVE_INFINITY, matrix.dtype),
    step: literal(0, "int32"),
  };
  const end = whileLoop(goesOn, step, start);
  return mul(end.H, pow(norm, -1 / p));

  function step({ M, H, error: before, step }: typeof start): typeof start {
    const T = div(sub(mul(identity, p + 1), M), p);
    const next = symmetric(matmul(matrixPower(T, p), M));
    return { M: next, H: symmetric(matmul(H, T)), error: error(next), before, step: add(step, 1) };
  }

  function goesOn({ error, before, step }: typeof start): Tensor {
    const improves = logicalOr(greater(before, 0.5), less(error, mul(before, 0.5)));
    return logicalAnd(improves, less(step, MOST_STEPS));
  }
}
