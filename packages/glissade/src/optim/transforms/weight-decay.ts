/** @file Weight decay, and the penalty of absolute values. */

import { requireNonNegative } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import type { Transform } from "../transform.ts";
import { type Mask, readMask } from "../wrappers/mask.ts";

export interface DecayOptions {
  /** λ, decoupled unless the optimizer says that it is an L2 penalty; the learning rate multiplies both kinds. */
  readonly weightDecay?: Operand;
  /** Which leaves decay; all by default. */
  readonly mask?: Mask;
}

export interface WeightDecayOptions {
  /** Which leaves decay; all by default. */
  readonly mask?: Mask;
  /** The name that errors give; that of the function by default. */
  readonly name?: string;
}

/**
 * u ← u + λx. Before a transform of the gradient this is the L2 penalty ½λ‖x‖², behind it decoupled weight decay
 * (Loshchilov and Hutter 2019).
 *
 * @example
 * const decay = optim.addDecayedWeights(0.1, { mask: (path) => path.endsWith("w") });
 * const params = { w: tensor([10, 20]), b: tensor([30]) };
 * const [updates] = decay.update({ w: tensor([1, 1]), b: tensor([1]) }, [], { params });
 * await updates.w.data(); // [2, 3]
 */
export function addDecayedWeights(
  weightDecay: Operand,
  { mask = true, name = "addDecayedWeights" }: WeightDecayOptions = {},
): Transform<readonly Tensor[]> {
  requireNonNegative(`${name}({ weightDecay })`, weightDecay);
  return addPenalty(weightDecay, (param) => param, { mask, name });
}

/**
 * u ← u + λ·sign(x): before a transform of the gradient the L1 penalty λ‖x‖₁, which drives weights to 0.
 *
 * @example
 * const params = tensor([10, -20, 0]);
 * const [updates] = optim.addSignedWeights(0.1).update(tensor([1, 1, 1]), [], { params });
 * await updates.data(); // [1.1, 0.9, 1]
 */
export function addSignedWeights(
  penalty: Operand,
  { mask = true, name = "addSignedWeights" }: WeightDecayOptions = {},
): Transform<readonly Tensor[]> {
  requireNonNegative(`${name}({ penalty })`, penalty);
  return addPenalty(penalty, sign, { mask, name });
}

/** u ← u + λ·slope(x) */
const addPenalty = (
  weight: Operand,
  slope: (param: Tensor) => Tensor,
  { mask, name }: Required<WeightDecayOptions>,
): Transform<readonly Tensor[]> => ({
  init: () => [],
  update(updates, state, context) {
    if (weight === 0) return [updates, state];
    const params = requireParams(name, context);
    const concerned = readMask(`${name}({ mask })`, mask, params).values();
    const penalize = (leaf: Tensor, param: Tensor) =>
      concerned.next().value ? add(leaf, mul(slope(param), castLike(weight, param))) : leaf;
    return [mapTree(penalize, updates, params), state];
  },
});
