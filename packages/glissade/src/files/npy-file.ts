/** @file Rows of .npy files of any size. */

import { elementType } from "../data/formats/npy.ts";
import { parseNpyHeader } from "../data/formats/npy-header.ts";
import { elementCount, type NdArray, type NdDtype, reverseEach, typedArrays } from "../data/nd-array.ts";
import { noteRecipe } from "../data/rows/recipe.ts";
import { type RowSource, requireIndices } from "../data/rows/row-source.ts";
import { DataError } from "../errors.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { type FilePart, fileSize, readAt, readParts } from "./read-at.ts";

/** An array in a file, whose rows are read when they are asked for. */
export interface NpyFile extends RowSource<NdArray> {
  rows(indices: Uint32Array): NdArray;
  readonly dtype: NdDtype;
  /** Of the whole array; axis 0 counts the rows. */
  readonly shape: readonly number[];
}

/** Bytes that surely hold a header of version 1. */
const HEADER = 2 ** 16 + 12;

/** Where rows are in a file, and what they hold. */
interface Layout {
  readonly path: string;
  readonly dtype: NdDtype;
  readonly bigEndian: boolean;
  readonly shape: readonly number[];
  /** Where the first row begins. */
  readonly start: number;
}

/**
 * The rows of a .npy file (NumPy) that need not fit into memory: only the header is read here. Both byte orders are
 * read, Fortran order is not, since its rows are not in one piece.
 *
 * @throws DataError where the file is missing, of another kind, in Fortran order, without rows, or more or less long
 * than its header says.
 */
export async function openNpy(path: string): Promise<NpyFile> {
  requireKind("path", kind.needed(kind.string), path);
  const size = fileSize(path);
  const header = parseNpyHeader(readAt(path, 0, Math.min(HEADER, size)), path);
  const { dtype, bigEndian } = elementType(header, path);
  const layout = { path, dtype, bigEndian, shape: header.shape, start: header.end };
  requireRows(layout, header.isFortran);
  requireLength(layout, size - header.end);
  const length = header.shape[0]!;
  const source = {
    length,
    dtype,
    shape: header.shape,
    rows(indices: Uint32Array) {
      requireIndices("openNpy", indices, length);
      return readRows(layout, indices);
    },
    locate: (row: number) => `${path}, row ${row}`,
  };
  return noteRecipe(source, { name: "openNpy", args: [path] });
}

function requireRows({ path, shape }: Layout, isFortran: boolean): void {
  if (shape.length === 0)
    throw new DataError({ where: path, rule: "must have an axis 0, which counts the rows, got shape []" });
  if (isFortran && shape.length > 1)
    throw new DataError({
      where: path,
      rule: "must be in C order, got Fortran order, whose rows are not in one piece",
      fix: "Save it with numpy.ascontiguousarray, or read it whole with readNpy",
    });
}

function requireLength({ path, dtype, shape }: Layout, available: number): void {
  const length = elementCount(shape) * typedArrays[dtype].BYTES_PER_ELEMENT;
  if (available === length) return;
  const verb = available < length ? "truncated: " : "";
  throw new DataError({
    where: path,
    rule: `${verb}${dtype} [${shape}] ${verb ? "needs" : "takes"} ${length} bytes of data, got ${available}`,
    fix: verb ? "Fetch the file again" : "Save each array in a file of its own",
  });
}

function readRows({ path, dtype, bigEndian, shape, start }: Layout, indices: Uint32Array): NdArray {
  const own = shape.slice(1);
  const Elements = typedArrays[dtype];
  const rowBytes = elementCount(own) * Elements.BYTES_PER_ELEMENT;
  const data = new Elements(indices.length * elementCount(own));
  const bytes = new Uint8Array(data.buffer);
  readParts(path, partsOf(indices, { bytes, rowBytes, start }));
  if (bigEndian) reverseEach(bytes, Elements.BYTES_PER_ELEMENT);
  // NumPy takes any byte but 0 as true.
  if (dtype === "bool") for (let i = 0; i < bytes.length; i++) bytes[i] &&= 1;
  return { dtype, shape: [indices.length, ...own], data };
}

interface RowBytes {
  readonly bytes: Uint8Array;
  readonly rowBytes: number;
  readonly start: number;
}

/** The parts of the file that hold the rows; rows that follow one another are one part. */
function* partsOf(indices: Uint32Array, { bytes, rowBytes, start }: RowBytes): Generator<FilePart, void> {
  for (let first = 0, end = 1; first < indices.length; first = end++) {
    while (end < indices.length && indices[end] === indices[end - 1]! + 1) end++;
    const into = bytes.subarray(first * rowBytes, end * rowBytes);
    yield { position: start + indices[first]! * rowBytes, into };
  }
}
