/** @file Conversion of layers of both kinds to one form, and back. */

import type { Tensor } from "../graph/tensor.ts";
import {
  type AnyLayer,
  type AnyStateful,
  type Model,
  type None,
  none,
  type Stateful,
  type Variables,
} from "./layer.ts";
import { requireLayer, requireVariables } from "./layer-checks.ts";

/**
 * Any layer as one with state, so that library code is written once.
 *
 * @example
 * const doubled = <P, S = nn.None>(inner: nn.Model<P, S>): nn.Stateful<P, S> => {
 *   const full = nn.lift(inner);
 *   return { ...full, apply(variables, x, context) {
 *     const [y, state] = full.apply(variables, x, context);
 *     return [y.mul(2), state];
 *   } };
 * };
 * doubled(nn.relu()).apply({ params: [], state: [] }, tensor([3]))[0].shape; // [1]
 */
export function lift<Params, State = None, Input = Tensor, Output = Tensor>(
  layer: Model<Params, State, Input, Output>,
): Stateful<Params, State, Input, Output> {
  requireLayer("lift(layer)", layer);
  if (layer.stateful) return layer;
  return {
    name: layer.name,
    random: layer.random,
    pytorch: layer.pytorch,
    stateful: true,
    init: (key, x) => ({ params: layer.init(key, x), state: none as State }),
    apply: ({ params, state }, x, context) => [layer.apply(params, x, context), state],
  };
}

/** A lifted layer without its empty state, unless it has state. */
export function lower(full: AnyStateful, isStateful: boolean): AnyLayer {
  if (isStateful) return full;
  return {
    name: full.name,
    random: full.random,
    pytorch: full.pytorch,
    init: (key, x) => full.init(key, x).params,
    apply: (params, x, context) => full.apply({ params, state: none }, x, context)[0],
  };
}

/**
 * The output of any model in evaluation; the state of a training serves as variables.
 *
 * @example
 * const model = nn.sequential(nn.linear(3), nn.batchNorm());
 * const variables = nn.lift(model).init(random.key(1), zeros([1, 2]));
 * nn.outputs(model, variables, zeros([5, 2])).shape; // [5, 3]
 */
export function outputs<Params, Input, Output, State = None>(
  model: Model<Params, State, Input, Output>,
  variables: Variables<Params, State>,
  x: Input,
): Output {
  requireLayer("outputs(model)", model);
  requireVariables("outputs(variables)", variables);
  const { params, state } = variables;
  return lift(model).apply({ params, state }, x, { training: false })[0];
}
