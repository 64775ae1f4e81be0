import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { eye, matmul, random, tensor, tril } from "../index.ts";
import { orthonormalColumns } from "./orthonormal.ts";

const precisions = [
  ["float64", 1e-13],
  ["float32", 1e-5],
] as const;

test.each(precisions)(
  "QR in %s: R is upper triangular with a positive diagonal",
  async (dtype, tolerance) => {
    const x = random.normal(random.key(1), [7, 7], { dtype });
    const Q = orthonormalColumns(x);
    const R = matmul(Q.transpose(), x);
    expectClose(await numbers(matmul(Q.transpose(), Q)), await numbers(eye(7)), tolerance);
    expectClose(await numbers(tril(R, { offset: -1 })), new Array(49).fill(0), 10 * tolerance);
    for (const [row, each] of (await numbers(R)).entries())
      if (row % 8 === 0) expect(each).toBeGreaterThan(0);
  },
);

test("the columns may be fewer than the rows", async () => {
  const Q = orthonormalColumns(random.normal(random.key(2), [9, 4], { dtype: "float64" }));
  expect(Q.shape).toEqual([9, 4]);
  expectClose(await numbers(matmul(Q.transpose(), Q)), await numbers(eye(4)), 1e-14);
});

test("columns that are almost the same are orthogonal to rounding", async () => {
  const x = tensor(
    [
      [1, 1],
      [1e-9, 0],
    ],
    { dtype: "float64" },
  );
  const Q = orthonormalColumns(x);
  expectClose(await numbers(matmul(Q.transpose(), Q)), [1, 0, 0, 1], 1e-15);
});
