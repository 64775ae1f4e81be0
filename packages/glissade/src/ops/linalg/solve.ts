/** @file Linear equations with small matrices, and their inverses. */

import { apply } from "../../graph/apply.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { type Shape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { neg } from "../elementwise/arithmetic.ts";
import { eliminates } from "../no-lanes.ts";
import { sumTo } from "../reduce/sum.ts";
import { eye } from "./diagonal.ts";
import { emitElimination } from "./elimination.ts";
import { eliminateRows, solveEach, substituteBack } from "./host-matrices.ts";
import { matmul } from "./matmul.ts";
import { batchEquations, equationType, requireSquare, transposeLast, withColumns } from "./matrix-rules.ts";

type None = Record<never, never>;

/** Regular, and in need of pivoting: the first diagonal element is 0. */
const regular = { shape: [3, 3], values: [0, 2, 1, 1, 0.5, -1, 2, -1, 0.25] } as const;

export const Solve: Op<None> = {
  name: "Solve",
  doc: "The solution X of AX = B; leading axes broadcast. Infinite or NaN where a matrix is singular.",
  infer: ([a, b]) => equationType("solveLinear", a!, b!),
  // B̅ = A⁻ᵀX̅ and A̅ = -B̅Xᵀ
  vjp: ({ inputs: [a, b], output: x, dy }) => {
    const db = apply(Solve, [transposeLast(a!), dy], {});
    return [sumTo(neg(matmul(db, transposeLast(x))), a!.shape), sumTo(db, b!.shape)];
  },
  batch: (context) => apply(Solve, batchEquations(context), {}),
  onnx: emitSolve,
  lane: eliminates,
  reference: ([a, b]) =>
    solveEach([a!, b!], equationType("solveLinear", a!, b!), (rows, right) => {
      const reduced = eliminateRows(rows.map((row, at) => [...row, right[at]!])).rows;
      return substituteBack(
        reduced,
        reduced.map((row) => row.at(-1)!),
      );
    }),
  samples: [
    { inputs: [regular, [3, 2]] },
    { inputs: [{ shape: [2, 2, 2], values: [1, 2, -2, 1, 0, 1, 3, 0.5] }, [2, 1]] },
    { inputs: [{ shape: [2, 2], values: [1, 2, -2, 1] }, [3, 2, 1]] },
    { inputs: [{ shape: [1, 1], values: [4] }, [1, 2]] },
    { inputs: [{ shape: [2, 2], values: [1, 2, -2, 1] }, [2, 0]] },
  ],
};

/** Reduces [A B], puts the rows in order and divides them by their pivots. */
function emitSolve(context: EmitContext<None>): string {
  const { inputs, types, outputs, node, constant } = context;
  const { shape } = outputs[0]!;
  const [size, columns] = shape.slice(-2) as [number, number];
  const lead = shape.slice(0, -2);
  const repeat = (name: string, from: Shape) =>
    sameShape(from.slice(0, -2), lead)
      ? name
      : node("Expand", [name, constant("int64", [...lead, ...from.slice(-2)])]);
  const sides = inputs.map((name, index) => repeat(name, types[index]!.shape));
  const start = node("Concat", sides, { axis: -1 });
  const { table, pivots, places } = emitElimination(context, start, {
    shape: [...lead, size, size + columns],
    singular: "infinite",
  });
  const bounds = [size, size + columns, -1].map((value) => constant("int64", [value]));
  const right = node("Slice", [table, ...bounds]);
  const order = node("Expand", [node("Concat", places, { axis: -2 }), constant("int64", shape)]);
  const sorted = node("GatherElements", [right, order], { axis: -2 });
  return node("Div", [sorted, node("Concat", pivots, { axis: -2 })]);
}

/**
 * The solution x of ax = b for square a: (..., n, n), n at most 32, and b: (..., n, columns) or (n). By elimination with
 * partial pivoting; infinite or NaN where a matrix is singular.
 *
 * @example
 * await solveLinear(tensor([[0, 2], [1, 1]]), tensor([4, 5])).data(); // [3, 2]
 */
export const solveLinear = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("solveLinear", a);
  requireTensor("solveLinear", b);
  return withColumns(b, (columns) => apply(Solve, [a, columns], {}));
};

/**
 * The inverse of each matrix: (..., n, n), n at most 32. `solveLinear` is faster and more exact where a product with the
 * inverse is wanted.
 *
 * @example
 * await inverse(tensor([[0, 2], [1, 0]])).data(); // [0, 1, 0.5, 0]
 */
export function inverse(x: Tensor): Tensor {
  requireSquare("inverse", x);
  return apply(Solve, [x, eye(x.shape.at(-1)!, { dtype: x.dtype })], {});
}
