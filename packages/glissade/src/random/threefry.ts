/** @file Threefry-2x32 with 20 rounds (Salmon et al. 2011): random bits as a pure function of key and counter. */

import { ArgumentError } from "../errors.ts";

/** Two uint32 words: the whole state of a random stream. */
export type Key = readonly [number, number];

/** The constant that completes the key schedule. */
export const PARITY = 0x1bd11bda;
/** Rotations of the rounds: two groups of four in turn. */
export const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/**
 * Key made of the high and the low 32 bits of a seed.
 *
 * @example
 * keyFrom(2 ** 32 + 7); // [1, 7]
 */
export function keyFrom(seed: number): [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError({
      where: "key(seed)",
      rule: `expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}`,
    });
  return [Math.floor(seed / 2 ** 32), seed >>> 0];
}

/** Two random words for one key and one counter. */
export function threefry2x32(key: Key, counter: Key): [number, number] {
  const words = threefryBlocks(key, { first: counter[0], second: counter[1], count: 1 });
  return [words[0]!, words[1]!];
}

/** `bits[i]` is the first word of the block with counter `[i, 0]`; the graph's generator gives the same bits. */
export function threefryBits(key0: number, key1: number, length: number): Uint32Array {
  const words = threefryBlocks([key0, key1], { first: 0, second: 0, count: length });
  return new Uint32Array(length).map((_, i) => words[2 * i]!);
}

/** Independent child keys: child j is the block with counter `[j, 1]`. */
export function splitKey(key: Key, n: number): [number, number][] {
  return Array.from({ length: n }, (_, j) => threefry2x32(key, [j, 1]));
}

/** Consecutive blocks, both words of each: counters `[first, second]`, `[first + 1, second]`, ... */
export function threefryBlocks(
  key: Key,
  { first, second, count }: { readonly first: number; readonly second: number; readonly count: number },
): Uint32Array {
  const schedule = [key[0] | 0, key[1] | 0, key[0] ^ key[1] ^ PARITY] as const;
  const words = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    let a = (first + i + schedule[0]) | 0;
    let b = (second + schedule[1]) | 0;
    for (let group = 1; group <= 5; group++) {
      // Written out: an inner loop over the rotations takes twice the time.
      const by = group % 2 === 1 ? ROTATIONS[0] : ROTATIONS[1];
      a = (a + b) | 0;
      b = rotate(b, by[0]) ^ a;
      a = (a + b) | 0;
      b = rotate(b, by[1]) ^ a;
      a = (a + b) | 0;
      b = rotate(b, by[2]) ^ a;
      a = (a + b) | 0;
      b = rotate(b, by[3]) ^ a;
      a = (a + schedule[group % 3]!) | 0;
      b = (b + schedule[(group + 1) % 3]! + group) | 0;
    }
    words[2 * i] = a;
    words[2 * i + 1] = b;
  }
  return words;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
