/** @file Whole messages of reductions, cumulative operations and orders. */

import {
  all,
  any,
  argsort,
  cumulativeProduct,
  cumulativeSum,
  logSumExp,
  median,
  norm,
  prod,
  quantile,
  sort,
  standardDeviation,
  tensor,
  topK,
  variance,
  zeros,
} from "glissade";
import { expect, it } from "vitest";

const x = zeros([2, 3]);
const empty = zeros([0, 3]);
const scalar = tensor(1);
const int = tensor([1, 2], { dtype: "int64" });
const bool = tensor([true, false]);

const float = (where: string) => `${where}: needs float32 or float64, got int64. Cast it with cast().`;
const elements = (where: string) => `${where}: needs at least one element along each axis, got [0, 3].`;

it.each([
  ["prod: needs numbers, got bool. Cast it with cast().", () => prod(bool)],
  ["prod: axis must be an integer in [-2, 2), got 2.", () => prod(x, { axis: 2 })],
  ["prod: axes must be distinct, got [1, 1].", () => prod(x, { axis: [1, -1] })],
  ["any: needs bool, got float32. Compare first, for example with greater().", () => any(x)],
  ["all: needs bool, got int64. Compare first, for example with greater().", () => all(int)],
  ["sort: needs numbers, got bool. Cast it with cast().", () => sort(bool)],
  ["any: axis must be an integer in [-1, 1), got 3.", () => any(bool, { axis: 3 })],
  [float("logSumExp"), () => logSumExp(int)],
  [elements("logSumExp"), () => logSumExp(empty, { axis: 0 })],
  [float("variance"), () => variance(int)],
  [float("standardDeviation"), () => standardDeviation(int)],
  [elements("median"), () => median(empty)],
  [
    "variance({ correction }): must be less than the number of elements, got 3 for 3 in [2, 3].",
    () => variance(x, { axis: 1, correction: 3 }),
  ],
  [
    "standardDeviation({ correction }): must be less than the number of elements, got 6 for 6 in [2, 3].",
    () => standardDeviation(x, { correction: 6 }),
  ],
  [float("norm"), () => norm(int)],
  ["norm({ order }): must be 1, 2 or Infinity, got 3.", () => norm(x, { order: 3 })],
  ["norm: axis must be an integer in [-2, 2), got 5.", () => norm(x, { axis: 5 })],
  [elements("norm: max"), () => norm(empty, { order: Number.POSITIVE_INFINITY })],
  ["cumulativeSum: needs numbers, got bool. Cast it with cast().", () => cumulativeSum(bool)],
  ["cumulativeSum: a scalar has no axes, got -1.", () => cumulativeSum(scalar)],
  ["cumulativeProduct: needs numbers, got bool. Cast it with cast().", () => cumulativeProduct(bool)],
  ["cumulativeProduct: axis must be an integer in [-2, 2), got 2.", () => cumulativeProduct(x, { axis: 2 })],
  ["topK: needs numbers, got bool. Cast it with cast().", () => topK(bool, 1)],
  ["topK(k): must be an integer from 0 to 3, the length of axis 1, got 4.", () => topK(x, 4)],
  [
    "topK(k): must be an integer from 0 to 2, the length of axis 0, got 1.5.",
    () => topK(x, 1.5, { axis: 0 }),
  ],
  ["topK: a scalar has no axes, got -1.", () => topK(scalar, 1)],
  ["sort: axis must be an integer in [-2, 2), got -3.", () => sort(x, { axis: -3 })],
  ["argsort: a scalar has no axes, got -1.", () => argsort(scalar)],
  [float("quantile"), () => quantile(int, 0.5)],
  ["quantile(q): must be in [0, 1], got 1.5.", () => quantile(x, 1.5)],
  ["median: axis must be an integer in [-2, 2), got 2.", () => median(x, { axis: 2 })],
] as const)("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});
