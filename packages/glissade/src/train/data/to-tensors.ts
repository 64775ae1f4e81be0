/** @file Arrays of all kinds as tensors, and the elements of tensors. */

import { fromNdArray, tensor } from "../../create-tensor.ts";
import { isNdArray, type NdArray } from "../../data/nd-array.ts";
import { DataError } from "../../errors.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import type { Nested } from "../../graph/show.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";

/** What a tensor of a batch may be drawn from: axis 0 counts the rows. */
export type RowArray = Tensor | TypedArray | NdArray | readonly Nested[];

/** A tree whose arrays are tensors; `where` names the data in errors. */
export function toTensors(where: string, data: unknown): unknown {
  if (data instanceof Tensor) return data;
  if (isNdArray(data)) return fromNdArray(where, data);
  if (ArrayBuffer.isView(data) || isNested(data)) return tensor(data as TypedArray);
  if (Array.isArray(data)) return data.map((part) => toTensors(where, part));
  if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype)
    return data;
  return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, toTensors(where, part)]));
}

/** Whether an array holds numbers, at some depth. */
export function isNested(data: unknown): data is readonly Nested[] {
  if (!Array.isArray(data)) return false;
  const [first] = data;
  return ["number", "bigint", "boolean"].includes(typeof first) || isNested(first);
}

/** The elements of a tensor where they are in memory. */
export const dataOf = ({ source }: Tensor): TypedArray | undefined =>
  source.kind === "data" || source.kind === "literal" ? source.data : undefined;

/** The elements of a tensor; throws where it is still to be computed. */
export function requireData(where: string, x: Tensor): TypedArray {
  const data = dataOf(x);
  if (data) return data;
  throw new DataError({
    where,
    rule: `needs numbers in memory, got ${formatType(x.type)}, which is not computed yet`,
    fix: "Await evaluate() of the data first",
  });
}
