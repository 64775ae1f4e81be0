/** @file Linear equations with small triangular matrices. */

import { apply } from "../../graph/apply.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { neg } from "../elementwise/arithmetic.ts";
import { eliminates } from "../no-lanes.ts";
import { sumTo } from "../reduce/sum.ts";
import { type Matrix, solveEach, substituteBack } from "./host-matrices.ts";
import { matmul } from "./matmul.ts";
import { batchEquations, emitPart, equationType, transposeLast, withColumns } from "./matrix-rules.ts";
import { tril, triu } from "./triangle.ts";

type Attributes = { readonly upper: boolean; readonly transpose: boolean };

const matrix = (shape: Shape) => ({ shape, range: [1, 2] }) as const;

export const TriangularSolve: Op<Attributes> = {
  name: "TriangularSolve",
  doc: "The solution X of AX = B, or AᵀX = B, where only one triangle of A is read; leading axes broadcast.",
  infer: ([a, b]) => equationType("triangularSolve", a!, b!),
  // B̅ = A⁻ᵀX̅ and A̅ = -B̅Xᵀ, of which the triangle counts.
  vjp: ({ inputs: [a, b], output: x, dy, attributes: { upper, transpose } }) => {
    const db = apply(TriangularSolve, [a!, dy], { upper, transpose: !transpose });
    const da = neg(transpose ? matmul(x, transposeLast(db)) : matmul(db, transposeLast(x)));
    return [sumTo((upper ? triu : tril)(da), a!.shape), sumTo(db, b!.shape)];
  },
  batch: (context) => apply(TriangularSolve, batchEquations(context), context.attributes),
  onnx: emitTriangularSolve,
  lane: eliminates,
  reference: ([a, b], { upper, transpose }) =>
    solveEach([a!, b!], equationType("triangularSolve", a!, b!), (rows, right) => {
      const turned = transpose ? rows.map((_, row) => rows.map((each) => each[row]!)) : rows;
      return upper === transpose ? substituteForward(turned, right) : substituteBack(turned, right);
    }),
  samples: [
    { inputs: [matrix([3, 3]), [3, 2]], attributes: { upper: false, transpose: false } },
    { inputs: [matrix([3, 3]), [3, 1]], attributes: { upper: true, transpose: false } },
    { inputs: [matrix([2, 2]), [3, 2, 1]], attributes: { upper: false, transpose: true } },
    { inputs: [matrix([2, 1, 2, 2]), [3, 2, 2]], attributes: { upper: true, transpose: true } },
    { inputs: [matrix([1, 1]), [1, 2]], attributes: { upper: false, transpose: false } },
    { inputs: [matrix([2, 2]), [2, 0]], attributes: { upper: false, transpose: false } },
  ],
};

/** Forward substitution is back substitution with rows and columns counted from the other end. */
function substituteForward(a: Matrix, b: readonly number[]): number[] {
  const reversed = a.map((row) => row.toReversed()).toReversed();
  return substituteBack(reversed, b.toReversed()).reverse();
}

/** Row by row: each solved row is taken from all that are left. */
function emitTriangularSolve(context: EmitContext<Attributes>): string {
  const { inputs, types, attributes, node } = context;
  const { upper, transpose } = attributes;
  const { shape } = types[0]!;
  const rows = [...Array(shape.at(-1)!).keys()];
  const [rowAxis, columnAxis] = transpose ? [-1, -2] : [-2, -1];
  const order = upper === transpose ? rows : rows.toReversed();
  let rest = inputs[1]!;
  const solved = order.map((at) => {
    let column = emitPart(context, inputs[0]!, { axis: columnAxis, at });
    const pivot = emitPart(context, column, { axis: rowAxis, at });
    const row = node("Div", [emitPart(context, rest, { axis: -2, at }), pivot]);
    if (at === order.at(-1)) return row;
    if (transpose) column = node("Transpose", [column], { perm: swapped(shape) });
    rest = node("Sub", [rest, node("Mul", [column, row])]);
    return row;
  });
  return node("Concat", upper === transpose ? solved : solved.reverse(), { axis: -2 });
}

/** The permutation that turns each matrix of a shape. */
const swapped = (shape: Shape): number[] => [
  ...[...shape.keys()].slice(0, -2),
  shape.length - 1,
  shape.length - 2,
];

export interface TriangularSolveOptions {
  /** Read the upper triangle; `false`, the lower one, by default. */
  readonly upper?: boolean;
  /** Solve with the transposed matrix; `false` by default. */
  readonly transpose?: boolean;
}

const readTriangularSolve = optionsReader<TriangularSolveOptions>({
  upper: kind.boolean,
  transpose: kind.boolean,
});

/**
 * The solution x of ax = b for triangular a: (..., n, n), n at most 32, and b: (..., n, columns) or (n). The other
 * triangle of a is not read.
 *
 * @example
 * const a = tensor([[2, 0], [1, 4]]);
 * await triangularSolve(a, tensor([2, 9])).data(); // [1, 2]
 */
export function triangularSolve(a: Tensor, b: Tensor, options?: TriangularSolveOptions): Tensor {
  requireTensor("triangularSolve", a);
  requireTensor("triangularSolve", b);
  const { upper = false, transpose = false } = readTriangularSolve("triangularSolve", options);
  return withColumns(b, (columns) => apply(TriangularSolve, [a, columns], { upper, transpose }));
}
