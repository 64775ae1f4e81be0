/** @file The size of a program before it runs. */

import { countBytes, countFlops, operationsOf } from "../graph/cost.ts";
import { print } from "../graph/print.ts";
import { requireFunction } from "../options/arguments.ts";
import { trace } from "../trace/trace.ts";
import { backendOf } from "./program.ts";

export interface Explanation {
  /** Operations after rewriting. */
  readonly nodes: number;
  /** Operations by name, the most frequent first. */
  readonly operations: Readonly<Record<string, number>>;
  /** Floating-point operations of one run, a multiplication and an addition counting two. */
  readonly flops: number;
  /** Bytes of the arguments, of all that is computed, and of the results. */
  readonly bytes: { readonly inputs: number; readonly computed: number; readonly outputs: number };
  /** The rewritten graph, one line per operation. */
  readonly text: string;
}

/**
 * What a function of these arguments becomes when it is compiled; nothing runs.
 *
 * @example
 * const { nodes, flops } = explain((x: Tensor) => matmul(x, x).add(1), zeros([10, 10]));
 * nodes; // 1
 * flops; // 2000
 */
export function explain<Arguments extends readonly unknown[]>(
  fn: (...args: Arguments) => unknown,
  ...args: Arguments
): Explanation {
  requireFunction("explain", fn);
  const graph = backendOf({}).optimize(trace(fn, ...args));
  const operations = operationsOf(graph);
  const counts = new Map<string, number>();
  for (const { op } of operations) counts.set(op.name, (counts.get(op.name) ?? 0) + 1);
  return {
    nodes: operations.length,
    operations: Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)),
    flops: countFlops(graph),
    bytes: {
      inputs: countBytes(graph.inputs),
      computed: countBytes(operations.flatMap(({ types }) => types)),
      outputs: countBytes(graph.outputs),
    },
    text: print(graph),
  };
}
