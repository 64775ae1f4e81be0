/** @file A value for each row: an array, a typed array, or an array as readers give it. */

import { type Kind, kind } from "../options/kinds.ts";
import { isNdArray, type NdArray } from "./nd-array.ts";

export type ListOf<Value> = ArrayLike<Value> | NdArray;

/** Of one axis, where it has a shape. */
export function listOf<Value>(expected: string): Kind<ListOf<Value>> {
  const plain = kind.list<Value>(expected);
  return kind.rule(expected, (value) => plain.holds(value) || (isNdArray(value) && value.shape.length === 1));
}

export const valuesOf = <Value>(list: ListOf<Value>): ArrayLike<Value> =>
  isNdArray(list) ? (list.data as unknown as ArrayLike<Value>) : list;
