/** @file The rules of operations on small matrices: inputs, and steps as nodes. */

import { ShapeError } from "../../errors.ts";
import type { BatchContext, EmitContext, TensorType } from "../../graph/op.ts";
import { broadcastShapes, formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat, requireSameDtype } from "../dtype-rules.ts";
import { alignRank } from "../reduce/sum.ts";
import { reshape, unsqueeze } from "../shape/layout.ts";
import { swapAxes } from "../shape/reorder.ts";

/** Each row is a step of its own in the graph. */
const MOST_ROWS = 32;

/** Square matrices of floats along the last two axes, small enough to be unrolled. */
export function requireSquare(where: string, x: TensorType): void {
  requireFloat(where, x);
  const [rows, columns] = x.shape.slice(-2);
  if (columns === undefined || rows !== columns) {
    throw new ShapeError({
      where,
      rule: `needs square matrices along the last two axes, got ${formatShape(x.shape)}`,
    });
  }
  if (rows > MOST_ROWS) {
    throw new ShapeError({
      where,
      rule: `each row is a step of the graph, so at most ${MOST_ROWS} are allowed, got ${formatShape(x.shape)}`,
      fix: "Solve larger systems outside the graph",
    });
  }
}

/** The type of X in AX = B. */
export function equationType(where: string, a: TensorType, b: TensorType): TensorType {
  requireSameDtype(where, [a, b]);
  requireSquare(where, a);
  if (b.shape.length < 2 || b.shape.at(-2) !== a.shape.at(-1)) {
    throw new ShapeError({
      where,
      rule: `the right-hand side must have as many rows as the matrix, got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    });
  }
  const lead = broadcastShapes(where, a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { dtype: a.dtype, shape: [...lead, ...b.shape.slice(-2)] };
}

/** Matrices and right-hand sides of one rank, so that the batch axes meet. */
export function batchEquations<A>({ inputs, batched }: BatchContext<A>): Tensor[] {
  const rank = Math.max(...inputs.map((input, index) => input.rank - Number(batched[index])));
  return inputs.map((input, index) => (batched[index] ? alignRank(input, rank) : input));
}

/** A vector on the right counts as a column. */
export function withColumns(b: Tensor, solve: (b: Tensor) => Tensor): Tensor {
  if (b.rank !== 1) return solve(b);
  const x = solve(unsqueeze(b, { axis: 1 }));
  return reshape(x, x.shape.slice(0, -1));
}

/** Each matrix the other way round. */
export const transposeLast = (x: Tensor): Tensor => swapAxes(x, -2, -1);

/** Writes the row or column at a position of an axis, which keeps its place with length 1. */
export const emitPart = <A>(
  { node, constant }: EmitContext<A>,
  x: string,
  { axis, at }: { axis: number; at: number },
): string => node("Slice", [x, ...[at, at + 1, axis].map((value) => constant("int64", [value]))]);
