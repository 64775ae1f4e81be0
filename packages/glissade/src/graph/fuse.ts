/** @file Joins operations that one kernel can do together; the last rewrite before emission. */

import { applyAll, type OpSource, type Source, type Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** One kernel for an operation and some of its inputs; `only` says which inputs nobody else needs. */
export type Fusion = (source: OpSource, only: readonly boolean[]) => Tensor | undefined;

/** Applies the first fusion that fits to each operation, from inputs to outputs. */
export function fuse(graph: Graph, fusions: readonly Fusion[]): Graph {
  const order = topologicalOrder(graph.outputs);
  const uses = countUses(order, graph.outputs);
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of order) {
    if (source.kind !== "op") continue;
    const outputs = applyAll(source.op, source.inputs.map(get), source.attributes);
    const only = source.inputs.map((input) => uses.get(input.source) === 1);
    done.set(source, fuseOne(outputs, only, fusions));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}

function fuseOne(
  outputs: readonly Tensor[],
  only: readonly boolean[],
  fusions: readonly Fusion[],
): readonly Tensor[] {
  for (const fusion of fusions) {
    const fused = fusion(outputs[0]!.source as OpSource, only);
    if (fused) return [fused];
  }
  return outputs;
}

function countUses(order: readonly Tensor[], outputs: readonly Tensor[]): Map<Source, number> {
  const uses = new Map<Source, number>();
  const inputs = order.flatMap(({ source }) => (source.kind === "op" ? source.inputs : []));
  for (const { source } of [...inputs, ...outputs]) uses.set(source, (uses.get(source) ?? 0) + 1);
  return uses;
}
