/** @file Lion. */

import { requireDecay } from "../../check.ts";
import type { Operand } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike, zerosLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

export interface ScaleByLionOptions {
  /** Share of the momentum in the sign, in [0, 1); 0.9 by default. */
  readonly b1?: Operand;
  /** Decay of the momentum, in [0, 1); 0.99 by default. */
  readonly b2?: Operand;
}

/** The weight decay is 0.001 by default. */
export interface LionOptions extends ScaleByLionOptions, DecayOptions {
  /** Three to ten times smaller than for Adam. */
  readonly learningRate: LearningRate;
}

/** The update is sign(b1·m + (1 - b1)g); then m ← b2·m + (1 - b2)g. */
export function scaleByLion({ b1 = 0.9, b2 = 0.99 }: ScaleByLionOptions = {}): Transform<Tree> {
  requireDecay("lion({ b1 })", b1);
  requireDecay("lion({ b2 })", b2);
  // sign(b1·m + (1 - b1)g) = sign(m·b1/(1 - b1) + g): one pass less over each leaf
  const weight = typeof b1 === "number" ? b1 / (1 - b1) : div(b1, sub(1, b1));
  return {
    init: zerosLike,
    update: (gradients, m) => [
      mapTree(
        (gradient, momentum) => sign(add(mul(momentum, castLike(weight, momentum)), gradient)),
        gradients,
        m,
      ),
      mapTree(average(b2), m, gradients),
    ],
  };
}

/**
 * Lion (Chen et al. 2023): x ← x - η(sign(b1·m + (1 - b1)g) + λx), m ← b2·m + (1 - b2)g. Every coordinate moves by η.
 *
 * @example
 * const optimizer = optim.lion({ learningRate: 0.1, weightDecay: 0 });
 * const params = tensor([1, -2]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1]
 */
export const lion = ({
  learningRate,
  weightDecay = 1e-3,
  mask,
  ...options
}: LionOptions): Optimizer<readonly Tree[]> =>
  chain(scaleByLion(options), descendWithDecay("lion", { learningRate, weightDecay, mask }));

export const lionSignature: Signature<Omit<LionOptions, "mask">> = {
  name: "lion",
  create: lion,
  parameters: { learningRate: "number", b1: "number", b2: "number", weightDecay: "number" },
};
