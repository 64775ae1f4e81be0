/** @file Random numbers against an independent Threefry and the quantile functions of SciPy. */

import { random, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import { normalQuantile, normalShare } from "../packages/glissade/src/random/normal-distribution.ts";
import fixture from "./fixtures/random_numbers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

describe.each(fixture.cases)("seed $seed", (each) => {
  const key = random.key(each.seed);
  const shape = [each.bits.length];

  test("bits and keys", async () => {
    expect(await numbers(random.bits(key, shape))).toEqual(each.bits);
    expect(await Promise.all(random.split(key, 3).map(numbers))).toEqual(each.children);
    for (const { data, key: child } of each.folds)
      expect(await numbers(random.foldIn(key, data))).toEqual(child);
  });

  test.each(["exponential", "gumbel", "laplace"] as const)("%s", async (name) => {
    expectClose(await numbers(random[name](key, shape, { dtype: "float64" })), each[name], 1e-9);
    expectClose(await numbers(random[name](key, shape)), each[name], 1e-5);
  });

  test.each(each.truncatedNormal)("truncatedNormal from $low to $high", async ({ low, high, values }) => {
    const options = { low: parse(low), high: parse(high) };
    expectClose(
      await numbers(random.truncatedNormal(key, shape, { ...options, dtype: "float64" })),
      values,
      1e-9,
    );
    expectClose(await numbers(random.truncatedNormal(key, shape, options)), values, 1e-6);
  });

  test.each(each.randint)("randint from $low to $high", async ({ low, high, values }) => {
    expect(await numbers(random.randint(key, shape, { low, high }))).toEqual(values);
  });

  test("categorical", async () => {
    const { logits, values } = each.categorical;
    const options = { shape: [values.length] };
    const drawn = random.categorical(key, tensor(logits, { dtype: "float64" }), options);
    expect(await numbers(drawn)).toEqual(values);
  });

  test("permutation", async () => {
    expect(await numbers(random.permutation(key, each.permutation.length))).toEqual(each.permutation);
  });

  test.each(each.masks)("dropoutMask of $size at $rate", async ({ size, rate, values }) => {
    const mask = random.dropoutMask(key, [size], { rate, dtype: "float64" });
    expectClose(await numbers(mask), values);
  });
});

/** Python's name of infinity. */
const parse = (bound: string): number => Number(bound.replace("inf", "Infinity"));

test("quantiles of the normal distribution", async () => {
  const { shares, values } = fixture.quantiles;
  expectClose(await numbers(normalQuantile(tensor(shares, { dtype: "float64" }))), values, 1e-13);
});

test("shares of the normal distribution, with full relative precision", () => {
  const { places, values } = fixture.shares;
  expectClose(
    places.map((place, index) => normalShare(place) / values[index]!),
    places.map(() => 1),
    1e-12,
  );
});
