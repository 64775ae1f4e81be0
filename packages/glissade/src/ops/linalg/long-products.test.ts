import { describe, expect, it } from "vitest";
import { sizeOf } from "../../graph/shape.ts";
import {
  adaptiveAveragePool,
  compile,
  conv,
  dot,
  einsum,
  grad,
  matmul,
  scaledDotProductAttention,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "../../index.ts";

const filled = (shape: readonly number[], value: number): Tensor =>
  tensor(new Float32Array(sizeOf(shape)).fill(value), { shape });

const TENTH = Math.fround(0.1);
const tenths = (...shape: readonly number[]) => filled(shape, TENTH);
const ones = (...shape: readonly number[]) => filled(shape, 1);

/** The largest relative error of a function of sums of tenths, of which each result has as many. */
async function worst(fn: (x: Tensor, y: Tensor) => Tensor, [x, y]: readonly [Tensor, Tensor], right: number) {
  const values = await (await compile(fn, { provider: "wasm" })(x, y)).data();
  return Math.max(...Array.from(values as Float32Array, (value) => Math.abs(value - right) / right));
}

const million = 1_000_000;

/** Name, function, its arguments, and how many tenths each result adds. */
const cases: readonly (readonly [
  string,
  (x: Tensor, y: Tensor) => Tensor,
  readonly [Tensor, Tensor],
  number,
])[] = [
  ["dot", dot, [tenths(million), ones(million)], million],
  ["a prime number of terms", matmul, [tenths(1, 99991), ones(99991, 2)], 99991],
  ["a row", matmul, [tenths(1, 2048), ones(2048, 3)], 2048],
  ["a column", matmul, [tenths(3, 65536), ones(65536)], 65536],
  ["a row and turned rows", (x, y) => matmul(x, transpose(y)), [tenths(1, 65536), ones(3, 65536)], 65536],
  ["turned rows and a column", (x, y) => matmul(transpose(x), y), [tenths(65536, 3), ones(65536, 1)], 65536],
  ["batches", matmul, [tenths(2, 1, 1, 65536), ones(3, 65536, 2)], 65536],
  ["matrices", matmul, [tenths(3, 262144), ones(262144, 2)], 262144],
  ["turned matrices", (x, y) => matmul(transpose(x), y), [tenths(262144, 3), ones(262144, 2)], 262144],
  [
    "matrices that are added to",
    (x, y) => matmul(x, y).add(zeros([2])),
    [tenths(3, 262144), ones(262144, 2)],
    262144,
  ],
  ["einsum", (x, y) => einsum("bij,bij->", x, y), [tenths(64, 32, 32), ones(64, 32, 32)], 65536],
  [
    "attention",
    (q, x) => scaledDotProductAttention(q, x, x).mul(65536),
    [tenths(1, 1, 8), tenths(1, 65536, 8)],
    65536,
  ],
  ["weights", (x, w) => grad((w: Tensor) => sum(matmul(x, w)))(w), [tenths(65536, 3), ones(3, 1)], 65536],
  [
    "a kernel",
    (x, w) => grad((w: Tensor) => sum(conv(x, w, { groups: 4 })))(w),
    [tenths(256, 4, 18, 18), ones(4, 1, 3, 3)],
    65536,
  ],
  ["one result", conv, [tenths(1, 8192, 9, 9), ones(1, 8192, 1, 1)], 8192],
  [
    "one result of each group",
    (x, w) => conv(x, w, { groups: 2 }),
    [tenths(2, 10_000, 10, 10), ones(2, 5000, 3, 3)],
    45_000,
  ],
  ["one window", conv, [tenths(2, 1, 128, 128), ones(2, 1, 128, 128)], 16384],
  [
    "means of windows",
    (x, y) => adaptiveAveragePool(x, 1).mul(y),
    [tenths(1, 1, 256, 256), filled([1], 65536)],
    65536,
  ],
];

describe("long sums in float32 are right to 1e-5", () => {
  it.each(cases)("%s", async (_, fn, inputs, count) => {
    expect(await worst(fn, inputs, count * TENTH)).toBeLessThan(1.01e-5);
  });
});

describe("a product in blocks", () => {
  it("is exact where the terms are whole numbers", async () => {
    const whole = (shape: readonly number[], most: number) =>
      tensor(
        Float32Array.from({ length: sizeOf(shape) }, (_, at) => ((at * 7919) % (2 * most + 1)) - most),
        { shape },
      );
    const [x, y] = [whole([2, 3, 1, 5003], 5), whole([3, 5003, 2], 3)];
    const got = await matmul(x, y).data();
    const [a, b] = [await x.data(), await y.data()];
    const right = Array.from({ length: 12 }, (_, at) => {
      const [row, column] = [at >> 1, at & 1];
      const terms = Array.from(
        { length: 5003 },
        (_, k) => Number(a[row * 5003 + k]) * Number(b[((row % 3) * 5003 + k) * 2 + column]),
      );
      return terms.reduce((total, term) => total + term, 0);
    });
    expect(got).toEqual(Float32Array.from(right));
  });
});
