import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { type Dtype, eye, matmul, mul, norm, random, stack, type Tensor, vmap, zeros } from "../../index.ts";
import { inverseRoot } from "./inverse-root.ts";

const eps = 1e-4;

/** XXᵀ of a random X: singular where X has fewer columns than rows. */
const gram = (columns: number, dtype: Dtype): Tensor => {
  const x = random.normal(random.key(columns), [6, columns], { dtype });
  return matmul(x, x.transpose());
};

function power(x: Tensor, exponent: number): Tensor {
  return exponent === 1 ? x : matmul(power(x, exponent - 1), x);
}

const precisions = [
  ["float64", 1e-10],
  ["float32", 2e-2],
] as const;

describe.each(precisions)("%s", (dtype, tolerance) => {
  test.each([2, 3, 4, 6].flatMap((root) => [1, 3, 6].map((columns) => ({ root, columns }))))(
    "the root $root of a matrix of rank $columns, to its power",
    async ({ root, columns }) => {
      const matrix = gram(columns, dtype);
      const ridged = matrix.add(eye(6, { dtype }).mul(norm(matrix)).mul(eps));
      const product = matmul(power(inverseRoot(matrix, { root, eps }), root), ridged);
      expectClose(await numbers(product), await numbers(eye(6)), tolerance);
    },
  );
});

test("a matrix of zeros has a finite root", async () => {
  const root = await numbers(inverseRoot(zeros([2, 2]), { root: 4, eps: 1e-6 }));
  expect(root.every(Number.isFinite)).toBe(true);
});

test("each matrix of a batch takes the steps that it needs", async () => {
  const matrices = [eye(6, { dtype: "float64" }), gram(1, "float64"), mul(gram(6, "float64"), 1e6)];
  const roots = vmap((matrix: Tensor) => inverseRoot(matrix, { root: 4, eps }));
  const alone = await Promise.all(matrices.map((each) => numbers(inverseRoot(each, { root: 4, eps }))));
  expectClose(await numbers(roots(stack(matrices))), alone, 1e-10);
});
