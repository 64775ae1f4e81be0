import { expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { argsort, grad, median, quantile, sort, type Tensor, tensor, topK, zeros } from "../../index.ts";

const ties = tensor([2, 1, 2, 1, 3]);

test("equal elements stay in their order, both ways", async () => {
  expect(await numbers(argsort(ties))).toEqual([1, 3, 0, 2, 4]);
  expect(await numbers(argsort(ties, { descending: true }))).toEqual([4, 0, 2, 1, 3]);
});

test("of equal elements the first has the gradient", async () => {
  const largestTwo = (x: Tensor) => topK(x, 2).values.sum();
  expect(await numbers(grad(largestTwo)(ties))).toEqual([1, 0, 0, 0, 1]);
});

test("long lines are sorted whole", async () => {
  const values = Array.from({ length: 1000 }, (_, index) => (index * 7919) % 1009);
  expect(await numbers(sort(tensor(values)))).toEqual(values.toSorted((a, b) => a - b));
});

test("integers are sorted too, and nothing stays nothing", async () => {
  expect(await numbers(sort(tensor([3n, -1n, 2n])))).toEqual([-1, 2, 3]);
  expect(await numbers(sort(zeros([2, 0])))).toEqual([]);
  expect(topK(zeros([2, 3]), 0).indices.type).toEqual({ dtype: "int64", shape: [2, 0] });
});

test("order statistics over several axes", async () => {
  const x = tensor([
    [
      [5, 1],
      [4, 8],
    ],
    [
      [2, 7],
      [6, 3],
    ],
  ]);
  expect(await numbers(median(x))).toEqual([4.5]);
  expect(await numbers(median(x, { axis: [0, 2] }))).toEqual([3.5, 5]);
  expect(quantile(x, 0.25, { axis: [1, 2], keepDims: true }).shape).toEqual([2, 1, 1]);
  expect(await numbers(quantile(x, 1))).toEqual([8]);
});
