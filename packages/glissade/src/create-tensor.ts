/** @file Tensors from numbers, and the methods that read as mathematics. */

import { ArgumentError, ShapeError } from "./errors.ts";
import { type Dtype, dtypeOf, type TypedArray, toData, toNumbers } from "./graph/dtype.ts";
import { fromData, literal } from "./graph/literal.ts";
import { bindMethods } from "./graph/methods.ts";
import { type Shape, toShape } from "./graph/shape.ts";
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

bindMethods({ add, sub, mul, div, pow, neg, square, sqrt, exp, log, abs });
bindMethods({ sum, mean, max, min, matmul, reshape, transpose, cast });

export interface TensorOptions {
  /** That of the typed array where one is given; bool for booleans, int64 for bigints, else float32. */
  readonly dtype?: Dtype;
  /** The shape of a typed or flat array; by default that of the nesting. */
  readonly shape?: Shape;
}

const readTensor = optionsReader<TensorOptions>({ dtype: tensorKind.dtype, shape: kind.integers });

/**
 * A tensor of the given numbers. A typed array is used as it is, not copied, if it has the dtype already.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Float64Array(6), { shape: [2, 3] }).dtype; // "float64"
 */
export function tensor(values: Nested | TypedArray, given?: TensorOptions): Tensor {
  const options = readTensor("tensor", given);
  if (ArrayBuffer.isView(values)) return fromTypedArray(values, options);
  const shape = nestedShape(values);
  const flat: (number | bigint | boolean)[] = [];
  collectNumbers(values, shape, { flat, at: [] });
  const dtype = options.dtype ?? defaultDtype(flat[0]);
  return fromData(toData(dtype, flat), { dtype, shape: toShape("tensor", options.shape ?? shape) });
}

const defaultDtype = (value: unknown): Dtype =>
  typeof value === "boolean" ? "bool" : typeof value === "bigint" ? "int64" : "float32";

/** Lengths along the first elements. */
function nestedShape(values: Nested): number[] {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level); level = level[0] as Nested) shape.push(level.length);
  return shape;
}

interface Collected {
  readonly flat: (number | bigint | boolean)[];
  /** The positions that lead to what is read now. */
  readonly at: readonly number[];
}

function collectNumbers(values: Nested, [length, ...rest]: Shape, { flat, at }: Collected): void {
  if (!Array.isArray(values)) requireNumber(values, at);
  const got = Array.isArray(values) ? values.length : undefined;
  if (got !== length) {
    const name = (size: number | undefined) => (size === undefined ? "a number" : `an array of ${size}`);
    throw new ShapeError({
      where: "tensor",
      rule: `nested arrays must have equal lengths, got ${name(got)} beside ${name(length)}`,
    });
  }
  if (typeof values !== "object") flat.push(values);
  else
    for (let index = 0; index < values.length; index++)
      collectNumbers(values[index]!, rest, { flat, at: [...at, index] });
}

function requireNumber(value: unknown, at: readonly number[]): void {
  if (["number", "bigint", "boolean"].includes(typeof value)) return;
  throw new ArgumentError({
    where: "tensor",
    rule: `elements must be numbers, bigints or booleans, got ${describe(value)}${at.length > 0 ? ` at [${at.join(", ")}]` : ""}`,
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
  const data = dtype === dtypeOf(values) ? values : toData(dtype, toNumbers(values));
  return fromData(data, { dtype, shape: toShape("tensor", shape) });
}

/** A tensor of one repeated number. */
export const full = (shape: Shape, value: number, options?: DtypeOptions): Tensor =>
  filled("full", shape, value, options);

function filled(where: string, shape: Shape, value: number, options: DtypeOptions | undefined): Tensor {
  const { dtype = "float32" } = readDtype(where, options);
  if (typeof value !== "number") {
    throw new ArgumentError({ where: `${where}(value)`, rule: `must be a number, got ${describe(value)}` });
  }
  return expand(literal(value, dtype), toShape(where, shape));
}

/** A tensor of zeros. */
export const zeros = (shape: Shape, options?: DtypeOptions): Tensor => filled("zeros", shape, 0, options);

/** A tensor of ones. */
export const ones = (shape: Shape, options?: DtypeOptions): Tensor => filled("ones", shape, 1, options);

/** The numbers 0, 1, ..., count - 1. */
export function arange(count: number, options?: DtypeOptions): Tensor {
  const { dtype = "float32" } = readDtype("arange", options);
  const shape = toShape("arange", [count]);
  return literal([...new Array(count).keys()], dtype, shape);
}
