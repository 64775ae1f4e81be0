/** @file Shampoo. */

import { requireCount, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { alongAxis, gram, shortAxes } from "../math/axis-products.ts";
import { inverseRoot } from "../math/inverse-root.ts";
import { castLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { type LeafContext, leafwise } from "../transforms/leafwise.ts";
import { type MomentumOptions, withMomentum } from "../transforms/momentum.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";
import { everyN } from "../wrappers/every-n.ts";

export interface ScaleByShampooOptions {
  /** Added to the diagonal of each matrix as a part of its norm; 1e-6 by default. */
  readonly eps?: Operand;
  /** Steps from one computation of the roots to the next; 1 by default. */
  readonly interval?: number;
  /** Longer axes have no matrix; 1024 by default. A leaf without any is scaled element by element, as in Adagrad. */
  readonly maxSize?: number;
}

/** The momentum is 0 by default. So is the weight decay, which the momentum sums too. */
export interface ShampooOptions
  extends ScaleByShampooOptions,
    DecayOptions,
    Pick<MomentumOptions, "momentum"> {
  readonly learningRate: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
type ShampooLeaf = { readonly sums: readonly Tensor[]; readonly roots: readonly Tensor[] };

/** S ← S + GGᵀ for each axis of a leaf, GGᵀ of the slices along it; the update is G times all S^(-1/2k) for k axes. */
export function scaleByShampoo({
  eps = 1e-6,
  interval = 1,
  maxSize = 1024,
}: ScaleByShampooOptions = {}): Transform {
  requirePositive("shampoo({ eps })", eps);
  requireCount("shampoo({ interval })", interval);
  requireCount("shampoo({ maxSize })", maxSize);

  function byElement(gradient: Tensor, { sums: [before] }: ShampooLeaf): readonly [Tensor, ShampooLeaf] {
    const sum = add(before!, square(gradient));
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

  return leafwise<ShampooLeaf>("shampoo", {
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
 * Shampoo (Gupta et al. 2018), for matrices x ← x - ηL^(-1/4)GR^(-1/4) with L ← L + GGᵀ and R ← R + GᵀG; for vectors
 * Adagrad with the full matrix. Inverse roots come from Newton's iteration, so they cost some dozens of products of
 * the matrices.
 *
 * @example
 * const optimizer = optim.shampoo({ learningRate: 0.1 });
 * const params = tensor([[1, 0], [0, -2]]);
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0, 0, 0.1]
 */
export const shampoo = ({
  learningRate,
  momentum,
  weightDecay = 0,
  mask,
  ...options
}: ShampooOptions): Optimizer<readonly Tree[]> =>
  chain(
    scaleByShampoo(options),
    addDecayedWeights(weightDecay, { mask, name: "shampoo" }),
    ...withMomentum("shampoo", scaleByLearningRate("shampoo", learningRate), { momentum }),
  );

export const shampooSignature: Signature<Omit<ShampooOptions, "mask">> = {
  name: "shampoo",
  create: shampoo,
  parameters: {
    learningRate: "number",
    momentum: "number",
    weightDecay: "number",
    eps: "number",
    interval: "number",
    maxSize: "number",
  },
};
