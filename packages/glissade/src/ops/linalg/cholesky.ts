/** @file The Cholesky factor of small matrices. */

import { apply } from "../../graph/apply.ts";
import { type HostArray, hostArray } from "../../graph/host.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { eliminates } from "../no-lanes.ts";
import { matmul } from "./matmul.ts";
import { emitPart, requireSquare, transposeLast } from "./matrix-rules.ts";
import { tril } from "./triangle.ts";
import { triangularSolve } from "./triangular-solve.ts";

type None = Record<never, never>;

/** Positive definite samples: symmetric parts with a dominant diagonal. */
const dominant = [4, 1, 0, 0, 5, -1, 0.5, 1, 6];

export const Cholesky: Op<None> = {
  name: "Cholesky",
  doc: "The lower triangular L with LLᵀ equal to the symmetric part of each matrix; NaN where there is none.",
  infer([x]) {
    requireSquare("cholesky", x!);
    return x!;
  },
  // A̅ = ½(S + Sᵀ) with S = L⁻ᵀ Φ(LᵀL̅) L⁻¹, where Φ keeps the lower triangle and half of the diagonal (Murray 2016).
  vjp: ({ output: factor, dy }) => {
    const product = matmul(transposeLast(factor), dy);
    const phi = mul(add(tril(product), tril(product, { offset: -1 })), 0.5);
    const left = triangularSolve(factor, phi, { transpose: true });
    const both = triangularSolve(factor, transposeLast(left), { transpose: true });
    return [mul(add(both, transposeLast(both)), 0.5)];
  },
  batch: ({ inputs: [x] }) => cholesky(x!),
  onnx: emitCholesky,
  lane: eliminates,
  reference: ([x]) => {
    const size = x!.shape.at(-1)!;
    const result = hostArray(x!.dtype, x!.shape);
    for (let start = 0; start < sizeOf(x!.shape); start += size * size) factorise(x!, { result, start });
    return result;
  },
  samples: [
    { inputs: [{ shape: [3, 3], values: dominant }] },
    { inputs: [{ shape: [2, 2, 2], values: [2, 0.5, 0, 3, 4, -1, 1, 2] }] },
    { inputs: [{ shape: [1, 1], values: [4] }] },
    { inputs: [[0, 2, 2]] },
  ],
};

/** Row by row: each element from those to the left and above. */
function factorise(x: HostArray, { result, start }: { result: HostArray; start: number }): void {
  const size = x.shape.at(-1)!;
  const place = (row: number, column: number) => start + row * size + column;
  const l = result.data;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = (x.data[place(row, column)]! + x.data[place(column, row)]!) / 2;
      for (let k = 0; k < column; k++) rest -= l[place(row, k)]! * l[place(column, k)]!;
      const pivot = row === column ? Math.sqrt(rest) : l[place(column, column)]!;
      l[place(row, column)] = rest / pivot;
    }
  }
}

/** Column by column, taking the outer product of each from what is left. */
function emitCholesky(context: EmitContext<None>): string {
  const { inputs, types, node, constant } = context;
  const { dtype, shape } = types[0]!;
  const turn = [...shape.keys()].slice(0, -2).concat(shape.length - 1, shape.length - 2);
  const transposed = (name: string) => node("Transpose", [name], { perm: turn });
  let rest = node("Mul", [node("Add", [inputs[0]!, transposed(inputs[0]!)]), constant(dtype, [0.5], [])]);
  const columns = Array.from({ length: shape.at(-1)! }, (_, at) => {
    const column = emitPart(context, rest, { axis: -1, at });
    const pivot = emitPart(context, column, { axis: -2, at });
    // The root, and NaN where the pivot is 0.
    const root = node("Div", [pivot, node("Sqrt", [pivot])]);
    const scaled = node("Div", [column, root]);
    rest = node("Sub", [rest, node("MatMul", [scaled, transposed(scaled)])]);
    return scaled;
  });
  return node("Trilu", [node("Concat", columns, { axis: -1 })], { upper: 0 });
}

/**
 * The lower triangular L with LLᵀ = x for each symmetric positive definite matrix: (..., n, n), n at most 32. Only the
 * symmetric part of x counts, so the gradient is symmetric; NaN where a matrix is not positive definite.
 *
 * @example
 * await cholesky(tensor([[4, 2], [2, 5]])).data(); // [2, 0, 1, 2]
 */
export const cholesky = (x: Tensor): Tensor => apply(Cholesky, [x], {});
