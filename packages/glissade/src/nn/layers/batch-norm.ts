/** @file Batch normalisation with running statistics. */

import { ones, zeros } from "../../create-tensor.ts";
import { ShapeError, within } from "../../errors.ts";
import { requireNonNegative, requireProbability } from "../../graph/operand-checks.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { batchNorm as batchNormOf } from "../../ops/norm/normalize.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { variance } from "../../ops/reduce/statistics.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { mapTree } from "../../tree.ts";
import { type Context, type None, none, type Stateful, type Variables } from "../layer.ts";
import { requireCall, requireStart, requireVariables } from "../layer-checks.ts";
import { batchNormLayout } from "../pytorch-layout.ts";
import { channelsOf } from "./channels.ts";
import type { NormParams } from "./norms.ts";
import { requireShapes } from "./parameters.ts";

export interface BatchNormLayerOptions<Affine extends boolean = boolean> {
  /** The share of the new statistics in the running ones, in [0, 1]; 0.1 by default, as in PyTorch (Keras: 0.01). */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
  /** Whether a weight and a bias for each channel follow; `true` by default. */
  readonly affine?: Affine;
}

const readBatchNorm = optionsReader<BatchNormLayerOptions>({
  momentum: kind.number,
  eps: kind.number,
  affine: kind.boolean,
});

/** Moving averages of the mean and the unbiased variance of each channel. */
export type BatchNormState = { readonly mean: Tensor; readonly variance: Tensor };

/** A weight and a bias where they are wanted; a union where the compiler cannot know. */
export type BatchNormParams<Affine> = Affine extends false ? None : NormParams;

/** Any of them. */
type Params = Partial<NormParams> | None;

type All = Variables<Params, BatchNormState>;

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
export function batchNorm<Affine extends boolean = true>(
  options?: BatchNormLayerOptions<Affine>,
): Stateful<BatchNormParams<Affine>, BatchNormState> {
  const { momentum = 0.1, eps = 1e-5, affine = true } = readBatchNorm("batchNorm", options);
  requireProbability("batchNorm({ momentum })", momentum);
  requireNonNegative("batchNorm({ eps })", eps);
  const name = "batchNorm()";
  const layer: Stateful<Params, BatchNormState> = {
    name,
    pytorch: batchNormLayout,
    stateful: true,
    init: (key, x) =>
      within(name, () => {
        requireStart(key, x);
        return startOf(x, affine);
      }),
    apply: (variables, x, context) =>
      within(name, () => {
        requireOwn(variables, { x, context, affine });
        const { params, state } = variables;
        if (!context?.training) return [batchNormOf(x, { ...params, ...state, eps }), state];
        const { batch, unbiased } = statisticsOf(x);
        const blend = (old: Tensor, seen: Tensor) => add(mul(old, 1 - momentum), mul(seen, momentum));
        const next = mapTree(blend, state, { mean: batch.mean, variance: unbiased });
        return [batchNormOf(x, { ...params, ...batch, eps }), next];
      }),
  };
  return layer as unknown as Stateful<BatchNormParams<Affine>, BatchNormState>;
}

function startOf({ type }: Tensor, affine: boolean): All {
  requireFloat("input", type);
  const [shape, dtype] = [[channelsOf(type.shape)], type.dtype];
  return {
    params: affine ? { weight: ones(shape, { dtype }), bias: zeros(shape, { dtype }) } : none,
    state: { mean: zeros(shape, { dtype }), variance: ones(shape, { dtype }) },
  };
}

interface Call {
  readonly x: Tensor;
  readonly context: Context | undefined;
  readonly affine: boolean;
}

/** Throws unless these are the variables of such a layer, for such an input. */
function requireOwn(variables: All, { x, context, affine }: Call): void {
  requireCall(x, context);
  requireVariables("variables", variables);
  const channels = [channelsOf(x.shape)];
  const shapes = affine ? { weight: channels, bias: channels } : {};
  requireShapes("params", variables.params, { shapes, x });
  requireShapes("state", variables.state, { shapes: { mean: channels, variance: channels }, x });
}

/** The mean and variance of each channel; the running variance takes the unbiased one. */
function statisticsOf(x: Tensor): { readonly batch: BatchNormState; readonly unbiased: Tensor } {
  const axis = [...x.shape.keys()].filter((each) => each !== 1);
  const count = x.size / channelsOf(x.shape);
  if (count < 2) {
    throw new ShapeError({
      where: "input",
      rule: `needs more than one number per channel while training, got ${formatShape(x.shape)}`,
      fix: 'Train on larger batches, leave a last row out with batches(data, { last: "drop" }), or normalise with layerNorm() or groupNorm()',
    });
  }
  const batch = { mean: mean(x, { axis }), variance: variance(x, { axis }) };
  return { batch, unbiased: mul(batch.variance, count / (count - 1)) };
}
