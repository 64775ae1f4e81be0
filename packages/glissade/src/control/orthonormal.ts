/** @file Orthonormal columns by the process of Gram and Schmidt. */

import { zeros } from "../create-tensor.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, mul, sub } from "../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../ops/elementwise/unary.ts";
import { eye } from "../ops/linalg/diagonal.ts";
import { matmul } from "../ops/linalg/matmul.ts";
import { sum } from "../ops/reduce/sum.ts";
import { transpose, unsqueeze } from "../ops/shape/layout.ts";
import { scan } from "./scan.ts";

/**
 * Q of the QR decomposition of a matrix (rows, columns) whose columns are independent, with a positive diagonal in R:
 * Gram and Schmidt's process, each column twice, which keeps Q orthogonal to rounding.
 */
export function orthonormalColumns(x: Tensor): Tensor {
  const [rows, columns] = x.shape as [number, number];
  const { dtype } = x;
  const extend = (found: Tensor, { column, unit }: { readonly column: Tensor; readonly unit: Tensor }) => {
    const rest = (v: Tensor) => sub(v, matmul(matmul(found, v), found));
    const left = rest(rest(column));
    const next = div(left, sqrt(sum(square(left))));
    return [add(found, mul(unsqueeze(unit, { axis: 1 }), next)), []] as const;
  };
  const slices = { column: transpose(x), unit: eye(columns, { dtype }) };
  const [found] = scan(extend, zeros([columns, rows], { dtype }), slices);
  return transpose(found);
}
