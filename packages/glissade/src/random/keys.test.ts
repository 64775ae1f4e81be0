import { expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { applyAll } from "../graph/apply.ts";
import type { Tensor } from "../graph/tensor.ts";
import { compile, random, tensor } from "../index.ts";
import { RandomBits } from "../ops/random/random-bits.ts";
import { keyWords } from "./bits.ts";
import { keyFrom, threefryWords } from "./threefry.ts";

const seeds = [0, 1, 2 ** 32 - 1, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER];

const bits = (seed: number, count: number, stream = 0) =>
  Promise.all(applyAll(RandomBits, keyWords(random.key(seed)), { shape: [count], stream }).map(numbers));

test("Random123's first known answer comes out of the graph", async () => {
  expect(await bits(0, 1)).toEqual([[0x6b200159], [0x99ba4efe]]);
});

test.each(seeds)("the graph draws the bits of the host from seed %d", async (seed) => {
  const words = threefryWords(keyFrom(seed), { first: 0, second: 0, count: 1000 });
  expect(await bits(seed, 1000)).toEqual(words.map((each) => [...each]));
});

test("streams are the second word of the counter", async () => {
  const words = threefryWords([0, 7], { first: 0, second: 0xffffffff, count: 3 });
  expect(await bits(7, 3, 0xffffffff)).toEqual(words.map((each) => [...each]));
});

test.each(seeds)("keys of a traced split are those of the host, from seed %d", async (seed) => {
  const traced = await compile((key: Tensor) => random.split(key, 5))(random.key(seed));
  const host = random.split(random.key(seed), 5);
  expect(await Promise.all(traced.map(numbers))).toEqual(await Promise.all(host.map(numbers)));
});

test("a key is two words of uint32", () => {
  const message = (where: string, got: string) =>
    `${where}(key): a key is a uint32 tensor of two words, got ${got}. Make one with random.key(seed).`;
  expect(() => random.split(tensor([1, 2]))).toThrow(message("split", "float32[2]"));
  expect(() => random.uniform(tensor([1, 2, 3], { dtype: "uint32" }), [2])).toThrow(
    message("uniform", "uint32[3]"),
  );
});
