/** @file Sharpness-aware minimization. */

import { grad } from "../../grad/grad.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { abs, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireObjective, requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { globalNorm } from "../math/norms.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { flag, positive } from "../options/option-makers.ts";
import { requireTransform, type Transform } from "../transform.ts";

const options = {
  /** ρ, the radius of the neighbourhood. */
  rho: positive(0.05),
  /** Measure the neighbourhood in proportion to the parameters (Kwon et al. 2021). */
  adaptive: flag(false),
};

export interface SamOptions extends OptionsOf<typeof options>, Named {}

/**
 * Sharpness-aware minimization (Foret et al., "Sharpness-Aware Minimization for Efficiently Improving
 * Generalization", 2021, arXiv 2010.01412): the optimizer inside gets the gradient at x + e, where the loss is near
 * its largest within the radius ρ: e = ρ·g/‖g‖, or ρ·x²g/‖x·g‖ where `adaptive` (Kwon et al., "ASAM: Adaptive
 * Sharpness-Aware Minimization for Scale-Invariant Learning of Deep Neural Networks", 2021, arXiv 2102.11600). Where
 * that norm is 0, e = 0. Each step takes a second gradient of the same batch.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters or
 * objective.
 *
 * @example
 * const optimizer = optim.sam(optim.sgd({ learningRate: 0.1 }), { rho: 0.5 });
 * const f = (x: Tensor) => x.square().sum();
 * const params = tensor([3, 4]);
 * const context = { params, objective: f };
 * const [updates] = optimizer.update(grad(f)(params), optimizer.init(params), context);
 * await updates.data(); // [-0.66, -0.88]
 */
export function sam<Inner extends Tree>(inner: Transform<Inner>, given?: SamOptions): Transform<Inner> {
  const { rho, adaptive } = read("sam", options, given);
  requireTransform("sam(inner)", inner);
  return {
    ...inner,
    update(gradients, state, context) {
      const params = requireParams("sam", context);
      const objective = requireObjective("sam", context);
      const sizes = adaptive ? mapTree((leaf, param) => mul(leaf, abs(param)), gradients, params) : gradients;
      const norm = globalNorm(sizes);
      const scale = where(greater(norm, 0), div(castLike(rho, norm), norm), 0);
      const climb = (param: Tensor, gradient: Tensor): Tensor => {
        const step = mul(gradient, scale);
        return add(param, adaptive ? mul(step, square(param)) : step);
      };
      const worst = mapTree(climb, params, gradients);
      return inner.update(grad(objective)(worst), state, context);
    },
  };
}
sam.options = options;
