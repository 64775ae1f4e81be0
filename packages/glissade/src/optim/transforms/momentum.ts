/** @file Momentum: sums of gradients, or of steps. */

import { requireDecay } from "../../check.ts";
import { ArgumentError } from "../../errors.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { mapTree } from "../../tree.ts";
import { castLike, zerosLike } from "../math/moments.ts";
import type { Transform } from "../transform.ts";

interface TraceOptions {
  /** Also apply momentum to the sum just made. */
  readonly nesterov?: boolean;
  /** Ask for the gradient where the momentum alone would lead. */
  readonly lookAhead?: boolean;
}

/** b ← g + μb with μ in [0, 1); the update is b, or g + μb with Nesterov. */
export function addMomentum(
  momentum: Operand,
  { nesterov = false, lookAhead = false }: TraceOptions = {},
): Transform {
  requireDecay("addMomentum(momentum)", momentum);
  const accumulate = (gradient: Tensor, sum: Tensor) => add(gradient, mul(sum, castLike(momentum, sum)));
  return {
    init: zerosLike,
    update(gradients, state) {
      const sums = mapTree(accumulate, gradients, state);
      return [nesterov ? mapTree(accumulate, gradients, sums) : sums, sums];
    },
    gradientPoint: lookAhead
      ? (params, state) => mapTree((leaf, sum) => add(leaf, mul(sum, castLike(momentum, sum))), params, state)
      : undefined,
  };
}

export interface MomentumOptions {
  /** μ in [0, 1); 0, no momentum, by default. */
  readonly momentum?: Operand;
  /**
   * `true`: the parameters are the look-ahead point, as in PyTorch and optax. `"textbook"`: the gradient is taken at
   * x + μv. `false` by default: heavy ball.
   */
  readonly nesterov?: boolean | "textbook";
  /**
   * What is summed: gradients, or steps, which are gradients times their learning rate. The paths differ once the
   * rate changes; textbook Nesterov always sums steps.
   */
  readonly momentumOf?: "gradients" | "steps";
}

/** Links of a chain that multiply by the learning rate and sum, in the order of the options. */
export function withMomentum(
  name: string,
  descend: Transform,
  { momentum = 0, nesterov = false, momentumOf }: MomentumOptions,
): readonly Transform[] {
  requireDecay(`${name}({ momentum })`, momentum);
  if (momentum === 0) {
    if (!nesterov) return [descend];
    throw new ArgumentError({ where: `${name}({ nesterov })`, rule: "needs momentum above 0, got 0" });
  }
  const lookAhead = nesterov === "textbook";
  const sum = addMomentum(momentum, { nesterov: nesterov === true, lookAhead });
  return momentumOf === "steps" || lookAhead ? [descend, sum] : [sum, descend];
}
