/** @file Noise on gradients. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import * as random from "../../random/index.ts";
import { flatten, mapTree } from "../../tree.ts";
import { castLike, scalarLike, zeroSteps } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { key, nonNegative } from "../options/option-makers.ts";
import type { Transform } from "../transform.ts";

const options = {
  /** η, the variance at the first step; 0.01, 0.3 and 1 in the paper. */
  eta: nonNegative(),
  /** γ, how fast it falls. */
  gamma: nonNegative(0.55),
  /** Of the random numbers; the state splits it at every step. */
  key: key(),
};

export interface NoiseOptions extends OptionsOf<typeof options>, Named {}

export type NoiseState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The key of the next step. */
  readonly key: Tensor;
};

/**
 * g ← g + N(0, η/t^γ) at step t = 1, 2, ... (Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep
 * Networks", 2015, arXiv 1511.06807).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const noise = optim.addNoise({ eta: 0.3, key: random.key(1) });
 * const optimizer = optim.chain(noise, optim.sgd({ learningRate: 0.1 }));
 */
export function addNoise(given: NoiseOptions): Transform<NoiseState> {
  const { eta, gamma, key } = read("addNoise", options, given);
  return {
    init: () => ({ step: zeroSteps(), key }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const [next, ...keys] = random.split(state.key, flatten(gradients).leaves.length + 1) as [
        Tensor,
        ...Tensor[],
      ];
      const draws = keys.values();
      const disturb = (leaf: Tensor): Tensor => {
        const deviation = sqrt(
          mul(pow(cast(step, leaf.dtype), mul(scalarLike(gamma, leaf), -1)), castLike(eta, leaf)),
        );
        return add(
          leaf,
          mul(random.normal(draws.next().value!, leaf.shape, { dtype: leaf.dtype }), deviation),
        );
      };
      return [mapTree(disturb, gradients), { step, key: next }];
    },
  };
}
addNoise.options = options;
