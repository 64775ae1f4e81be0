import { describe, expect, test } from "vitest";
import limits from "../../../../test/fixtures/distributions.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { expectLaw, expectMean } from "../../../../test/support/statistics.ts";
import { type Dtype, random, type Shape, type Tensor, tensor } from "../index.ts";
import { openUnit } from "./bits.ts";
import { keyFrom, threefryWords } from "./threefry.ts";

const COUNT = 2 ** 15;
const floats = ["float32", "float64"] as const;

interface Options {
  readonly low?: number;
  readonly high?: number;
  readonly dtype: Dtype;
}

type Draw = (key: Tensor, shape: Shape, options: Options) => Tensor;

const draws: Readonly<Record<string, Draw>> = {
  uniform: random.uniform,
  truncatedNormal: random.truncatedNormal,
  normal: (key, shape, { dtype }) => random.normal(key, shape, { dtype }),
  exponential: (key, shape, { dtype }) => random.exponential(key, shape, { dtype }),
  gumbel: (key, shape, { dtype }) => random.gumbel(key, shape, { dtype }),
  laplace: (key, shape, { dtype }) => random.laplace(key, shape, { dtype }),
};

/** Python's name of infinity. */
const parse = (bounds: object) =>
  Object.fromEntries(
    Object.entries(bounds).map(([name, bound]) => [name, Number(bound.replace("inf", "Infinity"))]),
  );

describe.each(limits.laws)("$name $bounds", ({ name, bounds, edges, mean, variance, spread }) => {
  test.each([1, 2, 3].flatMap((seed) => floats.map((dtype) => ({ seed, dtype }))))(
    "has SciPy's moments and distribution: seed $seed, $dtype",
    async ({ seed, dtype }) => {
      const drawn = draws[name]!(random.key(seed), [COUNT], { ...parse(bounds), dtype });
      expect(drawn.dtype).toBe(dtype);
      const values = await numbers(drawn);
      const squares = values.map((value) => (value - mean) ** 2);
      expectMean(values, mean, variance);
      expectMean(squares, variance, spread);
      expectLaw(values, edges);
    },
  );
});

test("uniform is made of the upper bits", async () => {
  const words = [...threefryWords(keyFrom(5), { first: 0, second: 0, count: 100 })[0]];
  const single = await numbers(random.uniform(random.key(5), [100]));
  const double = await numbers(random.uniform(random.key(5), [100], { dtype: "float64" }));
  expect(single).toEqual(words.map((word) => (word >>> 8) * 2 ** -24));
  expect(double).toEqual(words.map((word) => word * 2 ** -32));
});

test("normal is the transform of Box and Muller", async () => {
  const words = threefryWords(keyFrom(5), { first: 0, second: 0, count: 100 });
  const [u, v] = words.map((each) => (index: number) => each[index]! * 2 ** -32);
  const radius = (index: number) => Math.sqrt(-2 * Math.log(1 - u!(index)));
  const expected = Array.from(
    { length: 100 },
    (_, index) => radius(index) * Math.cos(2 * Math.PI * v!(index)),
  );
  expectClose(await numbers(random.normal(random.key(5), [100], { dtype: "float64" })), expected);
});

test("uniform fills a range", async () => {
  const values = await numbers(random.uniform(random.key(1), [COUNT], { low: -0.5, high: 0.5 }));
  expect(values.every((value) => value >= -0.5 && value < 0.5)).toBe(true);
  expectMean(values, 0, 1 / 12);
});

test.each([
  { low: 4, high: 5 },
  { low: -0.1, high: 0.1 },
  { low: 30, high: 30.0001 },
])("truncatedNormal stays between $low and $high", async ({ low, high }) => {
  const values = await numbers(random.truncatedNormal(random.key(1), [COUNT], { low, high }));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(low));
  expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(high));
});

test("open units leave out 0 and 1, also for extreme words", async () => {
  const words = tensor(new Uint32Array([0, 1, 2 ** 32 - 1, 2 ** 32 - 2 ** 7, 2 ** 32 - 2 ** 8]));
  for (const dtype of floats) {
    const values = await numbers(openUnit(words, dtype));
    expect(values.every((value) => value > 0 && value < 1)).toBe(true);
  }
});

test("bernoulli is true as often as its probability", async () => {
  const drawn = random.bernoulli(random.key(1), [COUNT], 0.3);
  expect(drawn.dtype).toBe("bool");
  expectMean(await numbers(drawn), 0.3, 0.21);
});

test("bernoulli takes a probability for each element", async () => {
  const drawn = random.bernoulli(random.key(1), [COUNT, 3], tensor([0, 0.25, 1]));
  const values = await numbers(drawn);
  const columns = [0, 1, 2].map((column) => values.filter((_, index) => index % 3 === column));
  expect(new Set(columns[0])).toEqual(new Set([0]));
  expectMean(columns[1]!, 0.25, 0.1875);
  expect(new Set(columns[2])).toEqual(new Set([1]));
});

test("dropout masks keep their mean", async () => {
  const values = await numbers(random.dropoutMask(random.key(1), [COUNT], { rate: 0.25 }));
  expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
  expectMean(values, 1, 1 / 3);
});
