/** @file Batch normalisation with running statistics. */

import { requireNonNegative, requireProbability } from "../check.ts";
import { ShapeError, within } from "../errors.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/elementwise/arithmetic.ts";
import { batchNorm as batchNormOf } from "../ops/norm/normalize.ts";
import { mean } from "../ops/reduce/reduce.ts";
import { variance } from "../ops/reduce/statistics.ts";
import { requireKnown } from "../options.ts";
import { ones, zeros } from "../tensor.ts";
import { mapTree } from "../tree.ts";
import { type None, none, type Stateful } from "./layer.ts";
import type { NormParams } from "./norms.ts";

export interface BatchNormLayerOptions {
  /** The share of the new statistics in the running ones, in [0, 1]; 0.1 by default, as in PyTorch (Keras: 0.01). */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
  /** Whether a weight and a bias for each channel follow; `true` by default. */
  readonly affine?: boolean;
}

/** Moving averages of the mean and the unbiased variance of each channel. */
export type BatchNormState = { readonly mean: Tensor; readonly variance: Tensor };

/** Parameters, whether affine or not. */
type Params = Partial<NormParams>;

/**
 * Mean 0 and variance 1 for each channel (axis 1) over the batch and all other axes, times weight, plus bias:
 * (batch, channels), (batch, channels, length), (batch, channels, height, width) or more. In evaluation the running
 * statistics take the place of the batch's, as in PyTorch: Batch Normalization: Accelerating Deep Network Training by
 * Reducing Internal Covariate Shift (Ioffe and Szegedy 2015, arXiv:1502.03167).
 *
 * @example
 * const layer = nn.batchNorm();
 * const variables = layer.init(random.key(1), zeros([1, 2]));
 * const [y, state] = layer.apply(variables, tensor([[1, 10], [3, 30]]), { training: true });
 * await y.data(); // [-1, -1, 1, 1]
 * await state.mean.data(); // [0.2, 2]
 * await state.variance.data(); // [1.1, 20.9]
 *
 * @throws ArgumentError for options out of their range; ShapeError for inputs without channels, and in training for
 * one number per channel, which has no variance
 */
export function batchNorm(
  options: BatchNormLayerOptions & { readonly affine: false },
): Stateful<None, BatchNormState>;
export function batchNorm(
  options?: BatchNormLayerOptions & { readonly affine?: true },
): Stateful<NormParams, BatchNormState>;
export function batchNorm(options: BatchNormLayerOptions = {}): unknown {
  requireKnown("batchNorm", options, ["momentum", "eps", "affine"]);
  const { momentum = 0.1, eps = 1e-5, affine = true } = options;
  requireProbability("batchNorm({ momentum })", momentum);
  requireNonNegative("batchNorm({ eps })", eps);
  const name = "batchNorm()";
  const layer: Stateful<Params | None, BatchNormState> = {
    name,
    stateful: true,
    init: (_, { dtype, shape }) => {
      const size = channelsOf(name, shape);
      const params = { weight: ones([size], { dtype }), bias: zeros([size], { dtype }) };
      return {
        params: affine ? params : none,
        state: { mean: zeros([size], { dtype }), variance: ones([size], { dtype }) },
      };
    },
    apply: ({ params, state }, x, context) =>
      within(name, () => {
        if (!context?.training) return [batchNormOf(x, { ...params, ...state, eps }), state];
        const { batch, unbiased } = statisticsOf(x);
        const blend = (old: Tensor, seen: Tensor) => add(mul(old, 1 - momentum), mul(seen, momentum));
        const next = mapTree(blend, state, { mean: batch.mean, variance: unbiased });
        return [batchNormOf(x, { ...params, ...batch, eps }), next];
      }),
  };
  return layer;
}

/** The mean and variance of each channel; the running variance takes the unbiased one. */
function statisticsOf(x: Tensor): { readonly batch: BatchNormState; readonly unbiased: Tensor } {
  const axis = [...x.shape.keys()].filter((each) => each !== 1);
  const count = x.size / channelsOf("input", x.shape);
  if (count < 2) {
    throw new ShapeError({
      where: "input",
      rule: `needs more than one number per channel while training, got ${formatShape(x.shape)}`,
      fix: "Train on larger batches, or normalise with layerNorm() or groupNorm()",
    });
  }
  const batch = { mean: mean(x, { axis }), variance: variance(x, { axis }) };
  return { batch, unbiased: mul(batch.variance, count / (count - 1)) };
}

function channelsOf(where: string, shape: readonly number[]): number {
  if (shape.length > 1) return shape[1]!;
  throw new ShapeError({
    where,
    rule: `needs inputs of shape [batch, channels, ...], got ${formatShape(shape)}`,
  });
}
