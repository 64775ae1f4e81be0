/** @file The code that loads elements into vectors and stores them: whole vectors, single elements, repeated ones. */

import type { LaneDtype } from "../graph/lane.ts";
import { laneBytes, type Width } from "./vectors.ts";
import { type Code, v128 } from "./wasm/instructions.ts";
import { simd } from "./wasm/simd.ts";

/** `whole`: as many elements as a vector has; `single`: one, in the first lane; `same`: one, in all lanes. */
export type Access = "whole" | "single" | "same";

/** Bytes of an element in memory. */
export const storedBytes = (dtype: LaneDtype): 1 | 4 | 8 => (dtype === "bool" ? 1 : laneBytes(dtype));

/** Elements in a vector. */
export const lanesOf = (width: Width): number => 16 / width;

interface Place {
  readonly dtype: LaneDtype;
  readonly width: Width;
  readonly access: Access;
  /** The code of the address, and what is added to it. */
  readonly address: Code;
  readonly offset: number;
}

const ZEROS = v128.const(new Array<number>(16).fill(0));
const ONES = v128.const(new Array<number>(16).fill(1));

export function loadCode(place: Place): number[] {
  const { dtype, width, access, address, offset } = place;
  if (dtype === "bool") return loadConditions(place);
  const bytes = laneBytes(dtype);
  if (access === "same") return [...address, ...v128.splat(bytes, offset)];
  if (access === "single") return [...address, ...v128.loadZero(bytes, offset)];
  // Elements of four bytes fill half a vector of eight.
  return [...address, ...(bytes === width ? v128.load(offset) : v128.loadZero(8, offset))];
}

/** Bytes become ones or zeros over the whole width. */
function loadConditions({ width, access, address, offset }: Place): number[] {
  if (access === "same") return [...address, ...v128.splat(1, offset), ...ZEROS, ...simd("i8x16.ne")];
  const count = access === "single" ? 1 : lanesOf(width);
  const bytes =
    count === 4
      ? [...address, ...v128.loadZero(4, offset)]
      : [...address, ...ZEROS, ...v128.loadLane(count as 1 | 2, 0, offset)];
  const extended = [...bytes, ...simd("i16x8.extend_low_i8x16_u"), ...simd("i32x4.extend_low_i16x8_u")];
  return width === 4
    ? [...extended, ...ZEROS, ...simd("i32x4.ne")]
    : [...extended, ...simd("i64x2.extend_low_i32x4_u"), ...ZEROS, ...simd("i64x2.ne")];
}

/** Stores a vector whose code is given. */
export function storeCode({ dtype, width, access, address, offset }: Place, value: Code): number[] {
  const bytes = storedBytes(dtype);
  if (access !== "whole")
    return [
      ...address,
      ...(bytes === 1 ? conditionBytes(value, width) : value),
      ...v128.storeLane(bytes, 0, offset),
    ];
  if (bytes === 1)
    return [
      ...address,
      ...conditionBytes(value, width),
      ...v128.storeLane(lanesOf(width) as 2 | 4, 0, offset),
    ];
  return [...address, ...value, ...(bytes === width ? v128.store(offset) : v128.storeLane(8, 0, offset))];
}

/** The first byte of each element, as 0 or 1, one behind the other. */
const conditionBytes = (value: Code, width: Width): number[] => [
  ...value,
  ...ONES,
  ...simd("v128.and"),
  ...v128.swizzle(Array.from({ length: 16 }, (_, index) => (index * width) % 16)),
];
