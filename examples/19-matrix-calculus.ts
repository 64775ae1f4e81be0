/**
 * @file Matrix calculus: derivatives of matrices as Jacobians, outer and elementwise products.
 * @methods ∂(Wx)/∂x; ∂tr(AᵀB)/∂A = B; scalar by matrix; matrix by matrix as a tensor of order 4; outer product; Hadamard product
 * @see ∂(Wx)/∂W of a 2×3 matrix, with its four axes laid out as 2 × 6: each output depends on one row of W alone, by x.
 */

import { heatMap } from "@glissade/lab/charts";
import { grad, jacobian, matmul, matrixTrace, outer, type Tensor, tensor, transpose } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const double = (values: number[] | number[][]) => tensor(values, { dtype: "float64" });
const W = double([
  [1, 2, 3],
  [4, 5, 6],
]);
const x = double([1, -1, 2]);
const A = double([
  [1, 2],
  [3, 4],
]);
const B = double([
  [5, 6],
  [7, 8],
]);
const product = (w: Tensor, v: Tensor) => matmul(w, v);

// Vector by vector: the m×n Jacobian. (With gradients as columns, as some texts have it, this is Wᵀ.)
console.log(await jacobian((v: Tensor) => product(W, v))(x).data()); // [1, 2, 3, 4, 5, 6]
// Scalar by matrix keeps the shape of the matrix
console.log(await grad((a: Tensor) => matrixTrace(matmul(transpose(a), B)))(A).data()); // [5, 6, 7, 8]
console.log(grad((a: Tensor) => a.square().sum())(A).shape); // [2, 2]
// Matrix by matrix: order 4, ∂(AB)_ij/∂A_kl = δ_ik B_lj
const fourth = jacobian((a: Tensor) => matmul(a, B))(A);
console.log(fourth.shape); // [2, 2, 2, 2]
console.log(await fourth.reshape([4, 4]).data()); // [5, 7, 0, 0, 6, 8, 0, 0, 0, 0, 5, 7, 0, 0, 6, 8]
// Outer and elementwise products, as back-propagation uses them
console.log(await outer(double([1, 2]), x).data()); // [1, -1, 2, 2, -2, 4]
console.log(await A.mul(B).data()); // [5, 12, 21, 32]

const byWeights = jacobian((w: Tensor) => product(w, x))(W); // (2, 2, 3)
const values = (await byWeights.reshape([2, 6]).toArray()) as number[][];
const gradient = grad((w: Tensor) =>
  product(w, x)
    .mul(double([1, 2]))
    .sum(),
)(W); // δxᵀ
const gap = await gradient
  .sub(outer(double([1, 2]), x))
  .abs()
  .max()
  .item();

export default {
  numbers: { order: fourth.rank, largestGap: gap },
  holds: { "the gradient of a dense layer's weights is the outer product δxᵀ": gap === 0 },
  figure: heatMap({
    title: "∂(Wx)/∂W for x = (1, -1, 2)",
    x: "element of W",
    y: "element of Wx",
    columns: ["W₁₁", "W₁₂", "W₁₃", "W₂₁", "W₂₂", "W₂₃"],
    rows: ["1", "2"],
    values,
  }),
} satisfies Lesson;
