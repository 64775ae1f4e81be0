/** @file The rules of indices: integers within an axis, negative ones counted from its end. */

import { ArgumentError } from "../../errors.ts";
import { dtypes, toNumbers } from "../../graph/dtype.ts";
import { literal } from "../../graph/literal.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { describe } from "../../options/describe.ts";
import { requireInteger } from "../dtype-rules.ts";
import { cast } from "../elementwise/cast.ts";
import { equal } from "../elementwise/compare.ts";
import { unsqueeze } from "../shape/layout.ts";

/** The position that an index names. */
export function toPosition(where: string, index: number, length: number): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  throw new ArgumentError({
    where: `${where} (indices)`,
    rule: `must be in [${-length}, ${length}), got ${describe(index)}`,
  });
}

/** Checks indices whose values are known already; ONNX Runtime checks the rest when it runs. */
export function requireInRange(where: string, indices: Tensor, lengths: readonly number[]): void {
  requireInteger(`${where} (indices)`, indices);
  const { source } = indices;
  const data = source.kind === "data" || source.kind === "literal" ? source.data : undefined;
  if (!data) return;
  for (const [at, index] of toNumbers(data).entries()) {
    toPosition(where, index, lengths[at % lengths.length]!);
  }
}

/** The name of indices as int64, the only type that every operator takes. */
export const emitIndices = (
  node: (operator: string, inputs: readonly string[], attributes: { to: number }) => string,
  indices: string,
): string => node("Cast", [indices], { to: dtypes.int64.onnx });

/** 0, 1, ... along one axis of a shape, and 1 in its other lengths, as int64. */
export function positions(shape: Shape, axis: number): Tensor {
  const values = Array.from({ length: shape[axis]! }, (_, position) => position);
  return literal(
    values,
    "int64",
    shape.map((length, each) => (each === axis ? length : 1)),
  );
}

/** Integers as int32, for which there are kernels, or as int64 where they may be larger. */
export const toWhole = (x: Tensor): Tensor =>
  cast(x, ["uint32", "int64"].includes(x.dtype) ? "int64" : "int32");

/** For each index, which of so many positions it is, in a new last axis. */
export function isAt(indices: Tensor, count: number): Tensor {
  const whole = toWhole(indices);
  const each = Array.from({ length: count }, (_, position) => position);
  return equal(unsqueeze(whole, { axis: -1 }), literal(each, whole.dtype, [count]));
}

export const toInt64 = (indices: Tensor): Tensor => cast(indices, "int64");
