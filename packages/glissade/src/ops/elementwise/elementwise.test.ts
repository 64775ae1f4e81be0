import { expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import {
  atan2,
  clip,
  compile,
  elu,
  evaluate,
  grad,
  leakyRelu,
  mod,
  type Tensor,
  tensor,
} from "../../index.ts";

const Inf = Number.POSITIVE_INFINITY;

test("bounds of clip may be tensors; the upper one wins", async () => {
  const x = tensor([[-3, 0, 3]]);
  expect(await numbers(clip(x, { min: tensor([[-1], [1]]), max: 2 }))).toEqual([-1, 0, 2, 1, 1, 2]);
  expect(await numbers(clip(x, { min: tensor(5), max: tensor(1) }))).toEqual([1, 1, 1]);
  expect(await numbers(clip(tensor([Number.NaN, 1]), { min: 0, max: 2 }))).toEqual([Number.NaN, 1]);
  const integers = tensor([-5n, 5n]);
  expect(await numbers(clip(integers, { min: 0 }))).toEqual([0, 5]);
  expect(await numbers(clip(integers, { max: 0 }))).toEqual([-5, 0]);
});

test("bounds of clip have gradients", async () => {
  const total = ([x, min, max]: readonly Tensor[]) => clip(x!, { min: min!, max: max! }).sum();
  const gradients = await evaluate(grad(total)([tensor([-3, 0, 3, 4]), tensor(-1), tensor(2)]));
  expect(await Promise.all(gradients.map(numbers))).toEqual([[0, 1, 0, 0], [1], [2]]);
});

test("the remainder has the sign of the divisor", async () => {
  const x = tensor([-5, 5, -5, 5, 5]);
  expect(await numbers(mod(x, tensor([3, -3, -3, 3, Inf])))).toEqual([1, -1, -2, 2, 5]);
  expect(await numbers(mod(tensor([-5n, 5n]), tensor([3n, -3n])))).toEqual([1, -1]);
  await expect(mod(tensor([1n]), tensor([0n])).data()).rejects.toThrow(
    "mod: an integer divisor must not be 0",
  );
  expect(() => mod(tensor([1n]), 0)).toThrow("mod(y): must not be 0 for integers, got 0 beside int64.");
});

test("angles of axes, of the origin and of infinity", async () => {
  const y = tensor([0, 0, 1, -1, Inf, 5]);
  const x = tensor([0, -1, 0, 0, Inf, Inf]);
  const quarter = Math.fround(Math.PI / 2);
  expect(await numbers(atan2(y, x))).toEqual([
    0,
    Math.fround(Math.PI),
    quarter,
    -quarter,
    Math.fround(Math.PI / 4),
    0,
  ]);
});

test.each(["cpu", "wasm"] as const)("angles on %s count the signs of zeros, as in C", async (provider) => {
  const values = [0, -0, 1, -1, Inf, -Inf, Number.NaN];
  for (const dtype of ["float32", "float64"] as const) {
    const column = tensor(
      values.map((value) => [value]),
      { dtype },
    );
    const angles = await numbers(await compile(atan2, { provider })(column, tensor(values, { dtype })));
    const right = values.flatMap((y) => values.map((x) => Math.atan2(y, x)));
    for (const [at, angle] of angles.entries()) {
      expect(Object.is(angle, -0), `${at}`).toBe(Object.is(right[at], -0));
      if (Number.isNaN(right[at])) expect(angle).toBeNaN();
      else expect(angle).toBeCloseTo(right[at]!, dtype === "float32" ? 6 : 14);
    }
  }
});

test("the gradients at 0 are those of the negative side, as in PyTorch", async () => {
  const zero = tensor([0]);
  expect(await numbers(grad((x: Tensor) => elu(x, { alpha: 0.5 }).sum())(zero))).toEqual([0.5]);
  expect(await numbers(grad((x: Tensor) => leakyRelu(x, { slope: 0.25 }).sum())(zero))).toEqual([0.25]);
});

test("cast knows its dtypes", () =>
  expect(() => tensor([1]).cast("int8" as never)).toThrow(
    'cast(dtype): must be "float32", "float64", "int32", "int64", "uint32", "uint8" or "bool", got "int8".',
  ));
