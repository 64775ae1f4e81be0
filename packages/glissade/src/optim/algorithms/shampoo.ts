/** @file Shampoo. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { chain } from "../chain.ts";
import { alongAxis, gram, shortAxes } from "../math/axis-products.ts";
import { everyN } from "../math/every-n.ts";
import { inverseRoot } from "../math/inverse-root.ts";
import { castLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { count, decay, positive, rate } from "../options/option-makers.ts";
import { decayOfUpdates, type RequiredRate, type UpdateDecayOptions } from "../options/tables.ts";
import type { NoState, Transform } from "../transform.ts";
import { type LeafContext, type LeafwiseState, leafwise } from "../transforms/leafwise.ts";
import { descendWithMomentum, type MomentumState } from "../transforms/momentum.ts";
import { decayWeights } from "../transforms/weight-decay.ts";

const rule = {
  /** Added to the diagonal of each matrix as a part of its norm. */
  eps: positive(1e-6),
  /** Steps from one computation of the roots to the next. */
  interval: count(1),
  /** Longer axes have no matrix. A leaf without any is scaled element by element, as in AdaGrad. */
  maxSize: count(1024),
};

const own = {
  /** μ of the sum of the updates; 0 is none. */
  momentum: decay(0),
};

const options = { learningRate: rate(), ...own, ...rule, ...decayOfUpdates };

export interface ScaleByShampooOptions extends OptionsOf<typeof rule>, Named {}
export interface ShampooOptions
  extends RequiredRate,
    OptionsOf<typeof own>,
    ScaleByShampooOptions,
    UpdateDecayOptions {}

/** Of each axis the sum of all GGᵀ and its inverse root; of a leaf without matrices the sum of the squares alone. */
export type ShampooLeaf = { readonly sums: readonly Tensor[]; readonly roots: readonly Tensor[] };

/** The states of the matrices, of the decay and of the momentum. */
export type ShampooState = readonly [LeafwiseState<ShampooLeaf>, NoState, MomentumState];

/**
 * S ← S + GGᵀ for each axis of a leaf, GGᵀ of the slices along it; the update is G times all S^(-1/2k) for k axes.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleByShampoo = (given?: ScaleByShampooOptions): Transform<LeafwiseState<ShampooLeaf>> =>
  precondition("scaleByShampoo", read("scaleByShampoo", rule, given));
scaleByShampoo.options = rule;

function precondition(
  name: string,
  { eps, interval, maxSize }: Complete<typeof rule>,
): Transform<LeafwiseState<ShampooLeaf>> {
  function byElement(gradient: Tensor, { sums: [last] }: ShampooLeaf): readonly [Tensor, ShampooLeaf] {
    const sum = add(last!, square(gradient));
    return [div(gradient, add(sqrt(sum), castLike(eps, sum))), { sums: [sum], roots: [] }];
  }

  function byAxis(gradient: Tensor, leaf: ShampooLeaf, { param, step }: LeafContext) {
    const axes = shortAxes(param, maxSize);
    const sums = leaf.sums.map((sum, index) => add(sum, gram(gradient, axes[index]!)));
    const compute = (matrices: readonly Tensor[]) =>
      matrices.map((matrix) => inverseRoot(matrix, { root: 2 * axes.length, eps }));
    const roots = everyN({ step, interval }, { old: leaf.roots, compute }, sums);
    const update = roots.reduce((result, root, index) => alongAxis(root, result, axes[index]!), gradient);
    return [update, { sums, roots }] as const;
  }

  return leafwise<ShampooLeaf>(name, {
    init(param) {
      const axes = shortAxes(param, maxSize);
      if (axes.length === 0) return { sums: [fullLike(param, 0)], roots: [] };
      const identities = axes.map((axis) => eye(param.shape[axis]!, { dtype: param.dtype }));
      return { sums: identities.map((each) => fullLike(each, 0)), roots: identities };
    },
    update: (gradient, leaf, context) =>
      leaf.roots.length === 0 ? byElement(gradient, leaf) : byAxis(gradient, leaf, context),
  });
}

/**
 * Shampoo (Gupta, Koren and Singer, "Shampoo: Preconditioned Stochastic Tensor Optimization", 2018, arXiv 1802.09568),
 * for matrices x ← x - ηL^(-1/4)GR^(-1/4) with L ← L + GGᵀ and R ← R + GᵀG; for vectors AdaGrad with the full matrix.
 * Inverse roots come from Newton's iteration, so they cost some dozens of products of the matrices.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.shampoo({ learningRate: 0.1 });
 * const params = tensor([[1, 0], [0, -2]]);
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0, 0, 0.1]
 */
export const shampoo: Algorithm<ShampooOptions, ShampooState> = algorithm("shampoo", options, (given, name) =>
  chain(
    precondition(name, given),
    decayWeights(name, given),
    descendWithMomentum(name, { ...given, nesterov: false, momentumOf: "gradients" }),
  ),
);
