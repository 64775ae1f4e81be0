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
}

export const dtypes = {
  float32: { kind: "float", onnx: 1, array: Float32Array },
  float64: { kind: "float", onnx: 11, array: Float64Array },
  int32: { kind: "integer", onnx: 6, array: Int32Array },
  int64: { kind: "integer", onnx: 7, array: BigInt64Array, convert: BigInt },
  uint32: { kind: "integer", onnx: 12, array: Uint32Array },
  uint8: { kind: "integer", onnx: 2, array: Uint8Array },
  bool: { kind: "bool", onnx: 9, array: Uint8Array, convert: (value) => Number(value !== 0) },
} satisfies Record<string, DtypeRow>;

/** The element type of a tensor. */
export type Dtype = keyof typeof dtypes;

export const isFloat = (dtype: Dtype): boolean => dtypes[dtype].kind === "float";

/** A typed array of the dtype, of a length or with the values; booleans are stored as bytes. */
export function toTypedArray(dtype: Dtype, from: number | ArrayLike<number>): TypedArray {
  const { kind, array, convert }: DtypeRow = dtypes[dtype];
  if (typeof from === "number") return new array(from);
  if (kind === "integer") requireIntegers(dtype, from);
  const data = new array(from.length);
  for (let index = 0; index < from.length; index++)
    data[index] = convert ? convert(from[index]!) : from[index]!;
  return data;
}

function requireIntegers(dtype: Dtype, values: ArrayLike<number | bigint>): void {
  const other = Array.prototype.find.call(
    values,
    (value) => typeof value !== "bigint" && !Number.isInteger(value),
  );
  if (other === undefined) return;
  throw new DtypeError({
    where: dtype,
    rule: `elements must be integers, got ${other}`,
    fix: "Round it, or choose float32",
  });
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
