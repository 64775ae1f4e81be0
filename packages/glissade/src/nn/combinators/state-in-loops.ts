/** @file The check that no part with state is called within a loop, which would keep what the state becomes. */

import { ArgumentError } from "../../errors.ts";
import type { Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { flatten } from "../../tree.ts";
import type { PartTree } from "./part-tree.ts";

interface Surroundings {
  readonly tree: PartTree;
  /** The output of the whole. */
  readonly y: unknown;
  /** The arguments of the whole, as a tree. */
  readonly given: unknown;
}

/**
 * Throws where the state of a part depends on an argument of a function that has returned: of `scan`, `vmap`, `cond` or
 * `checkpoint` around the call. Arguments of functions further out are reached by the output or the input too.
 */
export function requireOutside(states: readonly unknown[], { tree, y, given }: Surroundings): void {
  const inputs = flatten(given, "apply").leaves;
  const stop = new Set<Source>(inputs.map(({ source }) => source));
  const isKnown = (source: Source) => stop.has(source);
  for (const [part, state] of states.entries()) {
    const found = argumentsOf(flatten(state, tree.place(part)).leaves, stop);
    if (found.every(isKnown)) continue;
    const outer = new Set(argumentsOf([...inputs, ...flatten(y, "apply").leaves]));
    if (found.every((source) => outer.has(source))) continue;
    throw new ArgumentError({
      where: tree.place(part),
      rule: "a part with state cannot be called within scan, vmap, cond or checkpoint, which would keep its new state",
      fix: "Call it outside of the loop, or apply it there by hand: a layer of your own can carry its state",
    });
  }
}

/** The placeholders that tensors depend on, up to the sources where the walk stops. */
const argumentsOf = (tensors: readonly Tensor[], stop?: ReadonlySet<Source>): Source[] =>
  topologicalOrder(tensors, stop).flatMap(({ source }) => (source.kind === "placeholder" ? [source] : []));
