/** @file Tensors from numbers, and the methods that read as mathematics. */

import { isNdArray, type NdArray, type NdDtype, requireElements } from "./data/nd-array.ts";
import { ArgumentError, DtypeError, ShapeError } from "./errors.ts";
import {
  type Dtype,
  dtypeOf,
  dtypes,
  type Place,
  type TypedArray,
  toData,
  toNumbers,
} from "./graph/dtype.ts";
import { fromData, literal } from "./graph/literal.ts";
import { bindMethods } from "./graph/methods.ts";
import { requireHeld } from "./graph/operand-checks.ts";
import { formatShape, type Shape, stridesOf, toShape } from "./graph/shape.ts";
import type { Nested } from "./graph/show.ts";
import { Tensor } from "./graph/tensor.ts";
import { type DtypeOptions, readDtype, tensorKind } from "./graph/tensor-options.ts";
import { add, div, mul, neg, sub } from "./ops/elementwise/arithmetic.ts";
import { cast } from "./ops/elementwise/cast.ts";
import { pow } from "./ops/elementwise/pow.ts";
import { abs, exp, log, sqrt, square } from "./ops/elementwise/unary.ts";
import { matmul } from "./ops/linalg/matmul.ts";
import { max, mean, min } from "./ops/reduce/reduce.ts";
import { expand, sum } from "./ops/reduce/sum.ts";
import { reshape, transpose } from "./ops/shape/layout.ts";
import { describe } from "./options/describe.ts";
import { kind, optionsReader } from "./options/kinds.ts";
import { requireWhole } from "./options/ranges.ts";

bindMethods({ add, sub, mul, div, pow, neg, square, sqrt, exp, log, abs });
bindMethods({ sum, mean, max, min, matmul, reshape, transpose, cast });

export interface TensorOptions {
  /** That of the array where one is given; bool for booleans, int64 for bigints, else float32. */
  readonly dtype?: Dtype;
  /** The shape of a typed or flat array; by default that of the nesting, or the one that the array has. */
  readonly shape?: Shape;
}

const readTensor = optionsReader<TensorOptions>({ dtype: tensorKind.dtype, shape: kind.integers });

/**
 * A tensor of the given numbers. A typed array is used as it is, not copied, if it has the dtype already, and so is an
 * array with a shape as readers give it; its int8, int16 and uint16 become int32.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Float64Array(6), { shape: [2, 3] }).dtype; // "float64"
 * tensor(matrixOf(parseCsv("size,rooms\n50,2\n80,3"))).shape; // [2, 2]
 */
export function tensor(values: Nested | TypedArray | NdArray, given?: TensorOptions): Tensor {
  const options = readTensor("tensor", given);
  if (ArrayBuffer.isView(values)) return fromTypedArray(values, options);
  if (isNdArray(values)) return fromNdArray("tensor", values, options);
  const shape = nestedShape(values);
  const flat = collectElements(values, shape);
  const dtype = options.dtype ?? commonDtype(flat, shape);
  const data = toData(dtype, flat, placeIn(shape));
  return fromData(data, { dtype, shape: toShape("tensor", options.shape ?? shape) });
}

type Element = number | bigint | boolean;

/** The dtype of elements of one kind: others would lose what they are. */
function commonDtype(flat: readonly Element[], shape: Shape): Dtype {
  const kind = typeof flat[0];
  const other = flat.findIndex((each) => typeof each !== kind);
  if (other >= 0) {
    const { at } = placeIn(shape);
    throw new DtypeError({
      where: "tensor",
      rule: `elements must be of one kind, got ${flat[0]} at ${at(0)} and ${flat[other]} at ${at(other)}`,
      fix: 'Choose what to make of them: { dtype: "float32" }',
    });
  }
  return kind === "boolean" ? "bool" : kind === "bigint" ? "int64" : "float32";
}

/** Elements as errors name them: by their index. */
const placeIn = (shape: Shape): Place => ({
  where: "tensor",
  at: (flat) => {
    const strides = stridesOf(shape);
    return formatShape(shape.map((length, axis) => Math.floor(flat / strides[axis]!) % length));
  },
});

/** Lengths along the first elements. */
function nestedShape(values: Nested): number[] {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level); level = level[0] as Nested) shape.push(level.length);
  return shape;
}

