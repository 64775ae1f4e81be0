/** @file Layers that normalise, with parameters that undo it where that helps. */

import { ShapeError, within } from "../errors.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { layerNorm as layerNormOf } from "../ops/norm/layer-norm.ts";
import { groupNorm as groupNormOf, rmsNorm as rmsNormOf } from "../ops/norm/normalize.ts";
import { requireKnown } from "../options.ts";
import { ones, zeros } from "../tensor.ts";
import type { Layer } from "./layer.ts";

export interface NormLayerOptions {
  /** Added to the variance or mean square. */
  readonly eps?: number;
}

export type NormParams = { readonly weight: Tensor; readonly bias: Tensor };

function known(where: string, options: NormLayerOptions): NormLayerOptions {
  requireKnown(where, options, ["eps"]);
  return options;
}

/** The length of an axis that each example has. */
function lengthOf(where: string, shape: Shape, axis: number): number {
  const length = shape.length < 2 ? undefined : shape.at(axis);
  if (length !== undefined) return length;
  throw new ShapeError({
    where,
    rule: `needs inputs of at least two axes, the batch first, got ${formatShape(shape)}`,
  });
}

/**
 * Mean 0 and variance 1 over the features of each example (batch, ..., features), times weight, plus bias; `eps` is
 * 1e-5 by default.
 *
 * @example
 * const layer = nn.layerNorm();
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * await layer.apply(params, tensor([[1, 3]])).data(); // [-1, 1]
 */
export function layerNorm(options: NormLayerOptions = {}): Layer<NormParams> {
  const { eps } = known("layerNorm", options);
  const name = "layerNorm()";
  return {
    name,
    init(_, { dtype, shape }) {
      const length = lengthOf(name, shape, -1);
      return { weight: ones([length], { dtype }), bias: zeros([length], { dtype }) };
    },
    apply: (params, x) => within(name, () => layerNormOf(x, { ...params, eps })),
  };
}

/**
 * Root mean square 1 over the features of each example (batch, ..., features), times weight; `eps` is 1e-6 by default.
 *
 * @example
 * const layer = nn.rmsNorm();
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * await layer.apply(params, tensor([[1, 7]])).data(); // [0.2, 1.4]
 */
export function rmsNorm(options: NormLayerOptions = {}): Layer<Pick<NormParams, "weight">> {
  const { eps } = known("rmsNorm", options);
  const name = "rmsNorm()";
  return {
    name,
    init: (_, { dtype, shape }) => ({ weight: ones([lengthOf(name, shape, -1)], { dtype }) }),
    apply: (params, x) => within(name, () => rmsNormOf(x, { ...params, eps })),
  };
}

/**
 * Mean 0 and variance 1 over groups of channels of each example (batch, channels, ...), times weight, plus bias; `eps`
 * is 1e-5 by default.
 *
 * @example
 * const layer = nn.groupNorm(2);
 * const params = layer.init(random.key(1), zeros([1, 4]));
 * await layer.apply(params, tensor([[1, 3, 10, 30]])).data(); // [-1, 1, -1, 1]
 */
export function groupNorm(groups: number, options: NormLayerOptions = {}): Layer<NormParams> {
  const { eps } = known("groupNorm", options);
  const name = `groupNorm(${groups})`;
  return {
    name,
    init(_, { dtype, shape }) {
      const channels = lengthOf(name, shape, 1);
      return { weight: ones([channels], { dtype }), bias: zeros([channels], { dtype }) };
    },
    apply: (params, x) => within(name, () => groupNormOf(x, groups, { ...params, eps })),
  };
}
