import { describe, expect, it } from "vitest";
import { arange, full, ones, tensor, zeros } from "./index.ts";

describe("tensor", () => {
  it.each([
    ["a number", tensor(5), "float32", [], [5]],
    [
      "nested arrays",
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      "float32",
      [3, 2],
      [1, 2, 3, 4, 5, 6],
    ],
    ["no numbers", tensor([]), "float32", [0], []],
    ["empty rows", tensor([[], []]), "float32", [2, 0], []],
    ["booleans", tensor([true, false]), "bool", [2], [1, 0]],
    ["numbers as booleans", tensor([0, 0.5, -2], { dtype: "bool" }), "bool", [3], [0, 1, 1]],
    ["bytes as booleans", tensor(Uint8Array.of(0, 7), { dtype: "bool" }), "bool", [2], [0, 1]],
    ["another dtype", tensor([1, 2], { dtype: "int32" }), "int32", [2], [1, 2]],
    ["a flat array in a shape", tensor([1, 2, 3, 4], { shape: [2, 2] }), "float32", [2, 2], [1, 2, 3, 4]],
    ["a typed array", tensor(Float64Array.of(1, 2)), "float64", [2], [1, 2]],
    ["a buffer", tensor(Buffer.from([1, 2])), "uint8", [2], [1, 2]],
    [
      "a typed array of another dtype",
      tensor(Uint8Array.of(1, 2), { dtype: "float32" }),
      "float32",
      [2],
      [1, 2],
    ],
    ["repeated numbers", full([2, 1], 3, { dtype: "int32" }), "int32", [2, 1], [3, 3]],
    ["zeros", zeros([2]), "float32", [2], [0, 0]],
    ["ones", ones([2], { dtype: "bool" }), "bool", [2], [1, 1]],
    ["a range", arange(3, { dtype: "uint8" }), "uint8", [3], [0, 1, 2]],
  ] as const)("makes %s", async (_, made, dtype, shape, values) => {
    expect([made.dtype, made.shape]).toEqual([dtype, shape]);
    expect(Array.from(await made.data(), Number)).toEqual(values);
  });

  it("keeps all digits of int64", async () => {
    const big = 2n ** 60n + 1n;
    expect(await tensor([big]).data()).toEqual(BigInt64Array.of(big));
    expect(await tensor([big, 1n]).add(1).data()).toEqual(BigInt64Array.of(big + 1n, 2n));
  });

  it("does not copy a typed array of the right dtype", async () => {
    const data = Float32Array.of(1, 2);
    expect(await tensor(data).data()).toBe(data);
  });

  const js = tensor as (values: unknown, options?: unknown) => unknown;

  it.each([
    ['tensor: elements must be numbers, bigints or booleans, got "a" at [0].', () => js(["a"])],
    ["tensor: elements must be numbers, bigints or booleans, got undefined.", () => js(undefined)],
    ["tensor: elements must be numbers, bigints or booleans, got null at [1, 0].", () => js([[1], [null]])],
    [
      "tensor: elements must be numbers, bigints or booleans, got undefined at [1].",
      () => js([1, undefined, 2]),
    ],
    ["tensor: elements must be numbers, bigints or booleans, got an object of x.", () => js({ x: 1 })],
    [
      "tensor: elements must be numbers, bigints or booleans, got a Tensor at [0]. Join tensors with stack().",
      () => js([tensor(1)]),
    ],
    [
      "tensor: elements must be numbers, bigints or booleans, got a Float32Array at [0]. Pass one typed array with { shape }.",
      () => js([new Float32Array(2)]),
    ],
    [
      "tensor: nested arrays must have equal lengths, got an array of 1 at [1] beside an array of 2.",
      () => js([[1, 2], [3]]),
    ],
    [
      "tensor: nested arrays must have equal lengths, got an array of 1 at [1] beside a number.",
      () => js([1, [2]]),
    ],
    [
      "tensor: float32 needs data in a Float32Array, got a Float64Array. Name the dtype that the data has, or convert it: Float32Array.from(data).",
      () => js({ dtype: "float32", shape: [2], data: Float64Array.of(1.5, 7) }),
    ],
    [
      "tensor: bool needs bytes of 0 and 1, got 2 at 1.",
      () => js({ dtype: "bool", shape: [2], data: Uint8Array.of(1, 2) }),
    ],
    [
      'tensor: needs a dtype of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64, got "complex64".',
      () => js({ dtype: "complex64", shape: [1], data: Float32Array.of(1) }),
    ],
    ["tensor({ shape }): must be a list of integers, got 4.", () => js(new Float32Array(4), { shape: 4 })],
    ["zeros: a shape is a list of lengths, got 3. Write [3].", () => zeros(3 as never)],
    ['arange(count): must be an integer of at least 0, got "3".', () => arange("3" as never)],
    ['full(value): must be a number, got "1".', () => full([2], "1" as never)],
  ])("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
});
