/** @file Bytes that a graph moves through memory, and what a copy takes. */

import type { Explanation } from "glissade";
import { type Contestant, timed } from "./rounds.ts";

const BYTES: Readonly<Record<string, number>> = { float32: 4, float64: 8, int32: 4, int64: 8 };

/** Other names for the same memory. */
const FREE = new Set(["input", "Reshape", "Identity"]);

/** Bytes that the operations read and write, if nothing stays in a cache from one to the next. */
export function bytesMoved({ text }: Explanation): number {
  const sizes = new Map<string, number>();
  let bytes = 0;
  for (const [, name, dtype, shape, rest] of text.matchAll(/^(%\d+) = (\w+)\[(.*?)\] (.*)$/gm)) {
    const lengths = shape ? shape.split(", ").map(Number) : [];
    sizes.set(
      name!,
      lengths.reduce((a, b) => a * b, BYTES[dtype!]!),
    );
    const [operator, ...words] = rest!.split(" ");
    if (FREE.has(operator!) || operator!.startsWith("(")) continue;
    const read = words.filter((word) => word.startsWith("%")).map((word) => sizes.get(word)!);
    bytes += read.reduce((a, b) => a + b, sizes.get(name!)!);
  }
  return bytes;
}

/** Copies as many bytes, one thread: what memory itself takes to read and to write them. */
export function openCopy(bytes: number): Contestant {
  const [from, to] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes).fill(2)];
  return timed(async () => to.set(from));
}
