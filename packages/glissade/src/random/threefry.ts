/** @file Threefry-2x32 with 20 rounds (Salmon et al. 2011): random bits as a pure function of key and counter. */

import { ArgumentError } from "../errors.ts";
import { describe } from "../options/describe.ts";

/** Two uint32 words: the whole state of a random stream. */
export type Key = readonly [number, number];

/** The second word of the counter says what for, so that one key may serve all; folds go on from theirs. */
export const STREAMS = { draw: 0, split: 1, host: 2, dataset: 3, fold: 4 } as const;

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
      rule: `expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${describe(seed)}`,
    });
  return [Math.floor(seed / 2 ** 32), seed >>> 0];
}

/** Two random words for one key and one counter. */
export function threefry2x32(key: Key, counter: Key): [number, number] {
  const [first, second] = threefryWords(key, { first: counter[0], second: counter[1], count: 1 });
  return [first[0]!, second[0]!];
}

/** Independent child keys: child j is the block with counter `[j, stream]`. */
export function splitKey(key: Key, n: number, stream: number = STREAMS.split): [number, number][] {
  const [first, second] = threefryWords(key, { first: 0, second: stream, count: n });
  return Array.from({ length: n }, (_, j) => [first[j]!, second[j]!]);
}

/** Consecutive blocks: the first word of each, and the second. Counters are `[first, second]`, `[first + 1, second]`, ... */
export function threefryWords(
  key: Key,
  { first, second, count }: { readonly first: number; readonly second: number; readonly count: number },
): readonly [Uint32Array, Uint32Array] {
  const schedule = [key[0] | 0, key[1] | 0, key[0] ^ key[1] ^ PARITY] as const;
  const words = [new Uint32Array(count), new Uint32Array(count)] as const;
  // Two blocks at a time, [a, b] and [c, d], because one would wait for its own rounds; and ROTATIONS written out,
  // because those of a table take longer than those of the program. Together that halves the time.
  for (let i = 0; i < count; i += 2) {
    let a = (first + i + schedule[0]) | 0;
    let b = (second + schedule[1]) | 0;
    let c = (a + 1) | 0;
    let d = b;
    for (let group = 1; group <= 5; group++) {
      if (group % 2 === 1) {
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 13) ^ a;
        d = rotate(d, 13) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 15) ^ a;
        d = rotate(d, 15) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 26) ^ a;
        d = rotate(d, 26) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 6) ^ a;
        d = rotate(d, 6) ^ c;
      } else {
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 17) ^ a;
        d = rotate(d, 17) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 29) ^ a;
        d = rotate(d, 29) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 16) ^ a;
        d = rotate(d, 16) ^ c;
        a = (a + b) | 0;
        c = (c + d) | 0;
        b = rotate(b, 24) ^ a;
        d = rotate(d, 24) ^ c;
      }
      const left = schedule[group % 3]!;
      const right = schedule[(group + 1) % 3]! + group;
      a = (a + left) | 0;
      c = (c + left) | 0;
      b = (b + right) | 0;
      d = (d + right) | 0;
    }
    words[0][i] = a;
    words[1][i] = b;
    // Beyond the end of an odd count this writes nothing.
    words[0][i + 1] = c;
    words[1][i + 1] = d;
  }
  return words;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
