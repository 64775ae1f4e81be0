/** @file Safetensors as data: arrays by their names, without a tree that they must fit. */

import { DataError } from "../../errors.ts";
import { elementCount, type NdArray, type NdDtype, typedArrays } from "../nd-array.ts";
import { requireBytes } from "../parse-options.ts";
import { type NamedArrays, type NamedArraysOptions, readArrays, readNamedArrays } from "./named-arrays.ts";
import { decodeHeader } from "./safetensors-header.ts";

const dtypes: Readonly<Record<string, NdDtype>> = {
  ...{ BOOL: "bool", I8: "int8", U8: "uint8", I16: "int16", U16: "uint16", I32: "int32", U32: "uint32" },
  ...{ I64: "int64", U64: "uint64", F32: "float32", F64: "float64" },
};

/** Numbers of 16 bits, as float32. */
const halves: Readonly<Record<string, (bits: number) => number>> = { F16: fromHalf, BF16: fromBrainHalf };

/**
 * Arrays of the bytes of a safetensors file by their names. Numbers of 16 bits become float32.
 *
 * @example
 * const bytes = await toSafetensors({ images: tensor([[1, 2]]), labels: tensor([3], { dtype: "int32" }) });
 * const { labels } = parseSafetensors(bytes, { arrays: ["labels"] });
 * labels.data; // Int32Array [3]
 *
 * @throws DataError where they are of another kind or damaged, lack an array of `arrays`, or one has a type that arrays
 * lack.
 */
export function parseSafetensors<const Names extends readonly string[]>(
  bytes: Uint8Array,
  options?: NamedArraysOptions<Names>,
): NamedArrays<Names> {
  const { where = "parseSafetensors" } = readNamedArrays("parseSafetensors", options);
  requireBytes("parseSafetensors", bytes);
  const { header, data } = decodeHeader(bytes, where);
  return readArrays(header, { names: options?.arrays, where }, ({ dtype, shape, data_offsets }, name) => {
    // A copy, since the data need not begin where their type may.
    const own = new Uint8Array(data.subarray(...data_offsets));
    return toArray(own, dtype, shape, `${where}: ${name}`);
  });
}

function toArray(
  bytes: Uint8Array<ArrayBuffer>,
  code: string,
  shape: readonly number[],
  where: string,
): NdArray {
  const half = halves[code];
  if (half) {
    const bits = new Uint16Array(bytes.buffer, 0, elementCount(shape));
    return { dtype: "float32", shape, data: Float32Array.from(bits, half) };
  }
  const dtype = dtypes[code];
  if (!dtype)
    throw new DataError({
      where,
      rule: `must have one of the types ${[...Object.keys(dtypes), ...Object.keys(halves)].join(", ")}, got ${code}`,
      fix: "Convert it when you write the file",
    });
  // Any byte but 0 is true to other writers.
  if (dtype === "bool") for (let i = 0; i < bytes.length; i++) bytes[i] &&= 1;
  return { dtype, shape, data: new typedArrays[dtype](bytes.buffer) };
}

/** IEEE's half: a sign, 5 bits of exponent and 10 of mantissa. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = (bits & 1023) / 1024;
  if (exponent === 0) return sign * mantissa * 2 ** -14;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + mantissa) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function fromBrainHalf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
