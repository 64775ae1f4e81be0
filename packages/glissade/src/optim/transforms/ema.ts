/** @file The moving average of gradients. */

import { requireDecay } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { average, correction, zeroSteps, zerosLike } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { flag } from "../options/option-makers.ts";
import type { Transform } from "../transform.ts";

const options = {
  /** Divide by 1 - bᵗ, since the average starts at 0. */
  debias: flag(true),
};

export interface EmaOptions extends OptionsOf<typeof options>, Named {}

export type EmaState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** m, in the shapes of the parameters. */
  readonly mean: Tree;
};

/**
 * The moving average of gradients: m ← b·m + (1 - b)g; the update is m/(1 - bᵗ), or m.
 *
 * @throws ArgumentError where b is a number outside [0, 1).
 *
 * @example
 * const smooth = optim.ema(0.9);
 * const params = tensor([0]);
 * const [, state] = smooth.update(tensor([1]), smooth.init(params), { params });
 * const [updates] = smooth.update(tensor([20]), state, { params });
 * await updates.data(); // [11]
 */
export function ema(decay: Operand, given?: EmaOptions): Transform<EmaState> {
  const { debias } = read("ema", options, given);
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
ema.options = options;
