/** @file Comparison with expected numbers within a tolerance. */

import { expect } from "vitest";
import type { Tensor } from "../../packages/glissade/src/graph/tensor.ts";

/** The elements of a tensor in row-major order. */
export const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number);

type NestedNumbers = number | readonly NestedNumbers[];

/** Fails unless every number is as near as the tolerance to the expected one: relative, and absolute below 1. */
export function expectClose(actual: readonly number[], expected: NestedNumbers, tolerance = 1e-12): void {
  const wanted = ([expected] as unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
  expect(actual.length).toBe(wanted.length);
  for (const [index, value] of wanted.entries()) {
    const far = Math.abs(actual[index]! - value) / Math.max(1, Math.abs(value));
    expect(far, `element ${index} is ${actual[index]}, not ${value}`).toBeLessThanOrEqual(tolerance);
  }
}
