/** @file What the kernels of tiles have in common: loops, and elements that are copied. */

import { type Code, control, i32, local, v128 } from "../wasm/instructions.ts";
import { simd } from "../wasm/simd.ts";
import { BYTES, ELEMENTS, LANES, stepsOf, type TileSizes, tilesOf } from "./sizes.ts";

const [ADD, SUBTRACT] = [simd("f32x4.add"), simd("f32x4.sub")];

export const add = (x: Code, y: Code): number[] => [...x, ...y, ...ADD];
export const subtract = (x: Code, y: Code): number[] => [...x, ...y, ...SUBTRACT];

/** Numbers of two vectors, those of the second from 4 on. */
export const pick = (x: Code, y: Code, order: readonly number[]): number[] => [
  ...x,
  ...y,
  ...v128.shuffle(order.flatMap((at) => [0, 1, 2, 3].map((byte) => BYTES * at + byte))),
];

/** Positions of vectors that cover so many elements; the last one overlaps the one before. */
export const vectorsOf = (count: number): number[] =>
  Array.from({ length: Math.ceil(count / LANES) }, (_, at) => Math.min(LANES * at, count - LANES));

/** Sets a pointer to bytes behind another. */
export const point = (pointer: number, from: number, bytes: number): number[] => [
  ...local.get(from),
  ...i32.const(bytes),
  ...i32.add,
  ...local.set(pointer),
];

export const move = (pointer: number, bytes: number): number[] => point(pointer, pointer, bytes);

export const repeat = (counter: number, count: number, ...body: Code[]): number[] => [
  ...[...i32.const(0), ...local.set(counter)],
  ...control.loop(
    ...body,
    [...local.get(counter), ...i32.const(1), ...i32.add, ...local.tee(counter), ...i32.const(count)],
    [...i32.lt, ...control.branchIf(0)],
  ),
];

/** The body for each of a range, whose begin counts. */
export const overRange = (begin: number, end: number, ...body: Code[]): number[] =>
  control.loop(
    ...body,
    [...local.get(begin), ...i32.const(1), ...i32.add, ...local.tee(begin), ...local.get(end)],
    [...i32.lt, ...control.branchIf(0)],
  );

export const copy = (from: number, to: number, count: number): number[] =>
  vectorsOf(count).flatMap((at) => [
    ...local.get(to),
    ...local.get(from),
    ...v128.load(BYTES * at),
    ...v128.store(BYTES * at),
  ]);

/** The place of an image of a number, one behind the other. */
export const placeOf = (pointer: number, base: number, number: number, bytes: number): number[] => [
  ...[...local.get(number), ...i32.const(bytes), ...i32.mul],
  ...[...local.get(base), ...i32.add, ...local.set(pointer)],
];

/** The first tile of an image of a number, in those of its group. */
export const tilePlaceOf = (pointer: number, base: number, number: number, sizes: TileSizes): number[] => [
  ...[...local.get(number), ...i32.const(sizes.full), ...i32.remainder],
  ...[...i32.const(stepsOf(sizes).image), ...i32.mul],
  ...[...local.get(base), ...i32.add, ...local.set(pointer)],
];

/** Bytes from one element to the next of the tiles that one channel of one image has in scratch memory: no power of two. */
export const strideOf = (sizes: TileSizes): number => 16 * Math.ceil((BYTES * tilesOf(sizes)) / 16) + 64;

/** Bytes of those. */
export const gatheredBytes = (sizes: TileSizes): number => ELEMENTS * strideOf(sizes);

interface Pointers {
  readonly counter: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Copies the tiles of one channel of one image between scratch memory and their places, whose stride is a
 * power of two: a cache keeps few lines of them at once.
 */
export function copyTiles(
  sizes: TileSizes,
  { counter, from, to }: Pointers,
  scratch: "from" | "to",
): number[] {
  const [stride, { element }] = [strideOf(sizes), stepsOf(sizes)];
  const [fromStep, toStep] = scratch === "from" ? [stride, element] : [element, stride];
  const body = [...copy(from, to, tilesOf(sizes)), ...move(from, fromStep), ...move(to, toStep)];
  return repeat(counter, ELEMENTS, body);
}
