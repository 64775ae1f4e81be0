/** @file Transforms of the leaves that a mask chooses. */

import { ArgumentError } from "../../errors.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { withoutArguments } from "../../options/arguments.ts";
import { describe, isObject } from "../../options/describe.ts";
import { flatten, leafPaths, type Tree } from "../../tree.ts";
import { type Mask, readMask } from "../options/mask.ts";
import { type NoState, stateless, type Transform } from "../transform.ts";
import { onPart } from "./part.ts";

/** The mask's answers, of which one must be yes: a mask that chooses nothing is a slip. */
const choose =
  (where: string, mask: Mask) =>
  (params: Tree): readonly boolean[] => {
    const chosen = readMask(where, mask, params);
    if (chosen.includes(true)) return chosen;
    const names = leafPaths(flatten(params).structure).map((path) => path || "the only tensor");
    throw new ArgumentError({
      where,
      rule: `must choose at least one leaf, got none of ${names.join(", ")}`,
    });
  };

/**
 * Applies a transform to the leaves that the mask chooses; the others pass through unchanged. The transform sees an
 * empty array in place of each of the others, so it has no state for them, and paths stay as they are.
 *
 * @throws ArgumentError in `init` where the mask chooses no leaf or does not follow the parameters, and in `update`
 * without parameters.
 *
 * @example
 * const clipped = optim.masked(optim.clipByValue(1), (path) => path.endsWith("w"));
 * const params = { w: tensor([3, -4]), b: tensor([5]) };
 * const [updates] = clipped.update(params, clipped.init(params), { params });
 * await updates.w.data(); // [1, -1]
 * await updates.b.data(); // [5]
 */
export const masked = <State extends Tree>(inner: Transform<State>, mask: Mask): Transform<State> =>
  onPart("masked", inner, choose("masked(mask)", mask));

/** Updates of zero: with `partition` the way to leave parameters out of the training. */
export const setToZero = withoutArguments(
  "setToZero",
  (): Transform<NoState> => stateless((leaf) => fullLike(leaf, 0)),
);

/**
 * An optimizer that leaves the chosen leaves as they are: it has no state for them, and their gradients are not
 * computed. It trains the others as if they were all there are.
 *
 * @throws ArgumentError for a first argument that is no optimizer, in `init` where the mask chooses no leaf or does not
 * follow the parameters, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.freeze(optim.adam({ learningRate: 0.1 }), "encoder/**");
 * const params = { encoder: { w: tensor([1, 2]) }, head: tensor([3]) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.encoder.w.data(); // [0, 0]
 * await updates.head.data(); // [-0.1]
 */
export function freeze<State extends Tree>(optimizer: Transform<State>, mask: Mask): Transform<State> {
  requireOptimizer(optimizer);
  const isFrozen = choose("freeze(mask)", mask);
  const trained = onPart("freeze", optimizer, (params) => isFrozen(params).map((frozen) => !frozen));
  const still = onPart("freeze", setToZero(), isFrozen);
  return {
    ...trained,
    update(updates, state, context) {
      const [changed, next] = trained.update(updates, state, context);
      return [still.update(changed, [], context)[0], next];
    },
  };
}

function requireOptimizer(optimizer: unknown): void {
  if (isObject(optimizer) && "update" in optimizer) return;
  throw new ArgumentError({
    where: "freeze(optimizer)",
    rule: `must be an optimizer, got ${describe(optimizer)}`,
    fix: 'The optimizer comes first: optim.freeze(optim.adam(), "encoder/**")',
  });
}
