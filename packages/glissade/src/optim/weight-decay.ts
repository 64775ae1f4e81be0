/** @file Weight decay. */

import type { Operand, Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { mapTree } from "../tree.ts";
import { requireNonNegative } from "./check.ts";
import { requireParams } from "./context.ts";
import { type Mask, readMask } from "./mask.ts";
import { beside } from "./moments.ts";
import type { Transform } from "./transform.ts";

export interface WeightDecayOptions {
  /** Which leaves decay; all by default. */
  readonly mask?: Mask;
  /** The name that errors give; addDecayedWeights by default. */
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
  return {
    init: () => [],
    update(updates, state, context) {
      const params = requireParams(name, context);
      const concerned = readMask(`${name}({ mask })`, mask, params).values();
      const decay = (leaf: Tensor, param: Tensor) =>
        concerned.next().value ? add(leaf, mul(param, beside(weightDecay, param))) : leaf;
      return [mapTree(decay, updates, params), state];
    },
  };
}
