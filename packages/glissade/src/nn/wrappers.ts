/** @file Layers around a layer that change no type: residual connections and repetition. */

import { requireCount } from "../check.ts";
import { scan } from "../control/scan.ts";
import { within } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { stack } from "../ops/shape/reorder.ts";
import * as random from "../random/index.ts";
import { mapTree } from "../tree.ts";
import { vmap } from "../vmap/vmap.ts";
import type { AnyLayer, AnyStateful, OutputOf } from "./layer.ts";
import { lift, lower } from "./lift.ts";
import type { Taking } from "./sequential.ts";

/** A layer whose output can be its input. */
type Endo<L> = Taking<OutputOf<L>, L>;

/** The inner layer with a name and functions of its own. */
function wrap<L>(
  inner: AnyLayer,
  change: (full: AnyStateful) => Pick<AnyStateful, "name" | "apply"> & Partial<AnyStateful>,
): L {
  const full = lift(inner);
  return lower({ ...full, ...change(full) }, inner.stateful === true) as L;
}

/**
 * x + layer(x), so that gradients have a short way back: Deep Residual Learning for Image Recognition (He et al. 2015,
 * arXiv:1512.03385). Parameters and state are those of the inner layer.
 *
 * @example
 * const model = nn.residual(nn.linear(3, { weight: nn.zeros() }));
 * await model.apply(model.init(random.key(1), zeros([1, 3])), tensor([[1, 2, 3]])).data(); // [1, 2, 3]
 */
export const residual = <L extends AnyLayer>(inner: Endo<L>): L =>
  wrap(inner, (full) => {
    const name = `residual(${full.name})`;
    const apply: AnyStateful["apply"] = (variables, x, context) =>
      within(name, () => {
        const [y, state] = full.apply(variables, x, context);
        return [mapTree(add, x, y), state];
      });
    return { name, apply };
  });

/** What a copy is given by the scan. */
type Copy = { readonly key?: Tensor; readonly params: unknown; readonly state: unknown };

/**
 * A number of copies one behind the other, each with parameters of its own, as one `scan` over layers: the graph stays
 * as small as that of a single copy. Parameters and state have a leading axis that counts the copies.
 *
 * @example
 * const tower = nn.repeat(4, nn.residual(nn.linear(3)));
 * const params = tower.init(random.key(1), zeros([1, 3]));
 * params.weight.shape; // [4, 3, 3]
 * tower.apply(params, zeros([5, 3])).shape; // [5, 3]
 */
export function repeat<L extends AnyLayer>(count: number, inner: Endo<L>): L {
  requireCount("repeat(count)", count);
  return wrap(inner, (full) => {
    const name = `repeat(${count}, ${full.name})`;
    const keysFrom = (key: Tensor) => stack(random.split(key, count));
    const init: AnyStateful["init"] = (key, x) =>
      within(name, () => vmap((own: Tensor) => full.init(own, x))(keysFrom(key)));
    const apply: AnyStateful["apply"] = ({ params, state }, x, context) => {
      const keys = full.random && context?.key ? { key: keysFrom(context.key) } : {};
      const step = (y: unknown, { key, ...variables }: Copy) =>
        full.apply(variables, y, context && { training: context.training, key });
      return within(name, () => scan(step, x, { params, state, ...keys } as Copy, { length: count }));
    };
    return { name, init, apply };
  });
}
