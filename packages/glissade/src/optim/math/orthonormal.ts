/** @file Orthonormal columns by the process of Gram and Schmidt. */

import { scan } from "../../control/scan.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { transpose, unsqueeze } from "../../ops/shape/layout.ts";
import { globalNorm } from "./norms.ts";

/**
 * Q of the QR decomposition of a regular matrix, with a positive diagonal in R: Gram and Schmidt's process, each
 * column twice, which keeps Q orthogonal to rounding.
 */
export function orthonormalColumns(x: Tensor): Tensor {
  const units = eye(x.shape[0]!, { dtype: x.dtype });
  const extend = (rows: Tensor, { column, unit }: { column: Tensor; unit: Tensor }) => {
    const rest = (v: Tensor) => sub(v, matmul(matmul(rows, v), rows));
    const left = rest(rest(column));
    return [add(rows, mul(unsqueeze(unit, { axis: 1 }), div(left, globalNorm(left)))), []] as const;
  };
  const [rows] = scan(extend, fullLike(units, 0), { column: transpose(x), unit: units });
  return transpose(rows);
}
