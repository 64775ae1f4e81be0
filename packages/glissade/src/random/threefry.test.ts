import { expect, test } from "vitest";
import { type Key, keyFrom, splitKey, threefry2x32, threefryWords } from "./threefry.ts";

// Random123's kat_vectors, threefry2x32 with 20 rounds.
const knownAnswers: readonly { counter: Key; key: Key; words: Key }[] = [
  { counter: [0, 0], key: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  {
    counter: [0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x1cb996fc, 0xbb002be7],
  },
  {
    counter: [0x243f6a88, 0x85a308d3],
    key: [0x13198a2e, 0x03707344],
    words: [0xc4923a9c, 0x483df7a0],
  },
];

test.each(knownAnswers)("Random123: $words", ({ counter, key, words }) => {
  expect(threefry2x32(key, counter)).toEqual(words);
});

test.each([0, 1, 10, 11])("%d blocks have counters one after the other", (count) => {
  const key: Key = [5, 0x80000000];
  const first = 0xfffffffa;
  const blocks = Array.from({ length: count }, (_, i) => threefry2x32(key, [first + i, 7]));
  const words = threefryWords(key, { first, second: 7, count });
  expect(words.map((each) => [...each])).toEqual([0, 1].map((side) => blocks.map((block) => block[side])));
});

test("child keys are the blocks with counters [j, 1]", () => {
  const key: Key = [1, 2];
  expect(splitKey(key, 2)).toEqual([threefry2x32(key, [0, 1]), threefry2x32(key, [1, 1])]);
  expect(splitKey(key, 5).slice(0, 2)).toEqual(splitKey(key, 2));
});

test("a key holds all bits of the seed", () => {
  expect(keyFrom(0)).toEqual([0, 0]);
  expect(keyFrom(2 ** 32 - 1)).toEqual([0, 0xffffffff]);
  expect(keyFrom(Number.MAX_SAFE_INTEGER)).toEqual([0x1fffff, 0xffffffff]);
});

test.each([-1, 0.5, 2 ** 53, Number.NaN])("seed %s is refused", (seed) => {
  expect(() => keyFrom(seed)).toThrow(
    `key(seed): expected an integer from 0 to 9007199254740991, got ${seed}.`,
  );
});
