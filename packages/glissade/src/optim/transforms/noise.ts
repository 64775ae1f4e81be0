/** @file Noise on gradients. */

import { requireNonNegative } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import * as random from "../../random/index.ts";
import { flatten, mapTree } from "../../tree.ts";
import { castLike, scalarLike, zeroSteps } from "../math/moments.ts";
import type { Transform } from "../transform.ts";

export interface NoiseOptions {
  /** η, the variance at the first step; 0.01, 0.3 and 1 in the paper. */
  readonly eta: Operand;
  /** γ, how fast it falls; 0.55 by default. */
  readonly gamma?: Operand;
  /** The state splits it at every step. */
  readonly key: Tensor;
}

/** A type and not an interface, so that it is a tree. */
export type NoiseState = { readonly step: Tensor; readonly key: Tensor };

/**
 * g ← g + N(0, η/t^γ) at step t = 1, 2, ... (Neelakantan et al. 2015).
 *
 * @example
 * const noise = optim.addNoise({ eta: 0.3, key: random.key(1) });
 * const optimizer = optim.chain(noise, optim.sgd({ learningRate: 0.1 }));
 */
export function addNoise({ eta, gamma = 0.55, key }: NoiseOptions): Transform<NoiseState> {
  requireNonNegative("addNoise({ eta })", eta);
  requireNonNegative("addNoise({ gamma })", gamma);
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
