/** @file Updates of those rows alone that a batch has touched. */

import { sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { abs } from "../../ops/elementwise/unary.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { flatten, leavesLike, mapTree, type Tree, unflatten } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { requireTransform, type Transform } from "../transform.ts";

/** Whether a row (an element of a vector) has a gradient: with axes of length 1 behind it. */
const touchedRows = (gradient: Tensor): Tensor =>
  greater(max(abs(gradient), { axis: [...gradient.shape.keys()].slice(1), keepDims: true }), 0);

/**
 * A transform that leaves rows without gradient as they are: they get no update, and their rows in states of the
 * leaf's shape, such as moments, stay. So rare words of an embedding keep their momentum until they come again, as in
 * PyTorch's SparseAdam; step counters go on for all. The transform inside sees each leaf by itself.
 *
 * @throws ArgumentError in `update` without parameters.
 *
 * @example
 * const optimizer = optim.sparseRows(optim.sgd({ learningRate: 1, momentum: 0.5 }));
 * const params = tensor([[1, 2], [3, 4]]);
 * const [, state] = optimizer.update(tensor([[8, 8], [0, 0]]), optimizer.init(params), { params });
 * const [updates] = optimizer.update(tensor([[0, 0], [2, 4]]), state, { params });
 * await updates.data(); // [0, 0, -2, -4]
 */
export function sparseRows<State extends Tree>(inner: Transform<State>): Transform<readonly State[]> {
  requireTransform("sparseRows(inner)", inner);
  const updateLeaf = (gradient: Tensor, state: State, param: Tensor): readonly [Tensor, State] => {
    const touched = touchedRows(gradient);
    const [update, next] = inner.update(gradient, state, { params: param });
    const keep = (after: Tensor, before: Tensor) =>
      sameShape(after.shape, gradient.shape) ? where(touched, after, before) : after;
    return [where(touched, update, 0), mapTree(keep, next, state)];
  };
  return {
    init: (params) => flatten(params).leaves.map((leaf) => inner.init(leaf)),
    update(gradients, states, context) {
      const { leaves, structure } = flatten(gradients);
      const params = leavesLike("sparseRows", structure, requireParams("sparseRows", context));
      const results = leaves.map((leaf, index) => updateLeaf(leaf, states[index]!, params[index]!));
      const updates = results.map(([update]) => update);
      return [unflatten(structure, updates), results.map(([, state]) => state)];
    },
    gradientPoint: eachLeaf(inner.gradientPoint),
    evaluationPoint: eachLeaf(inner.evaluationPoint),
    learningRate: inner.learningRate && (([state], [next]) => inner.learningRate!(state!, next!)),
  };
}

/** The answer for each leaf by itself. */
function eachLeaf<State extends Tree>(point: Transform<State>["gradientPoint"]) {
  if (!point) return undefined;
  return <Params extends Tree>(params: Params, states: readonly State[]): Params => {
    const { leaves, structure } = flatten(params);
    const points = leaves.map((leaf, index) => point(leaf, states[index]!));
    return unflatten(structure, points);
  };
}
