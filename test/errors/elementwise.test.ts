/** @file Whole messages of elementwise functions. */

import {
  atan2,
  bitwiseAnd,
  bitwiseNot,
  clip,
  erf,
  expm1,
  floor,
  gelu,
  isNaN as isNotANumber,
  logicalXor,
  mod,
  notEqual,
  shiftLeft,
  shiftRight,
  softplus,
  tensor,
  zeros,
} from "glissade";
import { expect, it } from "vitest";

const x = zeros([2, 3]);
const int = tensor([1, 2], { dtype: "int64" });
const bool = tensor([true, false]);

const float = (where: string, dtype: string) =>
  `${where}: needs float32 or float64, got ${dtype}. Cast it with cast().`;

it.each([
  [float("expm1", "int64"), () => expm1(int)],
  [float("erf", "int64"), () => erf(int)],
  [float("softplus", "bool"), () => softplus(bool)],
  [float("gelu", "int64"), () => gelu(int)],
  [float("floor", "int64"), () => floor(int)],
  [float("isNaN", "int64"), () => isNotANumber(int)],
  [float("atan2", "int64"), () => atan2(int, int)],
  [
    "atan2: shapes must broadcast, got [2, 3] and [2] (3 and 2 in axis -1). Reshape or expand one of them.",
    () => atan2(x, zeros([2])),
  ],
  ["mod: needs numbers, got bool. Cast it with cast().", () => mod(bool, bool)],
  [
    "mod: dtypes must match, got int64 and float32. Cast one of them with cast().",
    () => mod(int, zeros([2])),
  ],
  [
    "mod: the number takes the dtype of the tensor beside it, got 0.5 beside int64. Cast the tensor to float32 first.",
    () => mod(int, 0.5),
  ],
  ["clip: needs numbers, got bool. Cast it with cast().", () => clip(bool, { min: 0, max: 1 })],
  [
    "clip: shapes must broadcast, got [2, 3] and [2] (3 and 2 in axis -1). Reshape or expand one of them.",
    () => clip(x, { min: zeros([2]), max: 1 }),
  ],
  [
    "logicalXor: needs bool, got int64. Compare first, for example with greater().",
    () => logicalXor(int, int),
  ],
  ["equal: needs numbers, got bool. Cast it with cast().", () => notEqual(bool, bool)],
  ['bitwiseAnd: needs integers, got float32. Cast it with cast(x, "int64").', () => bitwiseAnd(x, 1)],
  ['bitwiseNot: needs integers, got bool. Cast it with cast(x, "int64").', () => bitwiseNot(bool)],
  ['shiftRight: needs integers, got float32. Cast it with cast(x, "int64").', () => shiftRight(x, 1)],
  [
    "shiftLeft: dtypes must match, got int64 and int32. Cast one of them with cast().",
    () => shiftLeft(int, tensor([1], { dtype: "int32" })),
  ],
] as const)("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});