/** The elements of nested arrays in order; throws where they are ragged or hold anything else. */
function collectElements(values: Nested, shape: Shape): Element[] {
  const flat: Element[] = [];
  const at: number[] = [];
  const collect = (level: unknown, axis: number): void => {
    if (axis === shape.length && isElement(level)) {
      flat.push(level);
      return;
    }
    requireLength(level, shape[axis], at.slice(0, axis));
    for (let index = 0; index < level.length; index++) {
      at[axis] = index;
      collect(level[index], axis + 1);
    }
  };
  collect(values, 0);
  return flat;
}

const isElement = (value: unknown): value is Element =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

function requireLength(
  level: unknown,
  length: number | undefined,
  at: readonly number[],
): asserts level is readonly unknown[] {
  if (!Array.isArray(level)) requireElement(level, at);
  if (Array.isArray(level) && level.length === length) return;
  const name = (size: number | undefined) => (size === undefined ? "a number" : `an array of ${size}`);
  const got = name(Array.isArray(level) ? level.length : undefined);
  throw new ShapeError({
    where: "tensor",
    rule: `nested arrays must have equal lengths, got ${got} at ${formatShape(at)} beside ${name(length)}`,
  });
}

function requireElement(value: unknown, at: readonly number[]): void {
  if (isElement(value)) return;
  throw new ArgumentError({
    where: "tensor",
    rule: `elements must be numbers, bigints or booleans, got ${describe(value)}${at.length > 0 ? ` at ${formatShape(at)}` : ""}`,
    fix: whatInstead(value),
  });
}

function whatInstead(value: unknown): string | undefined {
  if (value instanceof Tensor) return "Join tensors with stack()";
  if (ArrayBuffer.isView(value)) return "Pass one typed array with { shape }";
  return undefined;
}

function fromTypedArray(
  values: TypedArray,
  { dtype = dtypeOf(values), shape = [values.length] }: TensorOptions,
): Tensor {
  const data = dtype === dtypeOf(values) ? values : convert(values, dtype, shape);
  return fromData(data, { dtype, shape: toShape("tensor", shape) });
}

/** The dtypes of tensors that hold those of arrays which tensors lack. */
const wider: Partial<Readonly<Record<NdDtype, Dtype>>> = { int8: "int32", int16: "int32", uint16: "int32" };

/** An array of a reader as a tensor in the same memory, unless its dtype changes. */
export function fromNdArray(where: string, array: NdArray, options: TensorOptions = {}): Tensor {
  requireElements(where, array);
  const { dtype: from, shape: own, data } = array;
  const held = from in dtypes ? (from as Dtype) : wider[from];
  if (!held)
    throw new DtypeError({
      where,
      rule: `needs arrays of ${Object.keys({ ...dtypes, ...wider }).join(", ")}, got ${from}`,
      fix: "Convert it when you write the file",
    });
  const { dtype = held, shape = own } = options;
  const values = (from === held ? data : Int32Array.from(data as Int16Array)) as TypedArray;
  return fromData(dtype === held ? values : convert(values, dtype, shape), {
    dtype,
    shape: toShape(where, shape),
  });
}

/** int64 goes to floats and other integers by way of numbers. */
function convert(values: TypedArray, dtype: Dtype, shape: Shape): TypedArray {
  return toData(dtype, toNumbers(values), placeIn(shape));
}

/** A tensor of one repeated number. */
export const full = (shape: Shape, value: number, options?: DtypeOptions): Tensor =>
  filled("full", shape, value, options);

function filled(where: string, shape: Shape, value: number, options: DtypeOptions | undefined): Tensor {
  const { dtype = "float32" } = readDtype(where, options);
  requireHeld(`${where}(value)`, dtype, value);
  return expand(literal(value, dtype), toShape(where, shape));
}

/** A tensor of zeros. */
export const zeros = (shape: Shape, options?: DtypeOptions): Tensor => filled("zeros", shape, 0, options);

/** A tensor of ones. */
export const ones = (shape: Shape, options?: DtypeOptions): Tensor => filled("ones", shape, 1, options);

/** The numbers 0, 1, ..., count - 1. */
export function arange(count: number, options?: DtypeOptions): Tensor {
  const { dtype = "float32" } = readDtype("arange", options);
  requireWhole("arange(count)", count);
  return literal([...new Array(count).keys()], dtype, [count]);
}
