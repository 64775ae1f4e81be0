/** @file Normalisations made of other operations: by root mean squares, over groups of channels, over batches. */

import { ShapeError } from "../../errors.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { type Kinds, kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, div, mul, sub } from "../elementwise/arithmetic.ts";
import { sqrt, square } from "../elementwise/unary.ts";
import { mean } from "../reduce/reduce.ts";
import { variance as varianceOf } from "../reduce/statistics.ts";
import { reshape } from "../shape/layout.ts";
import { layerNorm } from "./layer-norm.ts";

export interface RmsNormOptions {
  /** Multiplies the result; ones by default. */
  readonly weight?: Tensor;
  /** Added to the mean square; 1e-6 by default. */
  readonly eps?: number;
}

const readRmsNorm = optionsReader<RmsNormOptions>({ weight: tensorKind.tensor, eps: kind.number });

/**
 * x/√(mean(x²) + eps)·weight over the last axis (Zhang and Sennrich 2019).
 *
 * @example
 * await rmsNorm(tensor([1, 7])).data(); // [0.2, 1.4]
 */
export function rmsNorm(x: Tensor, options?: RmsNormOptions): Tensor {
  const { weight, eps = 1e-6 } = readRmsNorm("rmsNorm", options);
  requireFloat("rmsNorm", x);
  const power = mean(square(x), { axis: -1, keepDims: true });
  const normal = mul(x, div(1, sqrt(add(power, eps))));
  return weight ? mul(normal, weight) : normal;
}

export interface ChannelNormOptions {
  /** One factor per channel; ones by default. */
  readonly weight?: Tensor;
  /** One addend per channel; zeros by default. */
  readonly bias?: Tensor;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
}

const channelKinds: Kinds<ChannelNormOptions> = {
  weight: tensorKind.tensor,
  bias: tensorKind.tensor,
  eps: kind.number,
};

const readChannelNorm = optionsReader<ChannelNormOptions>(channelKinds);

/** A vector of channels against (batch, channels, ...). */
function alongChannels(where: string, x: Tensor, vector: Tensor): Tensor {
  if (vector.rank !== 1 || vector.size !== x.shape[1]) {
    throw new ShapeError({
      where,
      rule: `needs one number per channel (axis 1), got ${formatShape(vector.shape)} for ${formatShape(x.shape)}`,
    });
  }
  return reshape(vector, [vector.size, ...new Array<number>(x.rank - 2).fill(1)]);
}

function requireChannels(where: string, x: Tensor): void {
  requireFloat(where, x);
  if (x.rank > 1) return;
  throw new ShapeError({
    where,
    rule: `needs inputs of shape [batch, channels, ...], got ${formatShape(x.shape)}`,
  });
}

/**
 * Normalises each example over groups of neighbouring channels and their places: (batch, channels, ...). One group is
 * layer normalisation over all, and as many groups as channels is instance normalisation (Wu and He 2018).
 *
 * @example
 * await groupNorm(tensor([[1, 3, 10, 30]]), 2).data(); // [-1, 1, -1, 1]
 */
export function groupNorm(x: Tensor, groups: number, options?: ChannelNormOptions): Tensor {
  const { weight, bias, eps } = readChannelNorm("groupNorm", options);
  requireChannels("groupNorm", x);
  const [examples, channels] = x.shape as [number, number];
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ShapeError({
      where: "groupNorm",
      rule: `the groups must divide the channels, got ${groups} for ${channels} in ${formatShape(x.shape)}`,
    });
  }
  const size = x.shape.slice(2).reduce((product, length) => product * length, channels / groups);
  const normal = reshape(layerNorm(reshape(x, [examples, groups, size]), { eps }), x.shape);
  const scaled = weight ? mul(normal, alongChannels("groupNorm (weight)", x, weight)) : normal;
  return bias ? add(scaled, alongChannels("groupNorm (bias)", x, bias)) : scaled;
}

export interface BatchNormOptions extends ChannelNormOptions {
  /** The mean of each channel; that of the batch by default. */
  readonly mean?: Tensor;
  /** The variance of each channel; that of the batch by default. */
  readonly variance?: Tensor;
}

const readBatchNorm = optionsReader<BatchNormOptions>({
  ...channelKinds,
  mean: tensorKind.tensor,
  variance: tensorKind.tensor,
});

/**
 * Normalises each channel of (batch, channels, ...) by the batch's own mean and variance, as in training, or by given
 * ones, as afterwards (Ioffe and Szegedy 2015).
 *
 * @example
 * await batchNorm(tensor([[1, 10], [3, 30]])).data(); // [-1, -1, 1, 1]
 */
export function batchNorm(x: Tensor, given?: BatchNormOptions): Tensor {
  const options = readBatchNorm("batchNorm", given);
  requireChannels("batchNorm", x);
  const axes = [...x.shape.keys()].filter((axis) => axis !== 1);
  const { mean: average = mean(x, { axis: axes }), variance = varianceOf(x, { axis: axes }) } = options;
  const { weight, bias, eps = 1e-5 } = options;
  const channels = (name: string, vector: Tensor) => alongChannels(`batchNorm (${name})`, x, vector);
  const inverse = div(1, sqrt(add(channels("variance", variance), eps)));
  const factor = weight ? mul(inverse, channels("weight", weight)) : inverse;
  const scaled = mul(sub(x, channels("mean", average)), factor);
  return bias ? add(scaled, channels("bias", bias)) : scaled;
}
