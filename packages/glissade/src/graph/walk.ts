/** @file Graphs, and the orders in which stages walk them. */

import type { Source } from "./source.ts";
import type { Tensor } from "./tensor.ts";

/** A program: outputs as functions of inputs. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

const inputsOf = (tensor: Tensor): readonly Tensor[] =>
  tensor.source.kind === "op" ? tensor.source.inputs : [];

/** One tensor per source that the outputs need, inputs before users; sources in `stop` end the walk. */
export function topologicalOrder(
  outputs: readonly Tensor[],
  stop?: { has(source: Source): boolean },
): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Source>();
  const stack: { tensor: Tensor; next: number }[] = [];
  const visit = (tensor: Tensor) => {
    if (seen.has(tensor.source)) return;
    seen.add(tensor.source);
    stack.push({ tensor, next: 0 });
  };
  for (const output of outputs) {
    visit(output);
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const inputs = stop?.has(frame.tensor.source) ? [] : inputsOf(frame.tensor);
      const input = inputs[frame.next++];
      if (input) visit(input);
      else order.push(stack.pop()!.tensor);
    }
  }
  return order;
}

/** The sources that depend on any of the given ones, among those in the order. */
export function dependents(order: readonly Tensor[], roots: readonly Tensor[]): Set<Source> {
  const reached = new Set<Source>(roots.map((root) => root.source));
  for (const tensor of order) {
    if (inputsOf(tensor).some((input) => reached.has(input.source))) reached.add(tensor.source);
  }
  return reached;
}
