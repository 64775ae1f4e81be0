/** @file What ONNX Runtime says of a run that failed, in the words of the functions that were called. */

import { ArgumentError, type GlissadeError, ProviderError } from "../errors.ts";

interface Fault {
  /** What ONNX Runtime says, behind the name of the operation. */
  readonly pattern: RegExp;
  rule(parts: readonly string[]): string;
  readonly fix: string;
}

const CHECK_INDICES = "Check the labels or tokens that are read with, and the capacity of a cache";

const faults: readonly Fault[] = [
  {
    pattern: /idx=(-?\d+) must be within the inclusive range \[(-?\d+),(-?\d+)\]/,
    rule: ([index, least, most]) => `indices must be from ${least} to ${most}, got ${index}`,
    fix: CHECK_INDICES,
  },
  {
    pattern: /must be within bounds \[(-?\d+) ?, ?(-?\d+)\]\. Actual value is (-?\d+)/,
    rule: ([least, most, index]) => `indices must be from ${least} to ${most}, got ${index}`,
    fix: CHECK_INDICES,
  },
  {
    pattern: /invalid ind\w+ found, ind\w+ = (-?\d+)/,
    rule: ([index]) => `indices must be within their axes, got ${index}`,
    fix: CHECK_INDICES,
  },
  {
    pattern: /Out of range value in index tensor|Index out of range/,
    rule: () => "indices must be within their axes, got one outside",
    fix: CHECK_INDICES,
  },
  {
    pattern: /Integer modulo by zero/,
    rule: () => "an integer divisor must not be 0, got 0",
    fix: "Put another number in its place: where(equal(y, 0), 1, y)",
  },
];

/** The error of a run that failed. */
export function failed(cause: unknown): GlissadeError {
  const text = reason(cause);
  const [, operation = "run"] = /running (\w+) node/.exec(text) ?? [];
  for (const { pattern, rule, fix } of faults) {
    const found = pattern.exec(text);
    if (!found) continue;
    const where = operation[0]!.toLowerCase() + operation.slice(1);
    return new ArgumentError({ where, rule: rule(found.slice(1)), fix, cause });
  }
  return new ProviderError({ where: "run", rule: `ONNX Runtime failed (${text})`, cause });
}

/** The message of a foreign error. */
export const reason = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).trim();
