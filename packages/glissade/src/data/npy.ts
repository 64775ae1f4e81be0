/** @file NumPy's .npy files, versions 1 to 3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

import { DataError } from "../errors.ts";
import { decode, elementCount, type NdArray, type NdDtype, typedArrays } from "./nd-array.ts";

const MAGIC = "\x93NUMPY";

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
 * Array of the bytes of a .npy file, in C order whatever the order in the file; `where` names them in errors.
 *
 * @example
 * const bytes = encodeNpy({ dtype: "float32", shape: [2], data: new Float32Array([1, 2]) });
 * parseNpy(bytes, "pair.npy").data; // Float32Array [1, 2]
 */
export function parseNpy(bytes: Uint8Array, where: string): NdArray {
  const { header, end } = splitHeader(bytes, where);
  const [, order, code] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? [];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  const dtype = (Object.keys(typeCodes) as NdDtype[]).find((name) => typeCodes[name] === code);
  if (!dtype || shape === undefined) throw unsupported(header, where);
  const array = decode(
    bytes,
    { dtype, shape: parseShape(shape), offset: end, bigEndian: order === ">" },
    where,
  );
  return /'fortran_order':\s*True/.test(header) ? toRowMajor(array) : array;
}

/** Bytes of a .npy file, version 1. */
export function encodeNpy({ dtype, shape, data }: NdArray): Uint8Array {
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

function splitHeader(bytes: Uint8Array, where: string): { readonly header: string; readonly end: number } {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new DataError({
      where,
      rule: `not a .npy file: it must begin with ${JSON.stringify(MAGIC)}, got ${JSON.stringify(magic)}`,
      fix: "Write it with numpy.save",
    });
  // The header's length has two bytes in version 1 and four later, the lowest first.
  const start = bytes[6] === 1 ? 10 : 12;
  const end = start + bytes.subarray(8, start).reduceRight((length, byte) => 256 * length + byte, 0);
  if (bytes.length < end)
    throw new DataError({
      where,
      rule: `truncated: the header needs ${end} bytes, got ${bytes.length}`,
      fix: "Fetch the file again",
    });
  return { header: new TextDecoder().decode(bytes.subarray(start, end)), end };
}

function parseShape(tuple: string): number[] {
  return tuple.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number.parseInt(size, 10)]));
}

function unsupported(header: string, where: string): DataError {
  const descr = /'descr':\s*(.*?),\s*'fortran_order'/.exec(header)?.[1] ?? header.trim();
  return new DataError({
    where,
    rule: `unsupported element type ${descr}, expected one of ${Object.keys(typeCodes).join(", ")}`,
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
