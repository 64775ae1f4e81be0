/** @file Element types: one row each, read by every stage. */

import { DtypeError } from "../errors.ts";

export type TypedArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint32Array | Uint8Array;

interface DtypeRow {
  readonly kind: "float" | "integer" | "bool";
  /** The number of the type in ONNX's TensorProto. */
  readonly onnx: number;
  /** The class of its data, and how a number enters it where JavaScript's own conversion is not meant. */
  readonly array: new (
    length: number,
  ) => TypedArray;
  readonly convert?: (value: number) => number | bigint;
  /** The least integer, and the first that is too large. */
  readonly range?: readonly [least: number, end: number];
}

export const dtypes = {
  float32: { kind: "float", onnx: 1, array: Float32Array },
  float64: { kind: "float", onnx: 11, array: Float64Array },
  int32: { kind: "integer", onnx: 6, array: Int32Array, range: [-(2 ** 31), 2 ** 31] },
  int64: { kind: "integer", onnx: 7, array: BigInt64Array, convert: BigInt, range: [-(2 ** 63), 2 ** 63] },
  uint32: { kind: "integer", onnx: 12, array: Uint32Array, range: [0, 2 ** 32] },
  uint8: { kind: "integer", onnx: 2, array: Uint8Array, range: [0, 2 ** 8] },
  bool: { kind: "bool", onnx: 9, array: Uint8Array, convert: (value) => Number(value !== 0) },
} satisfies Record<string, DtypeRow>;

/** The element type of a tensor. */
export type Dtype = keyof typeof dtypes;

export const isFloat = (dtype: Dtype): boolean => dtypes[dtype].kind === "float";

const rowOf = (dtype: Dtype): DtypeRow => dtypes[dtype];

/** The least and the greatest integer of a dtype that has them. */
export function limitsOf(dtype: Dtype): { readonly least: bigint; readonly greatest: bigint } | undefined {
  const { range } = rowOf(dtype);
  return range && { least: BigInt(range[0]), greatest: BigInt(range[1]) - 1n };
}

/** Whether a dtype of integers has the number; floats round what they are given. */
export function holds(dtype: Dtype, value: number | bigint): boolean {
  const { range } = rowOf(dtype);
  if (!range) return true;
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  return isWhole && value >= range[0] && value < range[1];
}

/** Where elements come from, as errors say it. */
export interface Place {
  readonly where: string;
  /** The index of an element: "[1, 0]". */
  at(index: number): string;
}

/** A typed array of the dtype, of a length or with the values, which it must hold; booleans are stored as bytes. */
export function toTypedArray(dtype: Dtype, from: number | ArrayLike<number>, place?: Place): TypedArray {
  if (typeof from === "number") return new (rowOf(dtype).array)(from);
  requireHeld(dtype, from, place);
  return toWrapped(dtype, from);
}

/** A typed array of numbers that are integers where the dtype is; too large ones wrap around, as in kernels. */
export function toWrapped(dtype: Dtype, values: ArrayLike<number>): TypedArray {
  const { array, convert } = rowOf(dtype);
  const data = new array(values.length);
  for (let index = 0; index < values.length; index++)
    data[index] = convert ? convert(values[index]!) : values[index]!;
  return data;
}

function requireHeld(dtype: Dtype, values: ArrayLike<number | bigint>, place: Place | undefined): void {
  const limits = limitsOf(dtype);
  if (!limits) return;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (holds(dtype, value)) continue;
    const isWhole = typeof value === "bigint" || Number.isInteger(value);
    const got = `${value}${place ? ` at ${place.at(index)}` : ""}`;
    const elements = place ? `elements of ${dtype}` : "elements";
    throw new DtypeError({
      where: place?.where ?? dtype,
      rule: isWhole
        ? `${elements} must be from ${limits.least} to ${limits.greatest}, got ${got}`
        : `${elements} must be integers, got ${got}`,
      fix: isWhole ? "Choose a wider dtype" : "Round it, or choose float32",
    });
  }
}

/** Up to here every integer has a number of its own. */
const EXACT = 2 ** 53;

/** The data of a user: large integers must be bigints, since numbers round them. */
export function toData(
  dtype: Dtype,
  values: readonly (number | bigint | boolean)[] | Float64Array,
  place: Place,
): TypedArray {
  // BigInt keeps the digits of int64 that a number would lose.
  if (dtype !== "int64") return toTypedArray(dtype, toFloats(values), place);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value !== "number" || Math.abs(value) <= EXACT || !holds(dtype, value)) continue;
    throw new DtypeError({
      where: place.where,
      rule: `numbers beyond 2^53 are not exact in ${dtype}, got ${value} at ${place.at(index)}`,
      fix: "Give bigints",
    });
  }
  return toTypedArray(dtype, values as ArrayLike<number>, place);
}

/** The numbers of values of any kind. */
function toFloats(values: readonly (number | bigint | boolean)[] | Float64Array): Float64Array {
  if (values instanceof Float64Array) return values;
  const floats = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) floats[index] = Number(values[index]);
  return floats;
}

/** The dtype that a typed array holds; bytes are uint8. */
export function dtypeOf(data: TypedArray): Dtype {
  const dtype = (Object.keys(dtypes) as Dtype[]).find((name) => data instanceof dtypes[name].array);
  if (dtype) return dtype;
  const names = Object.values(dtypes).map(({ array }) => array.name);
  throw new DtypeError({
    where: "tensor",
    rule: `typed arrays must be one of ${[...new Set(names)].join(", ")}, got ${(data as object).constructor.name}`,
  });
}

/** The values as JavaScript numbers (int64 beyond 2^53 loses digits). */
export const toNumbers = (data: TypedArray): Float64Array =>
  data instanceof BigInt64Array ? Float64Array.from(data, Number) : Float64Array.from(data);
