/** @file Diagonals: read, summed, and written. Along flattened matrices a diagonal is a slice with steps. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type DtypeOptions, readDtype } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireWhole } from "../../options/ranges.ts";
import { expand, sum } from "../reduce/sum.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { Pad, Slice } from "../shape/slice.ts";

export interface DiagOptions {
  /** Which diagonal: 0 (the default) is the main one, 1 the one above it, -1 the one below. */
  readonly offset?: number;
}

export interface DiagonalOptions extends DiagOptions {
  /** The axes of rows and columns; the first two by default. */
  readonly axis?: readonly [number, number];
}

const readDiag = optionsReader<DiagOptions>({ offset: kind.integer });

const readDiagonal = optionsReader<DiagonalOptions>({
  offset: kind.integer,
  axis: kind.rule("a list of two integers", isPair),
});

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((axis) => typeof axis === "number");
}

const zeros = (length: number) => new Array<number>(length).fill(0);

/**
 * A diagonal of matrices, as the last axis behind the axes that are left.
 *
 * @example
 * await diagonal(tensor([[1, 2], [3, 4]])).data(); // [1, 4]
 */
export function diagonal(x: Tensor, options?: DiagonalOptions): Tensor {
  requireTensor("diagonal", x);
  return diagonalOf("diagonal", x, options);
}

function diagonalOf(where: string, x: Tensor, options: DiagonalOptions | undefined): Tensor {
  const { offset = 0, axis = [0, 1] } = readDiagonal(where, options);
  const [row, column] = axis.map((each) => toAxis(where, each, x.rank)) as [number, number];
  if (row === column) {
    throw new ShapeError({ where, rule: `needs two distinct axes, got ${formatShape(axis)}` });
  }
  const rest = x.shape.map((_, axis) => axis).filter((axis) => axis !== row && axis !== column);
  const lead = rest.map((axis) => x.shape[axis]!);
  const [rows, columns] = [x.shape[row]!, x.shape[column]!];
  const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  const start = length === 0 ? 0 : offset < 0 ? -offset * columns : offset;
  const flat = reshape(transpose(x, [...rest, row, column]), [...lead, rows * columns]);
  return apply(Slice, [flat], {
    starts: [...zeros(lead.length), start],
    lengths: [...lead, length],
    steps: [...zeros(lead.length).fill(1), columns + 1],
  });
}

/**
 * Square matrices with the elements of the last axis on a diagonal and zeros elsewhere: from (..., n) to (..., n, n),
 * larger by the offset.
 *
 * @example
 * await diagEmbed(tensor([1, 2])).data(); // [1, 0, 0, 2]
 */
export function diagEmbed(x: Tensor, options?: DiagOptions): Tensor {
  requireTensor("diagEmbed", x);
  const { offset = 0 } = readDiag("diagEmbed", options);
  const axis = toAxis("diagEmbed", -1, x.rank);
  const lead = x.shape.slice(0, axis);
  const length = x.shape[axis]!;
  const size = length + Math.abs(offset);
  const start = offset < 0 ? -offset * size : offset;
  const span = length === 0 ? 0 : (length - 1) * (size + 1) + 1;
  const flat = apply(Pad, [x], {
    before: [...zeros(axis), start],
    after: [...zeros(axis), size * size - start - span],
    between: [...zeros(axis), size],
    value: 0,
  });
  return reshape(flat, [...lead, size, size]);
}

/**
 * The diagonal of a matrix, or the matrix of a diagonal.
 *
 * @example
 * await diag(tensor([[1, 2], [3, 4]])).data(); // [1, 4]
 * diag(tensor([1, 2])).shape; // [2, 2]
 */
export function diag(x: Tensor, options?: DiagOptions): Tensor {
  requireTensor("diag", x);
  const { offset } = readDiag("diag", options);
  return x.rank === 1 ? diagEmbed(x, { offset }) : diagonal(x, { offset });
}

/**
 * The identity matrix.
 *
 * @example
 * await eye(2).data(); // [1, 0, 0, 1]
 */
export function eye(size: number, options?: DtypeOptions): Tensor {
  const { dtype = "float32" } = readDtype("eye", options);
  requireWhole("eye(size)", size);
  return diagEmbed(expand(literal(1, dtype), [size]));
}

/**
 * The sum of a diagonal: the trace of a matrix (`trace` records programs).
 *
 * @example
 * await matrixTrace(tensor([[1, 2], [3, 4]])).item(); // 5
 */
export const matrixTrace = (x: Tensor, options?: DiagonalOptions): Tensor => {
  requireTensor("matrixTrace", x);
  return sum(diagonalOf("matrixTrace", x, options), { axis: -1 });
};
