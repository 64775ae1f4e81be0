/** @file Checks of arguments: that they are tensors, or numbers within a range. Of tensors no values are known yet. */

import { ArgumentError, DtypeError, notTensor } from "../errors.ts";
import { describe } from "../options/describe.ts";
import {
  decays,
  finites,
  nonNegatives,
  positives,
  probabilities,
  type Range,
  requireNumber,
} from "../options/ranges.ts";
import { type Dtype, holds } from "./dtype.ts";
import { formatShape } from "./shape.ts";
import { type Operand, Tensor } from "./tensor.ts";

/** Throws unless the value is a number of the range or a scalar tensor. */
export function requireOperand(range: Range, where: string, value: unknown): void {
  if (!(value instanceof Tensor)) requireNumber(range, where, value);
  else if (value.rank > 0) {
    const rule = `must be a number or a scalar tensor, got shape ${formatShape(value.shape)}`;
    throw new ArgumentError({ where, rule });
  }
}

/** Throws unless a decay rate or momentum is in [0, 1). */
export const requireDecay = (where: string, value: Operand): void => requireOperand(decays, where, value);

/** Throws unless a number is positive and finite. */
export const requirePositive = (where: string, value: Operand): void =>
  requireOperand(positives, where, value);

/** Throws unless a number is finite and not negative. */
export const requireNonNegative = (where: string, value: Operand): void =>
  requireOperand(nonNegatives, where, value);

/** Throws unless a number is finite. */
export const requireFinite = (where: string, value: Operand): void => requireOperand(finites, where, value);

/** Throws unless a number is between 0 and 1, both included. */
export const requireProbability = (where: string, value: Operand): void =>
  requireOperand(probabilities, where, value);

/** Throws unless the value is a tensor. */
export function requireTensor(where: string, value: unknown): asserts value is Tensor {
  if (!(value instanceof Tensor)) throw notTensor(where, describe(value));
}

/** Throws unless the value is a number that a dtype has. */
export function requireHeld(where: string, dtype: Dtype, value: unknown): void {
  if (typeof value !== "number") {
    throw new ArgumentError({ where, rule: `must be a number, got ${describe(value)}` });
  }
  if (holds(dtype, value)) return;
  throw new DtypeError({ where, rule: `must be a number that ${dtype} has, got ${value}` });
}

/** Throws unless the values are a list of tensors. */
export function requireTensors(where: string, values: unknown): asserts values is readonly Tensor[] {
  if (!Array.isArray(values)) {
    throw new ArgumentError({ where, rule: `needs a list of tensors, got ${describe(values)}` });
  }
  for (const value of values) requireTensor(where, value);
}
