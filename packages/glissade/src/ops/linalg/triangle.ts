/** @file The lower and the upper triangle of matrices. */

import { ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { greaterEqual, lessEqual, where } from "../elementwise/compare.ts";

export interface TriangleOptions {
  /** The diagonal that bounds the triangle: 0 (the default) is the main one, 1 the one above it. */
  readonly offset?: number;
}

const readTriangle = optionsReader<TriangleOptions>({ offset: kind.integer });

const masked =
  (name: string, inside: typeof lessEqual) =>
  (x: Tensor, options?: TriangleOptions): Tensor => {
    requireTensor(name, x);
    const { offset = 0 } = readTriangle(name, options);
    const [rows, columns] = x.shape.slice(-2);
    if (columns === undefined || rows === undefined) {
      throw new ShapeError({
        where: name,
        rule: `needs matrices along the last two axes, got ${formatShape(x.shape)}`,
      });
    }
    const range = (length: number, start: number) => Array.from({ length }, (_, index) => start + index);
    const row = literal(range(rows, offset), "int64", [rows, 1]);
    return where(inside(literal(range(columns, 0), "int64", [columns]), row), x, 0);
  };

/**
 * The lower triangle of each matrix, zeros above: (..., rows, columns).
 *
 * @example
 * await tril(tensor([[1, 2], [3, 4]])).data(); // [1, 0, 3, 4]
 */
export const tril: (x: Tensor, options?: TriangleOptions) => Tensor = masked("tril", lessEqual);

/**
 * The upper triangle of each matrix, zeros below: (..., rows, columns).
 *
 * @example
 * await triu(tensor([[1, 2], [3, 4]]), { offset: 1 }).data(); // [0, 2, 0, 0]
 */
export const triu: (x: Tensor, options?: TriangleOptions) => Tensor = masked("triu", greaterEqual);
