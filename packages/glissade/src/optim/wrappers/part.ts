/** @file Transforms of some of the leaves, which keep their paths. */

import { flatten, type Tree, unflatten } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { requireTransform, type Transform, type UpdateContext } from "../transform.ts";

/** One answer for each leaf, in the order of the leaves. */
type Chosen = readonly boolean[];

/** The tree with an empty array in place of each leaf that is not chosen: the paths of the others stay. */
function take(tree: Tree, chosen: Chosen): Tree {
  const { leaves, structure } = flatten(tree);
  return unflatten(
    structure,
    leaves.map((leaf, index) => (chosen[index] ? leaf : [])),
  );
}

/** The tree with the leaves of a part of it in their places. */
function put<Whole extends Tree>(tree: Whole, part: Tree, chosen: Chosen): Whole {
  const { leaves, structure } = flatten(tree);
  const others = flatten(part).leaves.values();
  return unflatten(
    structure,
    leaves.map((leaf, index) => (chosen[index] ? others.next().value : leaf)),
  );
}

function partOf<Params extends Tree>(
  { params, objective, ...rest }: UpdateContext<Params>,
  chosen: Chosen,
): UpdateContext {
  const part = { ...rest, params: take(params, chosen) };
  return objective ? { ...part, objective: (some) => objective(put(params, some, chosen)) } : part;
}

const isEmpty = (state: Tree): boolean => Array.isArray(state) && state.length === 0;

/** A transform that sees nothing but the chosen leaves, as one of them all; without any it does nothing. */
export function onPart<State extends Tree>(
  where: string,
  inner: Transform<State>,
  choose: (params: Tree) => Chosen,
): Transform<State> {
  requireTransform(`${where}(inner)`, inner);
  const point = (name: "gradientPoint" | "evaluationPoint") =>
    inner[name] &&
    (<Params extends Tree>(params: Params, state: State): Params => {
      const chosen = choose(params);
      return chosen.includes(true) ? put(params, inner[name]!(take(params, chosen), state), chosen) : params;
    });
  return {
    init(params) {
      const chosen = choose(params);
      return chosen.includes(true) ? inner.init(take(params, chosen)) : ([] as Tree as State);
    },
    update(updates, state, context) {
      const chosen = choose(requireParams(where, context));
      if (!chosen.includes(true)) return [updates, state];
      const [changed, next] = inner.update(take(updates, chosen), state, partOf(context, chosen));
      return [put(updates, changed, chosen), next];
    },
    gradientPoint: point("gradientPoint"),
    evaluationPoint: point("evaluationPoint"),
    // The state is empty where no leaf is chosen.
    learningRate:
      inner.learningRate &&
      ((state, next) => (isEmpty(state) ? undefined : inner.learningRate!(state, next))),
  };
}
