/** @file Determinants of small matrices. */

import { apply } from "../../graph/apply.ts";
import { dtypes } from "../../graph/dtype.ts";
import { build, type HostArray } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { gather } from "../index/gather.ts";
import { eliminates } from "../no-lanes.ts";
import { reshape } from "../shape/layout.ts";
import { swapAxes } from "../shape/reorder.ts";
import { emitElimination } from "./elimination.ts";
import { eliminateRows, type Matrix, matrixAt } from "./host-matrices.ts";
import { requireSquare, transposeLast } from "./matrix-rules.ts";
import { inverse } from "./solve.ts";

type None = Record<never, never>;

/** The value of each matrix by the function. */
const perMatrix = (x: HostArray, f: (matrix: Matrix) => number): HostArray =>
  build(x.dtype, x.shape.slice(0, -2), (lead) => f(matrixAt(x, lead)));

/** The diagonal of the row echelon form; its product is the determinant or minus it. */
const pivotsOf = (matrix: Matrix) => eliminateRows(matrix).rows.map((row, at) => row[at]!);

/** Regular however it is rotated. */
const five = [3, 0, 1, 0, 0.5, 1, 4, 0, -1, 0, 0, 1, 2, 0, 1, 0.5, 0, 0, 3, 1, 0, -1, 1, 0, 2];

const samples = [
  { inputs: [{ shape: [3, 3], values: [0, 2, 1, 1, 0.5, -1, 2, -1, 0.25] }] },
  { inputs: [{ shape: [2, 2, 2], values: [1, 2, -2, 1, 0, 1, 3, 0.5] }] },
  { inputs: [{ shape: [1, 1], values: [-3] }] },
  { inputs: [[0, 2, 2]] },
  { inputs: [[2, 0, 0]] },
];

/** Up to this size gradients come from the minors, which costs n⁵ but needs no inverse. */
const MOST_MINORS = 4;

/** One number per matrix, to be multiplied with it. */
const asMatrices = (x: Tensor): Tensor => reshape(x, [...x.shape, 1, 1]);

export const Determinant: Op<None> = {
  name: "Determinant",
  doc: "The determinant of each matrix; up to 4 rows its gradient is exact where the matrix is singular.",
  infer([x]) {
    requireSquare("determinant", x!);
    return { dtype: x!.dtype, shape: x!.shape.slice(0, -2) };
  },
  vjp: ({ inputs: [x], output, dy }) => {
    const small = x!.shape.at(-1)! <= MOST_MINORS;
    const slope = small ? cofactors(x!) : mul(transposeLast(inverse(x!)), asMatrices(output));
    return [mul(slope, asMatrices(dy))];
  },
  batch: ({ inputs: [x] }) => apply(Determinant, [x!], {}),
  onnx: emitDeterminant,
  lane: eliminates,
  reference: ([x]) =>
    perMatrix(x!, (matrix) => pivotsOf(matrix).reduce((a, b) => a * b, eliminateRows(matrix).odd ? -1 : 1)),
  samples: [
    ...samples,
    { inputs: [{ shape: [3, 3], values: [1, 2, 3, 2, 4, 6, 0, 1, 1] }] },
    { inputs: [{ shape: [5, 5], values: five }] },
  ],
};

/** The derivative for each element: the determinant without its row and column, signed like a chessboard. */
function cofactors(x: Tensor): Tensor {
  const size = x.shape.at(-1)!;
  const range = [...Array(size).keys()];
  const others = range.flatMap((left) => range.filter((index) => index !== left));
  const without = literal(others, "int64", [size, Math.max(size - 1, 0)]);
  const rows = gather(x, without, { axis: x.rank - 2 }); // (..., row, others, columns)
  const minors = swapAxes(gather(rows, without, { axis: x.rank }), -3, -2); // (..., row, column, others, others)
  const signs = range.flatMap((row) => range.map((column) => (-1) ** (row + column)));
  return mul(apply(Determinant, [minors], {}), literal(signs, x.dtype, [size, size]));
}

/** The product of the pivots, with the sign of the permutation: that of all pairs of places. */
function emitDeterminant(context: EmitContext<None>): string {
  const { inputs, types, outputs, node, constant } = context;
  const size = types[0]!.shape.at(-1)!;
  const { dtype, shape } = outputs[0]!;
  if (size === 0) return node("Expand", [constant(dtype, [1], []), constant("int64", shape)]);
  // ONNX Runtime has a kernel for float32 alone.
  if (dtype === "float32") return node("Det", inputs);
  const { pivots, places } = emitElimination(context, inputs[0]!, {
    shape: types[0]!.shape,
    singular: "finite",
  });
  const product = (name: string) => node("ReduceProd", [name, constant("int64", [-2, -1])], { keepdims: 0 });
  const [row, column] = [-1, -2].map((axis) => node("Concat", places, { axis }));
  const range = [...Array(size).keys()];
  const above = range.flatMap((i) => range.map((j) => Number(j > i)));
  const steps = node("Sign", [node("Sub", [row!, column!])]);
  const one = constant("int64", [1], []);
  const sign = product(node("Where", [constant("bool", above, [size, size]), steps, one]));
  return node("Mul", [
    product(node("Concat", pivots, { axis: -1 })),
    node("Cast", [sign], { to: dtypes[dtype].onnx }),
  ]);
}

/**
 * The determinant of each matrix: (..., n, n) to (...), n at most 32. Where the matrix is singular, gradients of any
 * order are exact for n up to 4 and NaN for larger ones.
 *
 * @example
 * await determinant(tensor([[1, 2], [3, 4]])).item(); // -2
 */
export const determinant = (x: Tensor): Tensor => apply(Determinant, [x], {});

export const LogDeterminant: Op<None> = {
  name: "LogDeterminant",
  doc: "The logarithm of the absolute determinant of each matrix; -∞ where it is singular.",
  infer([x]) {
    requireSquare("logDeterminant", x!);
    return { dtype: x!.dtype, shape: x!.shape.slice(0, -2) };
  },
  vjp: ({ inputs: [x], dy }) => [mul(transposeLast(inverse(x!)), asMatrices(dy))],
  batch: ({ inputs: [x] }) => apply(LogDeterminant, [x!], {}),
  onnx: emitLogDeterminant,
  lane: eliminates,
  reference: ([x]) =>
    perMatrix(x!, (matrix) =>
      pivotsOf(matrix).reduce((total, pivot) => total + Math.log(Math.abs(pivot)), 0),
    ),
  samples,
};

function emitLogDeterminant(context: EmitContext<None>): string {
  const { inputs, types, outputs, node, constant } = context;
  const size = types[0]!.shape.at(-1)!;
  const { dtype, shape } = outputs[0]!;
  if (size === 0) return node("Expand", [constant(dtype, [0], []), constant("int64", shape)]);
  const { pivots } = emitElimination(context, inputs[0]!, { shape: types[0]!.shape, singular: "finite" });
  const logarithms = node("Log", [node("Abs", [node("Concat", pivots, { axis: -1 })])]);
  return node("ReduceSum", [logarithms, constant("int64", [-2, -1])], { keepdims: 0 });
}

/**
 * The logarithm of the absolute determinant of each matrix, without overflow: (..., n, n) to (...), n at most 32.
 *
 * @example
 * await logDeterminant(tensor([[1, 0], [5, -1]])).item(); // 0
 */
export const logDeterminant = (x: Tensor): Tensor => apply(LogDeterminant, [x], {});
