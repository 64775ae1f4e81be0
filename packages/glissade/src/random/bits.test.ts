import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { expectMean, expectNormal } from "../../../../test/support/statistics.ts";
import { compile, concat, random, scan, type Tensor, vmap, zeros } from "../index.ts";
import { keyFrom, splitKey, threefryWords } from "./threefry.ts";

const COUNT = 2 ** 14;
const BITS = Array.from({ length: 32 }, (_, bit) => bit);

const wordsOf = (key: readonly [number, number], count = COUNT) =>
  threefryWords(key, { first: 0, second: 0, count });

/** How many standard deviations a count of fair bits is away from its mean. */
const deviation = (count: number, of: number) => (2 * count - of) / Math.sqrt(of);

const countBit = (words: Uint32Array, bit: number) =>
  words.reduce((count, word) => count + ((word >>> bit) & 1), 0);

/** Deviations for each bit of both words. */
const ofBits = (pair: readonly Uint32Array[]) =>
  pair.flatMap((words) => BITS.map((bit) => deviation(countBit(words, bit), words.length)));

/** The bits that differ between two streams of words, both sides. */
const differences = (left: readonly Uint32Array[], right: readonly Uint32Array[]) =>
  left.map((words, side) => words.map((word, index) => word ^ right[side]![index]!));

/** A stream beside itself, so many blocks later. */
const later = (pair: readonly Uint32Array[], by: number) =>
  differences(
    pair.map((words) => words.subarray(by)),
    pair.map((words) => words.subarray(0, words.length - by)),
  );

describe.each([0, 1, 12345, 2 ** 40])("seed %d", (seed) => {
  const key = keyFrom(seed);
  const words = wordsOf(key);

  test("sets each bit half of the time", () => expectNormal(ofBits(words)));

  test.each([1, 2, 64])("repeats a bit %d blocks later half of the time: as many runs as by chance", (by) =>
    expectNormal(ofBits(later(words, by))),
  );

  test("has independent halves", () => {
    const [first, second] = words;
    const turned = second.map((word) => (word << 5) | (word >>> 27));
    expectNormal(ofBits(differences([first, first], [second, turned])));
  });

  test("has neighbours of other bits", () => {
    const shifted = words.map((each) => each.map((word) => word ^ (word >>> 1)));
    expectNormal(ofBits(shifted).map((value, index) => (index % 32 === 31 ? 0 : value)));
  });

  test("shares nothing with the neighbouring seed", () =>
    expectNormal(ofBits(differences(words, wordsOf(keyFrom(seed + 1))))));

  test("shares nothing with its children, nor they with one another", () => {
    const [first, second] = splitKey(key, 2).map((child) => wordsOf(child));
    expectNormal(ofBits(differences(words, first!)));
    expectNormal(ofBits(differences(first!, second!)));
  });
});

test("the first words of neighbouring seeds, and of the children of a key, are as random as a stream", () => {
  const first = (keys: readonly (readonly [number, number])[]) =>
    [0, 1].map((side) => Uint32Array.from(keys, (key) => wordsOf(key, 1)[side]![0]!));
  const seeds = first(Array.from({ length: COUNT }, (_, seed) => keyFrom(seed)));
  const children = first(splitKey(keyFrom(1), COUNT));
  for (const words of [seeds, children]) {
    expectNormal(ofBits(words));
    expectNormal(ofBits(later(words, 1)));
  }
});

test("each bit of the key changes half of the bits", () => {
  const words = wordsOf(keyFrom(7), 256);
  for (const bit of BITS) {
    const changed = differences(words, wordsOf([0, (7 ^ (1 << bit)) >>> 0], 256));
    const flips = changed.flatMap((each) => BITS.map((place) => countBit(each, place)));
    expectMean(flips, 128, 64);
  }
});

const draws = {
  bits: (key: Tensor) => random.bits(key, [2, 3]),
  uniform: (key: Tensor) => random.uniform(key, [2, 3]),
  normal: (key: Tensor) => random.normal(key, [2, 3], { dtype: "float64" }),
  bernoulli: (key: Tensor) => random.bernoulli(key, [2, 3]),
  exponential: (key: Tensor) => random.exponential(key, [2, 3]),
  gumbel: (key: Tensor) => random.gumbel(key, []),
  laplace: (key: Tensor) => random.laplace(key, [0, 3]),
  truncatedNormal: (key: Tensor) => random.truncatedNormal(key, [2, 3], { low: 0.5 }),
  randint: (key: Tensor) => random.randint(key, [5], { high: 10, dtype: "int32" }),
  categorical: (key: Tensor) => random.categorical(key, zeros([4, 3])),
  permutation: (key: Tensor) => random.permutation(key, 5),
  shuffle: (key: Tensor) => random.shuffle(key, random.uniform(random.key(3), [2, 4]), { axis: 1 }),
  dropoutMask: (key: Tensor) => random.dropoutMask(key, [3, 3], { rate: 0.3 }),
  split: (key: Tensor) => concat(random.split(key), { axis: 0 }),
  foldIn: (key: Tensor) => random.foldIn(key, 5),
};

describe.each(Object.entries(draws))("%s", (name, draw) => {
  const keys = random.split(random.key(1), 3);
  const stacked = concat(keys, { axis: 0 }).reshape([3, 2]);
  const each = Promise.all(keys.map(async (key) => numbers(draw(key))));

  test("is the same in a compiled graph", async () => {
    expect(await numbers(await compile(draw)(keys[0]!))).toEqual((await each)[0]);
  });

  test("is another for another key", async () => {
    const [first, second] = await each;
    if (name !== "laplace") expect(first).not.toEqual(second);
  });

  test("maps over keys", async () => {
    expect(await numbers(vmap(draw)(stacked))).toEqual((await each).flat());
  });

  test("is the same in a scan", async () => {
    const [, drawn] = scan((carry: Tensor, key: Tensor) => [carry, draw(key)], zeros([]), stacked);
    expect(await numbers(drawn)).toEqual((await each).flat());
  });
});
