/** @file Transforms that treat each leaf by itself, with a state that fits its shape. */

import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { flatten, leavesLike, type Tree, unflatten } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { zeroSteps } from "../math/moments.ts";
import type { Transform } from "../transform.ts";

export interface LeafContext {
  readonly param: Tensor;
  /** Counts from 1: int32. */
  readonly step: Tensor;
}

/** What happens to one leaf. */
export interface LeafRule<State extends Tree> {
  init(param: Tensor): State;
  update(gradient: Tensor, state: State, context: LeafContext): readonly [update: Tensor, state: State];
}

/** The states of the leaves in the order of the leaves. */
export type LeafwiseState<State extends Tree> = { readonly step: Tensor; readonly leaves: readonly State[] };

/** The same rule for every leaf, for a transform whose name errors say. */
export const leafwise = <State extends Tree>(
  name: string,
  { init, update }: LeafRule<State>,
): Transform<LeafwiseState<State>> => ({
  init: (params) => ({ step: zeroSteps(), leaves: flatten(params).leaves.map((leaf) => init(leaf)) }),
  update(updates, state, context) {
    const step = add(state.step, 1);
    const { leaves, structure } = flatten(updates);
    const params = leavesLike(name, structure, requireParams(name, context));
    const results = leaves.map((leaf, index) =>
      update(leaf, state.leaves[index]!, { param: params[index]!, step }),
    );
    const next = { step, leaves: results.map(([, leafState]) => leafState) };
    return [
      unflatten(
        structure,
        results.map(([leaf]) => leaf),
      ),
      next,
    ];
  },
});
