/** @file Calls of JavaScript by their places in a graph, so that graphs which differ in nothing else share a program. */

import { applyAll } from "../graph/apply.ts";
import { isHost } from "../graph/lift.ts";
import type { AttributeValue } from "../graph/op.ts";
import type { OpSource, Source } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";

type Call = (...args: never[]) => unknown;

/** The functions of a graph that the next run calls. */
export interface CallPlaces {
  calls: readonly Call[];
}

const isCall = (value: AttributeValue): value is Call => typeof value === "function";

const isCalled = ({ source }: Tensor): boolean => source.kind === "op" && isHost(source.op);

/** The functions of operations that JavaScript computes, in their order; those in graphs inside are not among them. */
export const callsOf = (order: readonly Tensor[]): Call[] =>
  order
    .filter(isCalled)
    .flatMap(({ source }) => Object.values((source as OpSource).attributes).filter(isCall));

/** The graph with calls of whatever functions are in their places by then. */
export function withPlaces(graph: Graph, places: CallPlaces): Graph {
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  let count = 0;
  const place = (value: AttributeValue): AttributeValue => {
    if (!isCall(value)) return value;
    const index = count++;
    return (...args) => places.calls[index]!(...args);
  };
  for (const tensor of topologicalOrder(graph.outputs)) {
    const { source } = tensor;
    if (source.kind !== "op") continue;
    const inputs = source.inputs.map(get);
    const entries = Object.entries(source.attributes);
    const attributes = isCalled(tensor)
      ? Object.fromEntries(entries.map(([name, value]) => [name, place(value)] as const))
      : source.attributes;
    done.set(source, applyAll(source.op, inputs, attributes));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(get) };
}
