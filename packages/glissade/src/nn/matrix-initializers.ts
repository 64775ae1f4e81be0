/** @file Initialisers of matrices: orthogonal ones and the identity. */

import { orthonormalColumns } from "../control/orthonormal.ts";
import { tensor } from "../create-tensor.ts";
import { ShapeError } from "../errors.ts";
import { requireFinite } from "../graph/operand-checks.ts";
import { formatShape, type Shape, sizeOf } from "../graph/shape.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { reshape, transpose } from "../ops/shape/layout.ts";
import * as random from "../random/index.ts";
import { type Initializer, withName } from "./initializers.ts";

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, times a gain; of more than two axes the first
 * makes the rows, the others the columns: Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
 * Networks (Saxe et al. 2013, arXiv:1312.6120).
 *
 * @example
 * const w = nn.orthogonal()(random.key(1), [2, 3], { fanIn: 2, fanOut: 3, dtype: "float32" });
 * await round(matmul(w, w.transpose()).mul(1000)).data(); // [1000, 0, 0, 1000]
 */
export function orthogonal(gain = 1): Initializer {
  requireFinite("orthogonal(gain)", gain);
  return (key, shape, { dtype }) => {
    requireMatrix("orthogonal", shape);
    const [rows, columns] = [shape[0]!, sizeOf(shape.slice(1))];
    const tall = [Math.max(rows, columns), Math.min(rows, columns)];
    const found = orthonormalColumns(random.normal(key, tall, { dtype: "float64" }));
    return reshape(cast(mul(rows < columns ? transpose(found) : found, gain), dtype), shape);
  };
}

/**
 * 1 on the diagonal and 0 elsewhere, so that a layer gives its input; of kernels of convolutions, (filters, channels,
 * ...), 1 in the middle: A Simple Way to Initialize Recurrent Networks of Rectified Linear Units (Le et al. 2015,
 * arXiv:1504.00941).
 *
 * @example
 * await nn.identity()(random.key(1), [2, 3], { fanIn: 2, fanOut: 3, dtype: "float32" }).data(); // [1, 0, 0, 0, 1, 0]
 */
export const identity = withName("identity", () => (_, shape, { dtype }) => {
  requireMatrix("identity", shape);
  const [rows, columns, ...kernel] = shape as [number, number, ...number[]];
  const area = sizeOf(kernel);
  const middle = kernel.reduce((at, size) => at * size + Math.floor(size / 2), 0);
  const values = new Float64Array(rows * columns * area);
  for (let row = 0; row < Math.min(rows, columns); row++) values[(row * columns + row) * area + middle] = 1;
  return tensor(values, { shape, dtype });
});

function requireMatrix(where: string, shape: Shape): void {
  if (shape.length > 1) return;
  throw new ShapeError({ where, rule: `needs at least two axes, got ${formatShape(shape)}` });
}
