/** @file All parameters as one vector. */

import { within } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { concat, split } from "../../ops/shape/concat.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { ravel } from "../../ops/shape/reorder.ts";
import { flatten as flattenTree, type Tree, unflatten } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { requireTransform, type Transform, type UpdateContext } from "../transform.ts";

/** The elements of all leaves, one leaf behind the other. */
const join = (tree: Tree): Tensor => within("flatten", () => concat(flattenTree(tree).leaves.map(ravel)));

/** A vector as the tree that it came from, or another of the same shapes. */
function splitLike<Like extends Tree>(tree: Like, vector: Tensor): Like {
  const { leaves, structure } = flattenTree(tree);
  const parts = split(
    vector,
    leaves.map(({ size }) => size),
  );
  return unflatten(
    structure,
    parts.map((part, index) => reshape(part, leaves[index]!.shape)),
  );
}

const joined = <Params extends Tree>(
  { objective, ...context }: UpdateContext<Params>,
  params: Params,
): UpdateContext<Tensor> => ({
  ...context,
  params: join(params),
  objective: objective && ((vector) => objective(splitLike(params, vector))),
});

/**
 * Runs a transform on one vector of all elements instead of leaf by leaf: the same numbers from fewer and longer
 * operations, for models of many small leaves. The transform must treat every element alike (Adam does, LAMB, Muon
 * and masks do not), and all leaves have one dtype.
 *
 * @throws ArgumentError in `update` without parameters.
 * @throws DtypeError where leaves differ in their dtypes.
 *
 * @example
 * const optimizer = optim.flatten(optim.sgd({ learningRate: 0.1, momentum: 0.9 }));
 * const params = { w: tensor([[1, 2]]), b: tensor([3]) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.w.data(); // [-0.1, -0.2]
 */
export function flatten<State extends Tree>(inner: Transform<State>): Transform<State> {
  requireTransform("flatten(inner)", inner);
  const point = (name: "gradientPoint" | "evaluationPoint") =>
    inner[name] &&
    (<Params extends Tree>(params: Params, state: State) =>
      splitLike(params, inner[name]!(join(params), state)));
  return {
    init: (params) => inner.init(join(params)),
    update(updates, state, context) {
      const params = requireParams("flatten", context);
      const [changed, next] = inner.update(join(updates), state, joined(context, params));
      return [splitLike(updates, changed), next];
    },
    gradientPoint: point("gradientPoint"),
    evaluationPoint: point("evaluationPoint"),
    learningRate: inner.learningRate,
  };
}
