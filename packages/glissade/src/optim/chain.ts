/** @file Transforms one behind the other. */

import type { Tree } from "../tree.ts";
import type { Transform } from "./transform.ts";

/**
 * Applies transforms in order: the updates of one are the gradients of the next.
 *
 * @example
 * const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: 1e-3 }));
 */
// biome-ignore lint/suspicious/noExplicitAny: each link knows its own state; the chain keeps a list.
export function chain(...links: readonly Transform<any>[]): Transform<readonly Tree[]> {
  return {
    init: (params) => links.map((link) => link.init(params)),
    update(gradients, states, context) {
      let updates = gradients;
      const next = links.map((link, index) => {
        const [changed, state] = link.update(updates, states[index]!, context);
        updates = changed;
        return state;
      });
      return [updates, next];
    },
    gradientPoint: delegate("gradientPoint", links),
    evaluationPoint: delegate("evaluationPoint", links),
  };
}

/** Each link's answer, asked about the answer of the one before: that of an average behind others is the last word. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
function delegate(point: "gradientPoint" | "evaluationPoint", links: readonly Transform<any>[]) {
  if (!links.some((link) => link[point])) return undefined;
  return (params: Tree, states: readonly Tree[]) =>
    links.reduce<Tree>((at, link, index) => link[point]?.(at, states[index]!) ?? at, params);
}
