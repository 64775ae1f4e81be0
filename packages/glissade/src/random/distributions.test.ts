import { describe, expect, test } from "vitest";
import quantiles from "../../../../test/fixtures/distributions.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { random, type Tensor, vmap } from "../index.ts";
import { concat } from "../ops/slice.ts";
import { keyFrom, threefryBlocks } from "./threefry.ts";

const COUNT = 2 ** 15;
const floats = ["float32", "float64"] as const;
const cases = [1, 2, 3].flatMap((seed) => floats.map((dtype) => ({ seed, dtype })));

const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

/** How many standard errors the mean is away from its expectation, for values of a known variance. */
const deviations = (values: readonly number[], expected: number, variance: number) =>
  Math.abs(mean(values) - expected) / Math.sqrt(variance / values.length);

/** Pearson's statistic for cells of equal probability. */
function chiSquare(values: readonly number[], cellOf: (value: number) => number): number {
  const counts = new Array<number>(quantiles.normalEdges.length + 1).fill(0);
  for (const value of values) counts[cellOf(value)]!++;
  const expected = values.length / counts.length;
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

/** Kolmogorov's statistic against the uniform distribution. */
function kolmogorov(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const gaps = sorted.map((value, index) => Math.max((index + 1) / COUNT - value, value - index / COUNT));
  return gaps.reduce((a, b) => Math.max(a, b)) * Math.sqrt(COUNT);
}

describe.each(cases)("uniform, seed $seed, $dtype", ({ seed, dtype }) => {
  const drawn = numbers(random.uniform(random.key(seed), [COUNT], { dtype }));

  test("lies in [0, 1)", async () => {
    const values = await drawn;
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test("has the moments and the distribution", async () => {
    const values = await drawn;
    const squares = values.map((value) => value ** 2);
    expect(deviations(values, 1 / 2, 1 / 12)).toBeLessThan(quantiles.normalLimit);
    expect(deviations(squares, 1 / 3, 4 / 45)).toBeLessThan(quantiles.normalLimit);
    expect(chiSquare(values, (value) => Math.floor(value * 64))).toBeLessThan(quantiles.chiSquareLimit);
    expect(kolmogorov(values)).toBeLessThan(quantiles.kolmogorovLimit);
  });

  test("has uncorrelated neighbours", async () => {
    const values = await drawn;
    const products = values.slice(1).map((value, index) => (value - 0.5) * (values[index]! - 0.5));
    expect(deviations(products, 0, 1 / 144)).toBeLessThan(quantiles.normalLimit);
  });
});

describe.each(cases)("normal, seed $seed, $dtype", ({ seed, dtype }) => {
  const drawn = numbers(random.normal(random.key(seed), [COUNT], dtype));

  test("has the moments and the distribution", async () => {
    const values = await drawn;
    const power = (exponent: number) => values.map((value) => value ** exponent);
    expect(deviations(values, 0, 1)).toBeLessThan(quantiles.normalLimit);
    expect(deviations(power(2), 1, 2)).toBeLessThan(quantiles.normalLimit);
    expect(deviations(power(3), 0, 15)).toBeLessThan(quantiles.normalLimit);
    expect(deviations(power(4), 3, 96)).toBeLessThan(quantiles.normalLimit);
    const cellOf = (value: number) => quantiles.normalEdges.filter((edge) => edge <= value).length;
    expect(chiSquare(values, cellOf)).toBeLessThan(quantiles.chiSquareLimit);
  });
});

test("uniform is made of the upper bits", async () => {
  const words = threefryBlocks(keyFrom(5), { first: 0, second: 0, count: 100 });
  const first = [...words].filter((_, index) => index % 2 === 0);
  const single = await numbers(random.uniform(random.key(5), [100]));
  const double = await numbers(random.uniform(random.key(5), [100], { dtype: "float64" }));
  expect(single).toEqual(first.map((word) => (word >>> 8) * 2 ** -24));
  expect(double).toEqual(first.map((word) => word * 2 ** -32));
});

test("normal is the transform of Box and Muller", async () => {
  const words = threefryBlocks(keyFrom(5), { first: 0, second: 0, count: 100 });
  const [u, v] = [0, 1].map((side) => (index: number) => words[2 * index + side]! * 2 ** -32);
  const radius = (index: number) => Math.sqrt(-2 * Math.log(1 - u!(index)));
  const expected = Array.from(
    { length: 100 },
    (_, index) => radius(index) * Math.cos(2 * Math.PI * v!(index)),
  );
  expectClose(await numbers(random.normal(random.key(5), [100], "float64")), expected);
});

test("uniform fills a range", async () => {
  const values = await numbers(random.uniform(random.key(1), [COUNT], { low: -0.5, high: 0.5 }));
  expect(values.every((value) => value >= -0.5 && value < 0.5)).toBe(true);
  expect(deviations(values, 0, 1 / 12)).toBeLessThan(quantiles.normalLimit);
});

test("bernoulli is true as often as its probability", async () => {
  const draws = random.bernoulli(random.key(1), [COUNT], 0.3);
  expect(draws.dtype).toBe("bool");
  expect(deviations(await numbers(draws), 0.3, 0.21)).toBeLessThan(quantiles.normalLimit);
});

const draws = {
  uniform: (key: Tensor) => random.uniform(key, [2, 3]),
  normal: (key: Tensor) => random.normal(key, [2, 3], "float64"),
  bernoulli: (key: Tensor) => random.bernoulli(key, [2, 3]),
  split: (key: Tensor) => concat(random.split(key), 0),
};

describe.each(Object.entries(draws))("%s", (_, draw) => {
  test("is a function of the key", async () => {
    const again = await numbers(draw(random.key(1)));
    expect(await numbers(draw(random.key(1)))).toEqual(again);
    expect(await numbers(draw(random.key(2)))).not.toEqual(again);
  });

  test("maps over keys", async () => {
    const keys = random.split(random.key(1), 3);
    const each = await Promise.all(keys.map(async (key) => numbers(draw(key))));
    const stacked = concat(keys, 0).reshape([3, 2]);
    expect(await numbers(vmap(draw)(stacked))).toEqual(each.flat());
  });
});

test("numbers of different keys are uncorrelated", async () => {
  const [left, right] = await Promise.all(
    random.split(random.key(1)).map(async (key) => numbers(random.normal(key, [COUNT]))),
  );
  const products = left!.map((value, index) => value * right![index]!);
  expect(deviations(products, 0, 1)).toBeLessThan(quantiles.normalLimit);
});

test("random numbers are floats", () => {
  expect(() => random.uniform(random.key(1), [2], { dtype: "int32" })).toThrow(
    "random: needs float32 or float64, got int32. Cast it with cast().",
  );
});
