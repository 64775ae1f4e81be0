/** @file The moving average of gradients. */

import { requireDecay } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { average, correction, zeroSteps, zerosLike } from "../math/moments.ts";
import type { Transform } from "../transform.ts";

export interface EmaOptions {
  /** Divide by 1 - bᵗ, since the average starts at zero; `true` by default. */
  readonly debias?: boolean;
}

/** A type and not an interface, so that it is a tree. */
export type EmaState = { readonly step: Tensor; readonly mean: Tree };

/**
 * m ← b·m + (1 - b)g; the update is m/(1 - bᵗ).
 *
 * @example
 * const smooth = optim.ema(0.9);
 * const params = tensor([0]);
 * const [, state] = smooth.update(tensor([1]), smooth.init(params), { params });
 * const [updates] = smooth.update(tensor([20]), state, { params });
 * await updates.data(); // [11]
 */
export function ema(decay: Operand, { debias = true }: EmaOptions = {}): Transform<EmaState> {
  requireDecay("ema(decay)", decay);
  return {
    init: (params) => ({ step: zeroSteps(), mean: zerosLike(params) }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const mean = mapTree(average(decay), state.mean, gradients);
      const corrected = (_: Tensor, leaf: Tensor) => div(leaf, correction(decay, step, leaf));
      return [mapTree(debias ? corrected : (_, leaf) => leaf, gradients, mean), { step, mean }];
    },
  };
}
