/** @file Random bits: on the host where the key is known, in the graph where it is traced; the same bits. */

import { ArgumentError } from "../errors.ts";
import { applyAll } from "../graph/apply.ts";
import type { Dtype } from "../graph/dtype.ts";
import { fromData } from "../graph/literal.ts";
import { type Shape, sameShape, sizeOf, toShape } from "../graph/shape.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { add, minimum, mul } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { shiftRight } from "../ops/elementwise/shift.ts";
import { RandomBits } from "../ops/random/random-bits.ts";
import { split } from "../ops/shape/concat.ts";
import { reshape } from "../ops/shape/layout.ts";
import { describe } from "../options/describe.ts";
import { type Key, STREAMS, threefryWords } from "./threefry.ts";

/** Throws unless the first two arguments of a function of random numbers are a key and a shape. */
export function requireDraw(where: string, key: unknown, shape: Shape): void {
  requireKey(where, key);
  toShape(where, shape);
}

/** Throws unless the value is a key; those of vmap are. */
export function requireKey(where: string, key: unknown): asserts key is Tensor {
  if (key instanceof Tensor && key.dtype === "uint32" && sameShape(key.shape, [2])) return;
  const got = key instanceof Tensor ? formatType(key.type) : describe(key);
  throw new ArgumentError({
    where: `${where}(key)`,
    rule: `a key is a uint32 tensor of two words, got ${got}`,
    fix: typeof key === "number" ? `Write random.key(${key})` : "Make one with random.key(seed)",
  });
}

/** The words of a key that holds data. */
export function knownKey({ source, dtype, shape }: Tensor): Key | undefined {
  if (source.kind !== "data" || dtype !== "uint32" || !sameShape(shape, [2])) return undefined;
  return source.data && [Number(source.data[0]), Number(source.data[1])];
}

/** More words are faster where a kernel makes them. */
const MOST_ON_HOST = 2 ** 14;

/** The words of a key as tensors. */
export function keyWords(key: Tensor): Tensor[] {
  const known = knownKey(key);
  if (!known) return split(key, 2).map((word) => reshape(word, []));
  return known.map((word) => fromData(Uint32Array.of(word), { dtype: "uint32", shape: [] }));
}

/** Two words of 32 random bits for each element, uint32; the host makes few of them faster than a graph. */
export function randomWords(key: Tensor, shape: Shape, stream: number = STREAMS.draw): readonly Tensor[] {
  const known = knownKey(key);
  const attributes = { shape: toShape("random", shape), stream };
  if (!known || sizeOf(shape) > MOST_ON_HOST) return applyAll(RandomBits, keyWords(key), attributes);
  const words = threefryWords(known, { first: 0, second: stream, count: sizeOf(shape) });
  return words.map((data) => fromData(data, { dtype: "uint32", shape }));
}

/**
 * Uniform random integers of 32 bits, uint32.
 *
 * @example
 * await random.bits(random.key(0), [1]).data(); // [1797259609]
 */
export function bits(key: Tensor, shape: Shape): Tensor {
  requireDraw("bits", key, shape);
  return randomWords(key, shape)[0]!;
}

/** Two tensors, uniform in [0, 1): multiples of 2^-24 for float32, which holds no finer ones evenly, else of 2^-32. */
export function units(key: Tensor, shape: Shape, dtype: Dtype): readonly Tensor[] {
  const [drop, scale] = dtype === "float32" ? [8, 2 ** -24] : [0, 2 ** -32];
  return randomWords(key, shape).map((word) => mul(cast(drop ? shiftRight(word, drop) : word, dtype), scale));
}

/** Words as numbers in (0, 1), as fine near 0 as 2^-32 allows. */
export function openUnit(word: Tensor, dtype: Dtype): Tensor {
  const unit = mul(add(cast(word, dtype), 0.5), 2 ** -32);
  // In float32 the largest words round to 1.
  return dtype === "float32" ? minimum(unit, 1 - 2 ** -24) : unit;
}
