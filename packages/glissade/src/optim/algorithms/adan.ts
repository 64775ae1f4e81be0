/** @file Adan. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { corrected, type MomentState, zeroMoments } from "../math/estimates.ts";
import { plus, quotient, root, sum } from "../math/fraction.ts";
import { average, averageSquare, castLike, complement, scalarLike, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, nonNegative, positive, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = {
  /** Decay of the average of the gradients. */
  b1: decay(0.98),
  /** Decay of the average of their differences. */
  b2: decay(0.92),
  /** Decay of the average of the squares. */
  b3: decay(0.99),
  /** Added to the root. */
  eps: positive(1e-8),
  /** Added to n̂, under the root. */
  epsRoot: nonNegative(1e-8),
};

export interface ScaleByAdanOptions extends OptionsOf<typeof rule>, Named {}

export type AdanState = MomentState & {
  /** The average of the squares, in the shapes of the parameters. */
  readonly n: Tree;
  /** The last gradient. */
  readonly previous: Tree;
};

/**
 * d is the gradient less the last one, 0 at the first step: m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)d and
 * n ← b3·n + (1 - b3)(g + b2·d)²; the update is (m̂ + b2·v̂)/(√(n̂ + epsRoot) + eps), each estimate divided by 1 - bᵗ.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdan(given?: ScaleByAdanOptions): Transform<AdanState> {
  const { b1, b2, b3, eps, epsRoot } = read("scaleByAdan", rule, given);
  return {
    init: (params) => ({ ...zeroMoments(params), n: zerosLike(params), previous: zerosLike(params) }),
    update(gradients, state) {
      const isFirst = equal(state.step, 0);
      const step = add(state.step, 1);
      const differences = mapTree(sub, gradients, state.previous);
      // The scalars that multiply d are 0 at the first step, which spares a pass to make d itself 0.
      const later = (factor: Tensor) => where(isFirst, 0, factor);
      const follow = (v: Tensor, d: Tensor) =>
        add(mul(v, castLike(b2, v)), mul(d, later(scalarLike(complement(b2), v))));
      const square = (n: Tensor, g: Tensor, d: Tensor) =>
        averageSquare(b3)(n, add(g, mul(d, later(scalarLike(b2, n)))));
      const m = mapTree(average(b1), state.m, gradients);
      const v = mapTree(follow, state.v, differences);
      const n = mapTree(square, state.n, gradients, differences);
      const direction = (_: Tensor, m: Tensor, v: Tensor, n: Tensor) =>
        quotient(
          sum(corrected(m, b1, step), corrected(v, b2, step), b2),
          plus(root(plus(corrected(n, b3, step), epsRoot)), eps),
        );
      return [mapTree(direction, gradients, m, v, n), { step, m, v, n, previous: gradients }];
    },
  };
}
scaleByAdan.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

export interface AdanOptions extends OptionalRate, ScaleByAdanOptions, DecoupledDecayOptions {}

/**
 * Adan (Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022,
 * arXiv 2208.06677), Adam with the Nesterov momentum of gradient differences:
 * x ← x - η((m̂ + b2·v̂)/(√(n̂ + epsRoot) + eps) + λx). The paper's β are 1 - b. (optax 0.2.8 multiplies v̂ and d by
 * 1 - b2.)
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.adan({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const adan: Algorithm<AdanOptions, DescentState<AdanState>> = descent("adan", options, (given) =>
  scaleByAdan(pick(rule, given)),
);
