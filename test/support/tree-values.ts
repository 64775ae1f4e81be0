/** @file Trees of tensors from the nested lists of fixtures, and their comparison. */

import { type Dtype, flatten, type Nested, type Tree, tensor } from "glissade";
import { expect } from "vitest";
import { expectClose, numbers } from "./close.ts";

/** Nested lists under names, or in lists, as tensors: numbers of the dtype, and bools. */
export function toTensors(values: unknown, dtype: Dtype = "float64"): Tree {
  if (!Array.isArray(values)) {
    const entries = Object.entries(values as object).filter(([, each]) => each !== null);
    return Object.fromEntries(entries.map(([name, each]) => [name, toTensors(each, dtype)] as const));
  }
  const [first] = values.flat(Number.POSITIVE_INFINITY);
  if (typeof first === "boolean") return tensor(values as Nested[]);
  return typeof first === "number"
    ? tensor(values as Nested[], { dtype })
    : values.map((each) => toTensors(each, dtype));
}

/** Fails unless a tree is arranged as nested lists are and has their numbers. */
export async function expectTree(actual: Tree, expected: unknown, tolerance?: number): Promise<void> {
  const [got, wanted] = [flatten(actual), flatten(toTensors(expected))];
  expect(got.structure).toEqual(wanted.structure);
  for (const [at, leaf] of got.leaves.entries()) {
    expectClose(await numbers(leaf), await numbers(wanted.leaves[at]!), tolerance);
  }
}
