/** @file NumPy's .npy format. */

import { DataError } from "../../errors.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { kind, requireKind } from "../../options/kinds.ts";
import { decode, elementCount, type NdArray, type NdDtype, typedArrays } from "../nd-array.ts";
import { type ParseOptions, readParse, requireBytes } from "../parse-options.ts";
import { MAGIC, type NpyHeader, parseNpyHeader } from "./npy-header.ts";

const typeCodes: Readonly<Record<NdDtype, string>> = {
  bool: "b1",
  int8: "i1",
  uint8: "u1",
  int16: "i2",
  uint16: "u2",
  int32: "i4",
  uint32: "u4",
  int64: "i8",
  uint64: "u8",
  float32: "f4",
  float64: "f8",
};

/**
 * Array of the bytes of a .npy file, in C order whatever the order in the file.
 *
 * @example
 * const bytes = encodeNpy({ dtype: "float32", shape: [2], data: new Float32Array([1, 2]) });
 * parseNpy(bytes, { where: "pair.npy" }).data; // Float32Array [1, 2]
 *
 * @throws DataError where they are of another kind, have an element type that is not an `NdDtype`, or more or fewer
 * bytes of data than their shape needs.
 */
export function parseNpy(bytes: Uint8Array, options?: ParseOptions): NdArray {
  const { where = "parseNpy" } = readParse("parseNpy", options);
  requireBytes("parseNpy", bytes);
  const header = parseNpyHeader(bytes, where);
  const { shape, end: offset } = header;
  const { dtype, bigEndian } = elementType(header, where);
  const fix = "Save each array in a file of its own";
  const array = decode(bytes, { dtype, shape, offset, bigEndian, fix }, where);
  // NumPy takes any byte but 0 as true.
  if (dtype === "bool") for (let i = 0; i < array.data.length; i++) array.data[i] &&= 1;
  return header.isFortran ? toRowMajor(array) : array;
}

const dtypeKind = kind.needed(kind.choice<NdDtype>(...(Object.keys(typeCodes) as NdDtype[])));

/** Bytes of a .npy file, version 1. */
export function encodeNpy(array: NdArray): Uint8Array {
  requireRecord("encodeNpy", array);
  const { dtype, shape, data } = array;
  requireKind("encodeNpy: dtype", dtypeKind, dtype);
  requireKind("encodeNpy: shape", kind.needed(kind.integers), shape);
  const size = elementCount(shape);
  if (data?.length !== size || !(data instanceof typedArrays[dtype])) {
    throw new DataError({
      where: "encodeNpy: data",
      rule: `must be ${size} elements of ${dtype} in a typed array, got ${describe(data)}`,
    });
  }
  const order = typedArrays[dtype].BYTES_PER_ELEMENT === 1 ? "|" : "<";
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${order}${typeCodes[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const start = `${MAGIC}\x01\x00${String.fromCharCode(length & 255, length >> 8)}`;
  const head = Uint8Array.from(`${start}${header.padEnd(length - 1)}\n`, (character) =>
    character.charCodeAt(0),
  );
  const bytes = new Uint8Array(head.length + data.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length);
  return bytes;
}

/** The dtype and the order of the bytes of each element that a header says. */
export function elementType(
  { descr = "", source }: NpyHeader,
  where: string,
): { readonly dtype: NdDtype; readonly bigEndian: boolean } {
  const [, order, code] = /^([<>|=]?)(\w+)$/.exec(descr) ?? [];
  const dtype = (Object.keys(typeCodes) as NdDtype[]).find((name) => typeCodes[name] === code);
  if (dtype) return { dtype, bigEndian: order === ">" };
  throw new DataError({
    where,
    rule: `unsupported element type ${source}, expected one of ${Object.keys(typeCodes).join(", ")}`,
    fix: "Convert it with NumPy's astype before saving",
  });
}

function toRowMajor({ dtype, shape, data }: NdArray): NdArray {
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  const ordered = new typedArrays[dtype](data.length);
  for (let i = 0; i < data.length; i++) {
    ordered[i] = data[index.reduce((sum, position, axis) => sum + position * strides[axis]!, 0)]!;
    advance(index, shape);
  }
  return { dtype, shape, data: ordered };
}

/** Steps an index to the next element, the last axis fastest. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis]! += 1;
    if (index[axis]! < shape[axis]!) return;
    index[axis] = 0;
  }
}
