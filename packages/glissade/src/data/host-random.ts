/** @file Random numbers in JavaScript, for shuffling and drawing data; the same key gives the same numbers. */

import { ArgumentError } from "../errors.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { type Key, keyFrom, STREAMS, threefry2x32, threefryWords } from "../random/threefry.ts";

export interface HostRandom {
  /** Uniform in [0, 1), a multiple of 2^-32. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform over 0, 1, ..., n - 1, without bias; n at most 2^32. */
  integer(n: number): number;
  /** The numbers 0, 1, ..., n - 1 in random order. */
  permutation(n: number): Uint32Array;
  /** Distinct numbers, k of 0, 1, ..., n - 1, in random order; O(k) after the first call with this n. */
  sample(n: number, k: number): Uint32Array;
}

/** Of seeds, numbers or keys. */
export const seedKind = kind.rule<number | Key>(
  "a number or a key",
  (value) => typeof value === "number" || (Array.isArray(value) && value.length === 2),
);

/**
 * Generator over the Threefry stream of a key; a number stands for the key made of it.
 *
 * @example
 * hostRandom(1).permutation(5).toSorted(); // Uint32Array [0, 1, 2, 3, 4]
 */
export function hostRandom(seed: number | Key): HostRandom {
  requireKind("hostRandom(seed)", kind.needed(seedKind), seed);
  const nextWord = wordStream(typeof seed === "number" ? keyFrom(seed) : seed);
  const uniform = () => nextWord() * 2 ** -32;
  const integer = (n: number) => integerBelow(n, nextWord);
  const sample = sampler(integer);
  return {
    uniform,
    normal: normalStream(uniform),
    integer,
    permutation: (n) => sample(n, n),
    sample,
  };
}

/** Key that makes a data set: apart from the draws of batches, which may have the same seed. */
export function datasetKey(seed: number): Key {
  return threefry2x32(keyFrom(seed), [0, STREAMS.dataset]);
}

const BLOCKS_PER_REFILL = 256;

function wordStream(key: Key): () => number {
  let blocks: readonly Uint32Array[] = [];
  let first = 0;
  let next = 0;
  return () => {
    if (next % (2 * BLOCKS_PER_REFILL) === 0) {
      blocks = threefryWords(key, { first, second: STREAMS.host, count: BLOCKS_PER_REFILL });
      first += BLOCKS_PER_REFILL;
      next = 0;
    }
    const word = blocks[next % 2]![next >> 1]!;
    next++;
    return word;
  };
}

// Box-Muller: r = sqrt(-2 ln(1 - u)), angle 2 pi v; 1 - u is never zero.
function normalStream(uniform: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

// Keeps as many low bits as n - 1 has and rejects what is too large: no bias, fewer than two words on average.
function integerBelow(n: number, nextWord: () => number): number {
  const excessBits = Math.clz32(n - 1);
  const mask = excessBits === 32 ? 0 : 0xffffffff >>> excessBits;
  for (;;) {
    const candidate = (nextWord() & mask) >>> 0;
    if (candidate < n) return candidate;
  }
}

// Fisher-Yates, stopped after k swaps that are then undone, so that the result depends on the stream alone.
function sampler(integer: (n: number) => number): HostRandom["sample"] {
  let pool = new Uint32Array();
  return (n, k) => {
    if (k > n) throw new ArgumentError({ where: "sample(n, k)", rule: `cannot draw ${k} distinct of ${n}` });
    if (pool.length !== n) pool = new Uint32Array(n).map((_, i) => i);
    const partners = new Uint32Array(k);
    for (let i = 0; i < k; i++) {
      partners[i] = i + integer(n - i);
      swap(pool, i, partners[i]!);
    }
    const drawn = pool.slice(0, k);
    for (let i = k - 1; i >= 0; i--) swap(pool, i, partners[i]!);
    return drawn;
  };
}

function swap(array: Uint32Array, i: number, j: number): void {
  const kept = array[i]!;
  array[i] = array[j]!;
  array[j] = kept;
}
