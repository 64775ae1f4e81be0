/** @file Updates that keep the parameters within a set. */

import { sub } from "../../ops/elementwise/arithmetic.ts";
import { requireFunction } from "../../options/arguments.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import type { Projection } from "../math/projections.ts";
import { applyUpdates, type NoState, type Transform } from "../transform.ts";

/**
 * As the last link: projected descent, x ← P(x + u). The parameters are in the set but for the rounding of that sum;
 * `projection(params)` after the last step removes it.
 *
 * @throws ArgumentError in `update` without parameters.
 *
 * @example
 * const optimizer = optim.chain(optim.sgd({ learningRate: 1 }), optim.project(optim.projections.nonNegative));
 * const params = tensor([1, 1]);
 * const [updates] = optimizer.update(tensor([3, 0.5]), optimizer.init(params), { params });
 * await optim.applyUpdates(params, updates).data(); // [0, 0.5]
 */
export function project(projection: Projection): Transform<NoState> {
  requireFunction("project(projection)", projection);
  return {
    init: () => [],
    update(updates, state, context) {
      const params = requireParams("project", context);
      const next = projection(applyUpdates(params, updates));
      return [mapTree((_, target, param) => sub(target, param), updates, next, params), state];
    },
  };
}
