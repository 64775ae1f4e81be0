/** @file Elements nested by a shape, and tensors as text. */

import type { Dtype, TypedArray } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** One element, or nested arrays of them. */
export type Nested = number | bigint | boolean | readonly Nested[];

/** The elements in arrays nested by the shape; booleans for bool, bigints for int64. */
export function nest(data: TypedArray, dtype: Dtype, shape: Shape): Nested {
  const [length, ...rest] = shape;
  if (length === undefined) return dtype === "bool" ? data[0] !== 0 : data[0]!;
  const size = sizeOf(rest);
  return Array.from({ length }, (_, index) =>
    nest(data.subarray(index * size, (index + 1) * size), dtype, rest),
  );
}

/** Elements shown at each end of a long axis. */
const ENDS = 3;
/** Tensors with more elements are shortened. */
const MOST_SHOWN = 100;

/** Elements as text: rows below each other, those of large tensors by their ends. */
export function showElements(data: TypedArray, dtype: Dtype, shape: Shape): string {
  return show(data, shape, { dtype, isShort: data.length > MOST_SHOWN, indent: " " });
}

interface Style {
  readonly dtype: Dtype;
  readonly isShort: boolean;
  readonly indent: string;
}

function show(data: TypedArray, [length, ...rest]: Shape, style: Style): string {
  if (length === undefined) return showElement(data[0]!, style.dtype);
  const size = sizeOf(rest);
  const part = (index: number) =>
    show(data.subarray(index * size, (index + 1) * size), rest, { ...style, indent: `${style.indent} ` });
  const separator = rest.length === 0 ? ", " : `,${"\n".repeat(rest.length)}${style.indent}`;
  return `[${positions(length, style.isShort)
    .map((index) => (index === undefined ? "..." : part(index)))
    .join(separator)}]`;
}

/** The positions that are shown, with `undefined` for those left out. */
function positions(length: number, isShort: boolean): (number | undefined)[] {
  const all = [...new Array<undefined>(length).keys()];
  if (!isShort || length <= 2 * ENDS) return all;
  return [...all.slice(0, ENDS), undefined, ...all.slice(-ENDS)];
}

/** float32 to the seven digits that it holds. */
function showElement(value: number | bigint, dtype: Dtype): string {
  if (dtype === "bool") return String(value !== 0);
  if (Object.is(value, -0)) return "-0";
  return String(dtype === "float32" ? Number(Number(value).toPrecision(7)) : value);
}
