/** @file Chains: transforms one behind the other. */

import type { Operand } from "../graph/tensor.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import type { Tree } from "../tree.ts";
import { toDouble } from "./math/moments.ts";
import { requireTransform, type StateOf, type Transform } from "./transform.ts";

// biome-ignore lint/suspicious/noExplicitAny: each link knows its own state.
type AnyTransform = Transform<any>;

/** The states of the links, in their order. */
export type States<Links extends readonly AnyTransform[]> = {
  readonly [Index in keyof Links]: StateOf<Links[Index]>;
};

/**
 * Applies transforms in order: the updates of one are the gradients of the next. The state is the list of their states.
 *
 * @example
 * const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: 1e-3 }));
 * const [, [{ step }]] = optimizer.init(tensor([1, 2]));
 * await step.item(); // 0
 */
export function chain<const Links extends readonly AnyTransform[]>(
  ...links: Links
): Transform<States<Links>> {
  type State = States<Links> & readonly Tree[];
  for (const [index, link] of links.entries()) requireTransform(`chain (link ${index + 1})`, link);
  const chained: Transform<State> = {
    init: (params) => links.map((link) => link.init(params)) as readonly Tree[] as State,
    update(gradients, states, context) {
      let updates = gradients;
      const next = links.map((link, index) => {
        const [changed, state] = link.update(updates, states[index]!, context);
        updates = changed;
        return state;
      });
      return [updates, next as readonly Tree[] as State];
    },
    gradientPoint: delegate("gradientPoint", links),
    evaluationPoint: delegate("evaluationPoint", links),
    learningRate: rateOf(links),
  };
  return chained;
}

/** The point of each link in turn, from that of the link ahead: so an average behind others has the last word. */
function delegate(point: "gradientPoint" | "evaluationPoint", links: readonly AnyTransform[]) {
  if (!links.some((link) => link[point])) return undefined;
  return <Params extends Tree>(params: Params, states: readonly Tree[]): Params =>
    links.reduce((at, link, index) => link[point]?.(at, states[index]!) ?? at, params);
}

/** The product of what the links say: a rate, and what scales it behind. */
function rateOf(links: readonly AnyTransform[]) {
  if (!links.some((link) => link.learningRate)) return undefined;
  return (states: readonly Tree[], next: readonly Tree[]): Operand | undefined =>
    links
      .map((link, index) => link.learningRate?.(states[index]!, next[index]!))
      .reduce(
        (rate, factor) =>
          rate === undefined || factor === undefined ? (rate ?? factor) : times(rate, factor),
        undefined,
      );
}

const times = (rate: Operand, factor: Operand): Operand =>
  typeof rate === "number" && typeof factor === "number"
    ? rate * factor
    : mul(toDouble(rate), toDouble(factor));
