/** @file The size of a program before it runs, and what will run it. */

import { countBytes, countFlops, operationsOf } from "../graph/cost.ts";
import { print } from "../graph/print.ts";
import type { OpSource } from "../graph/source.ts";
import type { Graph } from "../graph/walk.ts";
import { Fused, type FusedAttributes } from "../kernels/fused.ts";
import { obstacleOf } from "../kernels/members.ts";
import type { WrittenKernel } from "../kernels/written.ts";
import { requireFunction } from "../options/arguments.ts";
import { trace } from "../trace/trace.ts";
import type { HeapState, Provider } from "./backend.ts";
import { printable } from "./explain-table.ts";
import { innerGraphs } from "./native/staging.ts";
import { prepareOf } from "./prepared.ts";
import { backendOf, providerOf } from "./program.ts";

export interface Explanation {
  /** What runs one after the other: operations after rewriting, of which a kernel does several at once. */
  readonly nodes: number;
  /** How many of the nodes are kernels. */
  readonly kernels: number;
  /** Operations by name, the most frequent first; those inside kernels too. */
  readonly operations: Readonly<Record<string, number>>;
  /** Floating-point operations of one run, a multiplication and an addition counting two. */
  readonly flops: number;
  /**
   * Bytes of the arguments, of all that nodes make, and of the results; `moved` are those that nodes read and write,
   * of which arguments and results are the least possible.
   */
  readonly bytes: {
    readonly inputs: number;
    readonly computed: number;
    readonly outputs: number;
    readonly moved: number;
  };
  readonly provider: Provider;
  /** Why it runs without kernels; missing where it has them. */
  readonly unfused?: string;
  /** The memory of kernels, in bytes; missing where there is none. */
  readonly heap?: HeapState;
  /** What is left to ONNX Runtime, the most frequent first, also in loops and branches. */
  readonly outside: readonly Outside[];
  /** The rewritten graph, one line per operation. */
  readonly text: string;
  /** All but the graph in a few lines, which printing shows. */
  toString(): string;
}

/** Operations that are in no kernel. */
interface Outside {
  /** Their name. */
  readonly operation: string;
  readonly count: number;
  readonly reason: string;
}

/**
 * What a function of these arguments becomes when it is compiled; the function does not run. Functions of `compile` and steps such as
 * those of `trainStep` are explained with their own options, called as they are, a predictor without rows that fill up.
 *
 * @example
 * const f = (x: Tensor) => matmul(x, x).add(1);
 * const { nodes, flops, outside } = explain(f, zeros([10, 10]));
 * nodes; // 1
 * flops; // 2000
 * outside[0].reason; // "ONNX Runtime has faster kernels for products of matrices"
 * console.log(`${explain(f, zeros([10, 10]))}`); // a few lines
 */
export function explain<Arguments extends readonly unknown[]>(
  fn: (...args: Arguments) => unknown,
  ...args: Arguments
): Explanation {
  requireFunction("explain", fn);
  const prepared = prepareOf(fn)?.(...args);
  const [traced, options] = prepared ? [prepared.graph, prepared.options] : [trace(fn, ...args), {}];
  const backend = backendOf(options);
  const graph = backend.optimize(traced, options);
  const nodes = operationsOf(graph);
  const kernels = nodes.filter(isKernel).length;
  const without = backend.unfused(graph, options.donated);
  return printable({
    nodes: nodes.length,
    kernels,
    operations: countNames(graph),
    flops: countFlops(graph),
    bytes: {
      inputs: countBytes(graph.inputs),
      computed: countBytes(nodes.filter((source) => !writtenOf(source)?.kept).flatMap(({ types }) => types)),
      outputs: countBytes(graph.outputs),
      moved: nodes.reduce((total, source) => total + bytesMovedBy(source), 0),
    },
    provider: providerOf(options),
    unfused: without ?? (kernels > 0 ? undefined : NOTHING_TO_JOIN),
    heap: backend.heapState?.(),
    outside: outsideOf(graph, without),
    text: print(graph),
  });
}

const NOTHING_TO_JOIN = "no kernel would be faster than ONNX Runtime's own";

const isKernel = ({ op }: OpSource): boolean => op === Fused;

/** Operations that are in no kernel, counted by name and reason; one reason may hold for all of a backend. */
function outsideOf(graph: Graph, without?: string): Outside[] {
  const found = new Map<string, Outside>();
  const add = (source: OpSource) => {
    const operation = source.op.name;
    const reason = without ?? obstacleOf(source) ?? NOTHING_TO_JOIN;
    const key = `${operation} ${reason}`;
    found.set(key, { operation, count: (found.get(key)?.count ?? 0) + 1, reason });
    for (const inner of innerGraphs(source)) addAll(inner);
  };
  const addAll = (each: Graph) =>
    operationsOf(each)
      .filter((source) => !isKernel(source))
      .forEach(add);
  addAll(graph);
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** What a kernel does whose code is written by hand. */
const writtenOf = ({ attributes }: OpSource): WrittenKernel | undefined =>
  (attributes as Partial<FusedAttributes>).write?.();

const bytesMovedBy = (source: OpSource): number =>
  writtenOf(source)?.code.bytes ?? countBytes([...source.inputs, ...source.types]);

/** Operations by name, those of kernels one by one where they are generated. */
function countNames(graph: Graph): Record<string, number> {
  const counts = new Map<string, number>();
  const count = (each: Graph) => {
    for (const source of operationsOf(each)) {
      if (isKernel(source) && !writtenOf(source)) innerGraphs(source).forEach(count);
      else counts.set(source.op.name, (counts.get(source.op.name) ?? 0) + 1);
    }
  };
  count(graph);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
