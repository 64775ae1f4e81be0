/** @file The rewrite that puts fused operations in the place of elementwise ones and reductions. */

import { ShapeError } from "../errors.ts";
import { applyAll, toList } from "../graph/apply.ts";
import type { LaneRule } from "../graph/lane.ts";
import type { AnyOp, Attributes, TensorType } from "../graph/op.ts";
import { mapInner } from "../graph/optimize.ts";
import { rewrite } from "../graph/rewrite.ts";
import type { OpSource, Source } from "../graph/source.ts";
import { graphOf } from "../graph/subgraph.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { type Cluster, Clusters } from "./cluster.ts";
import { isWorthIt } from "./cost.ts";
import { Fused, fused } from "./fused.ts";
import { planOfGraph } from "./kernel.ts";
import { isNative, type Members, membersGraph } from "./members.ts";
import { hasLanes } from "./region.ts";

/** The graph with kernels where they pay, also in the graphs inside it. */
export function fuseKernels(graph: Graph): Graph {
  const inside = mapInner(graph, (inner, op) => (op === Fused ? inner : fuseKernels(inner)));
  // What is taken apart may have parts in common with the rest.
  const apart = rewrite(takeApart(inside));
  const clusters = new Clusters(apart);
  const kernels = new Map<Cluster, Members>();
  for (const cluster of clusters.all()) {
    const members = new Set<Source>(cluster.members);
    const made = membersGraph(cluster.members, (tensor) => clusters.isNeeded(tensor, members));
    if (isWorthIt(cluster, made) && planOfGraph(made.graph)) kernels.set(cluster, made);
    else clusters.dissolve(cluster);
  }
  return rebuild(apart, clusters, kernels);
}

/** Operations that are made of others, as those, where one kernel can compute them. */
function takeApart(graph: Graph): Graph {
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of topologicalOrder(graph.outputs)) {
    if (source.kind !== "op") continue;
    const inputs = source.inputs.map(get);
    const parts = isNative(source) ? undefined : partsOf(source, inputs);
    if (parts) done.set(source, parts);
    else if (inputs.some((input, index) => input !== source.inputs[index]))
      done.set(source, applyAll(source.op, inputs, source.attributes));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}

function partsOf(
  { op, attributes, types }: OpSource,
  inputs: readonly Tensor[],
): readonly Tensor[] | undefined {
  const rule: LaneRule<Attributes> = op.lane;
  if (rule.kind !== "compose" || !inputs.every(hasLanes)) return undefined;
  const make = (...given: Tensor[]) => toList(rule.from(given, attributes));
  const alone = graphOf(
    inputs.map(({ type }) => type),
    make,
  );
  requireTypes(op, alone.outputs, types);
  return planOfGraph(alone) && make(...inputs);
}

/** Records of users say compositions too. */
function requireTypes(op: AnyOp, parts: readonly Tensor[], types: readonly TensorType[]): void {
  const [got, expected] = [parts.map(({ type }) => type), types].map((list) =>
    list.map(formatType).join(" and "),
  );
  if (got === expected) return;
  throw new ShapeError({
    where: `the lane of ${op.name}`,
    rule: `must give ${expected}, as infer says, got ${got}`,
  });
}

/** The graph with each cluster as one operation. */
function rebuild(graph: Graph, clusters: Clusters, kernels: ReadonlyMap<Cluster, Members>): Graph {
  const done = new Map<Source, Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  const inputsOf = (source: Source): readonly Tensor[] => {
    const cluster = clusters.of(source);
    if (cluster) return kernels.get(cluster)!.inputs;
    return source.kind === "op" ? source.inputs : [];
  };
  const make = (source: Source) => {
    const cluster = clusters.of(source);
    if (!cluster) {
      if (source.kind === "op")
        done.set(source, [...applyAll(source.op, source.inputs.map(get), source.attributes)]);
      return;
    }
    const { graph: inner, inputs, outputs } = kernels.get(cluster)!;
    const missing = inputs.find(({ source: read }) => read.kind === "op" && !done.has(read));
    if (missing) throw new Error("internal: two kernels read each other's results; report it");
    for (const member of cluster.members) done.set(member, []);
    fused(inner, inputs.map(get)).forEach((result, index) => {
      const { source: member, index: at } = outputs[index]!;
      done.get(member)![at] = result;
    });
  };
  const stack: { readonly source: Source; next: number }[] = [];
  const visited = new Set<object>();
  const visit = (source: Source) => {
    const key = clusters.of(source) ?? source;
    if (visited.has(key)) return;
    visited.add(key);
    stack.push({ source, next: 0 });
  };
  for (const output of graph.outputs) {
    visit(output.source);
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const input = inputsOf(frame.source)[frame.next++];
      if (input) visit(input.source);
      else make(stack.pop()!.source);
    }
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}
