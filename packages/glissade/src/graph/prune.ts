/** @file The rewrite that drops unused results of operations with several. */

import { applyAll } from "./apply.ts";
import type { OpSource, Source } from "./source.ts";
import type { Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** Outputs used of each source, and what its record made of them. */
type Plan = Pick<OpSource, "inputs" | "attributes"> & { readonly kept?: readonly number[] };

/** The graph with each operation reduced to the outputs that are used, users before what they use. */
export function prune(graph: Graph): Graph {
  const order = topologicalOrder(graph.outputs);
  const used = new Map<Source, boolean[]>();
  const note = ({ source, index }: Tensor) => {
    const list = used.get(source) ?? [];
    list[index] = true;
    used.set(source, list);
  };
  graph.outputs.forEach(note);
  const plans = new Map<Source, Plan>();
  for (const { source } of order.toReversed()) {
    const marks = used.get(source);
    if (source.kind !== "op" || !marks) continue;
    const all = source.types.map((_, index) => Boolean(marks[index]));
    const plan: Plan = source.op.prune?.(source.inputs, source.attributes, all) ?? source;
    plan.inputs.forEach(note);
    plans.set(source, plan);
  }
  return { inputs: graph.inputs, outputs: rebuild(order, plans, graph.outputs) };
}

function rebuild(
  order: readonly Tensor[],
  plans: ReadonlyMap<Source, Plan>,
  outputs: readonly Tensor[],
): Tensor[] {
  const done = new Map<Source, Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of order) {
    const plan = plans.get(source);
    if (source.kind !== "op" || !plan) continue;
    const inputs = plan.inputs.map(get);
    if (plan === source && inputs.every((input, index) => input === source.inputs[index])) continue;
    const results = applyAll(source.op, inputs, plan.attributes);
    const all: Tensor[] = [];
    results.forEach((result, index) => {
      all[plan.kept?.[index] ?? index] = result;
    });
    done.set(source, all);
  }
  return outputs.map(get);
}
