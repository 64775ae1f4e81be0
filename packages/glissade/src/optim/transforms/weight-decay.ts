/** @file Weight decay, and the penalty of absolute values. */

import { requireNonNegative } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { type Mask, readMask } from "../options/mask.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { mask } from "../options/option-makers.ts";
import type { NoState, Transform } from "../transform.ts";

const options = {
  /** Which leaves decay. */
  mask: mask(true),
};

export interface WeightDecayOptions extends OptionsOf<typeof options>, Named {}

/**
 * u ← u + λx. Before a transform of the gradient this is the L2 penalty ½λ‖x‖², behind it decoupled weight decay
 * (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, arXiv 1711.05101).
 *
 * @throws ArgumentError where λ is a number and not finite or below 0, and in `update` without parameters.
 *
 * @example
 * const decay = optim.addDecayedWeights(0.1, { mask: (path) => path.endsWith("w") });
 * const params = { w: tensor([10, 20]), b: tensor([30]) };
 * const [updates] = decay.update({ w: tensor([1, 1]), b: tensor([1]) }, [], { params });
 * await updates.w.data(); // [2, 3]
 */
export function addDecayedWeights(weightDecay: Operand, given?: WeightDecayOptions): Transform<NoState> {
  const { mask } = read("addDecayedWeights", options, given);
  requireNonNegative("addDecayedWeights(weightDecay)", weightDecay);
  return decayWeights("addDecayedWeights", { weightDecay, mask });
}
addDecayedWeights.options = options;

/**
 * u ← u + λ·sign(x): before a transform of the gradient the L1 penalty λ‖x‖₁, which drives weights to 0.
 *
 * @throws ArgumentError where λ is a number and not finite or below 0, and in `update` without parameters.
 *
 * @example
 * const params = tensor([10, -20, 0]);
 * const [updates] = optim.addSignedWeights(0.1).update(tensor([1, 1, 1]), [], { params });
 * await updates.data(); // [1.1, 0.9, 1]
 */
export function addSignedWeights(penalty: Operand, given?: WeightDecayOptions): Transform<NoState> {
  const { mask } = read("addSignedWeights", options, given);
  requireNonNegative("addSignedWeights(penalty)", penalty);
  return addPenalty("addSignedWeights", { weight: penalty, slope: sign, mask });
}
addSignedWeights.options = options;

interface Decay {
  readonly weightDecay?: Operand;
  readonly mask?: Mask;
}

/** u ← u + λx, for an optimizer whose name errors say. */
export const decayWeights = (where: string, { weightDecay = 0, mask = true }: Decay): Transform<NoState> =>
  addPenalty(where, { weight: weightDecay, slope: (param) => param, mask });

interface Penalty {
  readonly weight: Operand;
  slope(param: Tensor): Tensor;
  readonly mask: Mask;
}

/** u ← u + λ·slope(x) */
const addPenalty = (where: string, { weight, slope, mask }: Penalty): Transform<NoState> => ({
  init: () => [],
  update(updates, state, context) {
    if (weight === 0) return [updates, state];
    const params = requireParams(where, context);
    const concerned = readMask(`${where}({ mask })`, mask, params).values();
    const penalize = (leaf: Tensor, param: Tensor) =>
      concerned.next().value ? add(leaf, mul(slope(param), castLike(weight, param))) : leaf;
    return [mapTree(penalize, updates, params), state];
  },
});
