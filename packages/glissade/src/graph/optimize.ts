/** @file All rewrites in their order, for a graph and the graphs inside it. */

import { applyAll } from "./apply.ts";
import { type Fusion, fuse } from "./fuse.ts";
import { type AnyOp, type Attributes, isGraph } from "./op.ts";
import { prune } from "./prune.ts";
import { type RewriteOptions, rewrite } from "./rewrite.ts";
import type { Source } from "./source.ts";
import type { Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** The graph as it is emitted. */
export function optimize(graph: Graph, fusions: readonly Fusion[], options: RewriteOptions = {}): Graph {
  const pruned = rewrite(prune(graph), options);
  return fuse(
    mapInner(pruned, (inner) => optimize(inner, fusions, options)),
    fusions,
  );
}

/** The graph with a rewrite of the graphs in the attributes of its operations. */
export function mapInner(graph: Graph, fn: (inner: Graph, op: AnyOp) => Graph): Graph {
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of topologicalOrder(graph.outputs)) {
    if (source.kind !== "op") continue;
    const attributes = mapGraphs(source.attributes, (inner) => fn(inner, source.op));
    const inputs = source.inputs.map(get);
    const isSame =
      attributes === source.attributes && inputs.every((input, index) => input === source.inputs[index]);
    if (!isSame) done.set(source, applyAll(source.op, inputs, attributes));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}

function mapGraphs(attributes: Attributes, fn: (inner: Graph) => Graph): Attributes {
  const entries = Object.entries(attributes);
  if (!entries.some(([, value]) => isGraph(value))) return attributes;
  return Object.fromEntries(entries.map(([name, value]) => [name, isGraph(value) ? fn(value) : value]));
}
