/** @file Chains of transforms with names. */

import { requireRecord } from "../../options/arguments.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireTransform, type StateOf, type Transform } from "../transform.ts";
import { pointsOf } from "./points.ts";

/** Transforms by name. */
// biome-ignore lint/suspicious/noExplicitAny: each link knows its own state.
export type NamedTransforms = Readonly<Record<string, Transform<any>>>;

/** The state of each, by its name. */
export type NamedStates<Links extends NamedTransforms> = {
  readonly [Name in keyof Links]: StateOf<Links[Name]>;
};

/**
 * A chain whose state is found by the names of the links, which apply in the order in which they are written.
 *
 * @example
 * const optimizer = optim.namedChain({ clip: optim.clipByGlobalNorm(1), adam: optim.scaleByAdam(), rate: optim.scale(-0.1) });
 * const { adam } = optimizer.init(tensor([1, 2]));
 * await adam.step.item(); // 0
 */
export function namedChain<Links extends NamedTransforms>(links: Links): Transform<NamedStates<Links>> {
  requireRecord("namedChain(links)", links);
  const names = Object.keys(links);
  for (const name of names) requireTransform(`namedChain (${name})`, links[name]);
  const inner: Transform<readonly Tree[]> = chain(...Object.values(links));
  const list = (states: NamedStates<Links>) => names.map((name) => states[name] as Tree);
  const named = (states: readonly Tree[]) =>
    Object.fromEntries(names.map((name, index) => [name, states[index]!])) as NamedStates<Links>;
  return {
    init: (params) => named(inner.init(params)),
    update(gradients, states, context) {
      const [updates, next] = inner.update(gradients, list(states), context);
      return [updates, named(next)];
    },
    ...pointsOf(inner, list),
  };
}
