/** @file The operation that does the work of many: a graph of elementwise operations and reductions as one kernel. */

import { applyAll } from "../graph/apply.ts";
import { noLane } from "../graph/lane.ts";
import type { Op } from "../graph/op.ts";
import { graphOf, inline, interpret } from "../graph/subgraph.ts";
import type { Graph } from "../graph/walk.ts";
import type { WrittenKernel } from "./written.ts";

export type FusedAttributes = {
  /** What the kernel computes, from placeholders. */
  readonly graph: Graph;
  /** Code for it that is written by hand; generated from the graph where left out. */
  readonly write?: () => WrittenKernel;
};

/** Where there are no kernels, its operations are emitted one by one. */
export const Fused: Op<FusedAttributes> = {
  name: "Fused",
  doc: "Several operations as one kernel.",
  infer: (_, { graph }) => graph.outputs.map(({ type }) => type),
  // Graphs are differentiated before they are fused; still the rule is the obvious one.
  vjp: { none: "fusion comes after differentiation", zero: false },
  batch: ({ inputs, attributes: { graph } }) => inline(graph, inputs),
  onnx: ({ attributes: { graph }, composeAll }) => composeAll((...inputs) => inline(graph, inputs)),
  lane: noLane("it is a kernel already"),
  reference: (inputs, { graph }) => interpret(graph, inputs),
  flops: (_, __, { graph, write }, count) => write?.().code.flops ?? count(graph),
  samples: [
    {
      inputs: [[2, 3], [3]],
      attributes: (types) => ({ graph: graphOf(types, (x, y) => [x!.mul(y!).add(1), x!.sub(y!).exp()]) }),
    },
  ],
};

/** The results of a graph for inputs, computed by one kernel. */
export const fused = (graph: Graph, inputs: Parameters<typeof applyAll>[1]) =>
  applyAll(Fused, inputs, { graph });
