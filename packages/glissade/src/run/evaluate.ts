/** @file Runs lazy tensors when their data is asked for. */

import type { TypedArray } from "../graph/dtype.ts";
import { literalKey } from "../graph/literal.ts";
import { formatAttributes } from "../graph/op.ts";
import { bindMethods, type DataSource, formatType, type Source, type Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { flatten } from "../tree.ts";
import { settings } from "./configure.ts";
import { createProgram, type Program } from "./program.ts";

/** Programs by the settings and the structure of their graph, oldest first. */
const programs = new Map<string, Promise<Program>>();
const MOST_PROGRAMS = 256;

/**
 * Computes all tensors of a tree in one run and returns the tree; they hold their data from then on.
 *
 * @example
 * const { sum } = await evaluate({ sum: tensor([1, 2]).sum() });
 * await sum.item(); // 3
 */
export async function evaluate<T>(tree: T): Promise<T> {
  const pending = flatten(tree, "evaluate").leaves.filter(({ source }) => source.kind === "op");
  if (pending.length > 0) await run([...new Set(pending)]);
  return tree;
}

bindMethods({
  evaluate: async (tensor): Promise<TypedArray> => {
    await run([tensor]);
    return tensor.data();
  },
});

/** Data becomes an input, so that one program serves all graphs of the same structure. */
async function run(outputs: readonly Tensor[]): Promise<void> {
  const order = topologicalOrder(outputs);
  const inputs = order.filter(({ source }) => source.kind === "data");
  const program = await cached(structureKey(order, outputs), { inputs, outputs });
  const results = await program(inputs);
  for (const [index, { source }] of results.entries()) outputs[index]!.setData(source as DataSource);
}

function cached(key: string, graph: Graph): Promise<Program> {
  const program = programs.get(key) ?? createProgram(graph);
  programs.delete(key);
  programs.set(key, program);
  if (programs.size > MOST_PROGRAMS) programs.delete(programs.keys().next().value!);
  program.catch(() => programs.delete(key));
  return program;
}

function structureKey(order: readonly Tensor[], outputs: readonly Tensor[]): string {
  const ids = new Map<Source, number>(order.map(({ source }, index) => [source, index]));
  const name = ({ source, index }: Tensor) => `${ids.get(source)}.${index}`;
  const lines = order.map(({ source, type }) => {
    if (source.kind === "op") {
      return `${source.op.name} ${source.inputs.map(name)} ${formatAttributes(source.attributes)}`;
    }
    return `${formatType(type)} ${source.kind === "literal" ? literalKey(source) : source.kind}`;
  });
  return [JSON.stringify(settings), ...lines, outputs.map(name)].join("\n");
}
