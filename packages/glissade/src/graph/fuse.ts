/** @file The rewrite that joins operations for which one kernel exists; the last before emission. */

import { applyAll } from "./apply.ts";
import type { OpSource, Source } from "./source.ts";
import type { Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** The results of an operation from a kernel for it and some of what it uses; `isOnly` says whether a tensor is used just once. */
export type Fusion = (source: OpSource, isOnly: (tensor: Tensor) => boolean) => readonly Tensor[] | undefined;

/** Applies the first fusion that fits to each operation, from inputs to outputs. */
export function fuse(graph: Graph, fusions: readonly Fusion[]): Graph {
  const order = topologicalOrder(graph.outputs);
  const uses = countUses(order, graph.outputs);
  const isOnly = ({ source }: Tensor) => uses.get(source) === 1;
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of order) {
    if (source.kind !== "op") continue;
    const outputs = fuseOne(applyAll(source.op, source.inputs.map(get), source.attributes), fusions, isOnly);
    uses.set(outputs[0]!.source, uses.get(source)!);
    done.set(source, outputs);
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}

function fuseOne(
  outputs: readonly Tensor[],
  fusions: readonly Fusion[],
  isOnly: (tensor: Tensor) => boolean,
): readonly Tensor[] {
  for (const fusion of fusions) {
    const fused = fusion(outputs[0]!.source as OpSource, isOnly);
    if (fused) return fused;
  }
  return outputs;
}

function countUses(order: readonly Tensor[], outputs: readonly Tensor[]): Map<Source, number> {
  const uses = new Map<Source, number>();
  const inputs = order.flatMap(({ source }) => (source.kind === "op" ? source.inputs : []));
  for (const { source } of [...inputs, ...outputs]) uses.set(source, (uses.get(source) ?? 0) + 1);
  return uses;
}
