import { expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import {
  all,
  any,
  grad,
  logSumExp,
  norm,
  prod,
  standardDeviation,
  type Tensor,
  tensor,
  zeros,
} from "../../index.ts";

const Inf = Number.POSITIVE_INFINITY;
const truths = tensor([
  [true, false],
  [true, true],
]);

test("any and all reduce over axes, and over nothing", async () => {
  expect(await numbers(any(truths, { axis: 0 }))).toEqual([1, 1]);
  expect(await numbers(all(truths, { axis: 0 }))).toEqual([1, 0]);
  expect(await numbers(all(truths, { axis: -1, keepDims: true }))).toEqual([0, 1]);
  expect(await numbers(all(truths))).toEqual([0]);
  const nothing = zeros([0, 2], { dtype: "bool" });
  expect(await numbers(any(nothing, { axis: 0 }))).toEqual([0, 0]);
  expect(await numbers(all(nothing, { axis: 0 }))).toEqual([1, 1]);
  expect(await numbers(all(nothing, { axis: 1 }))).toEqual([]);
});

test("the logarithm of a sum of zeros is -Infinity, without NaN in the gradient", async () => {
  const rows = tensor([
    [-Inf, -Inf],
    [-Inf, 3],
  ]);
  expect(await numbers(logSumExp(rows, { axis: 1 }))).toEqual([-Inf, 3]);
  expect(await numbers(grad((x: Tensor) => logSumExp(x, { axis: 1 }).sum())(rows))).toEqual([0, 0, 0, 1]);
  expect(await numbers(logSumExp(tensor([Inf, 1])))).toEqual([Inf]);
});

test("a product over nothing is 1, a norm 0", async () => {
  expect(await numbers(prod(zeros([0, 2]), { axis: 0 }))).toEqual([1, 1]);
  expect(await numbers(norm(zeros([0])))).toEqual([0]);
});

test("NaN is not hidden", async () => {
  const x = tensor([Number.NaN, 1]);
  expect(await numbers(norm(x))).toEqual([Number.NaN]);
  expect(await numbers(standardDeviation(x))).toEqual([Number.NaN]);
});

test("logSumExp has no gradient where the largest is infinite, as in PyTorch", async () => {
  const slope = (values: number[]) => numbers(grad((x: Tensor) => logSumExp(x))(tensor(values)));
  expect(await slope([2, Number.POSITIVE_INFINITY, -1])).toEqual([0, Number.NaN, 0]);
  expect(await slope([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([0, 0]);
  expect(await slope([Number.NEGATIVE_INFINITY, 3])).toEqual([0, 1]);
});
