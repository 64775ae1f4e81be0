/** @file Convolutions that take each channel by itself, alone and with a mixture of the channels behind them. */

import { type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { conv } from "../../ops/conv/convolve.ts";
import { type Padding, type PerAxis, toPerAxis, windowKinds } from "../../ops/conv/window.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import { type Initializer, initialize } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { asInPyTorch } from "../pytorch-layout.ts";
import { requireImages } from "./conv.ts";
import {
  type BiasOption,
  initializersOf,
  type LinearOptions,
  linearKinds,
  type MaybeBiased,
  startOf,
  type WeightAndBias,
} from "./linear.ts";
import { parametric } from "./parameters.ts";

export interface DepthwiseOptions extends LinearOptions {
  /** Filters of each channel; 1 by default. */
  readonly multiplier?: number;
  /** 1 by default. */
  readonly stride?: PerAxis;
  /** 1 by default. */
  readonly dilation?: PerAxis;
  /** 0 by default; "same" keeps the size for stride 1. */
  readonly padding?: Padding;
}

const readDepthwise = optionsReader<DepthwiseOptions>({
  ...linearKinds,
  ...windowKinds,
  multiplier: kind.count,
});

/** What both kinds of layers need: the kernels of the channels, and their convolution. */
function channelwise(name: string, kernelSize: PerAxis, given: DepthwiseOptions | undefined, axes: number) {
  const { multiplier = 1, weight, bias, ...steps } = readDepthwise(name, given);
  const kernel = toPerAxis(`${name}(kernelSize)`, kernelSize, { axes });
  const shapeFor = ({ shape }: Tensor): Shape => {
    requireImages("input", shape, axes);
    return [multiplier * shape[1]!, 1, ...kernel];
  };
  return {
    start: initializersOf({ weight, bias }),
    shapeFor,
    fansFor: ({ dtype }: Tensor) => ({
      fanIn: sizeOf(kernel),
      fanOut: multiplier * sizeOf(kernel),
      dtype,
    }),
    convolve: (x: Tensor, kernels: Tensor, bias?: Tensor) =>
      conv(x, kernels, { ...steps, groups: x.shape[1]!, bias }),
  };
}

type DepthwiseLayer = <Bias extends Initializer | null = Initializer>(
  kernelSize: PerAxis,
  options?: DepthwiseOptions & BiasOption<Bias>,
) => Layer<WeightAndBias<Bias>>;

const depthwiseLayer = (axes: number): DepthwiseLayer => {
  const name = `depthwiseConv${axes}d`;
  const create = (kernelSize: PerAxis, given?: DepthwiseOptions): Layer<MaybeBiased> => {
    const { start, shapeFor, fansFor, convolve } = channelwise(name, kernelSize, given, axes);
    const shapes = (x: Tensor) => {
      const weight = shapeFor(x);
      return { weight, bias: start.bias ? [weight[0]!] : undefined };
    };
    return parametric<MaybeBiased>({
      pytorch: asInPyTorch,
      name: `${name}(${JSON.stringify(kernelSize)})`,
      shapes,
      init(key, x) {
        requireFloat("input", x);
        return startOf(key, { ...start, shapes: shapes(x), fans: fansFor(x) });
      },
      apply: ({ weight, bias }, x) => convolve(x, weight, bias),
    });
  };
  return create as unknown as DepthwiseLayer;
};

/**
 * The convolution over sequences (batch, channels, length) that takes each channel by itself: as many filters as there are
 * channels, or a `multiplier` of them. The number of channels is found at `init`.
 *
 * @example
 * const layer = nn.depthwiseConv1d(3, { multiplier: 2 });
 * layer.apply(layer.init(random.key(1), zeros([1, 4, 9])), zeros([5, 4, 9])).shape; // [5, 8, 7]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const depthwiseConv1d = depthwiseLayer(1);

/**
 * The convolution over images (batch, channels, height, width) that takes each channel by itself: as many filters as there
 * are channels, or a `multiplier` of them. The number of channels is found at `init`.
 *
 * @example
 * const layer = nn.depthwiseConv2d(3, { padding: "same" });
 * const params = layer.init(random.key(1), zeros([1, 4, 9, 9]));
 * params.weight.shape; // [4, 1, 3, 3]
 * layer.apply(params, zeros([5, 4, 9, 9])).shape; // [5, 4, 9, 9]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const depthwiseConv2d = depthwiseLayer(2);

export type SeparableParams<Bias = Initializer> = {
  readonly depthwise: { readonly weight: Tensor };
  readonly pointwise: WeightAndBias<Bias>;
};

type AnySeparable = SeparableParams<Initializer | null>;

type SeparableLayer = <Bias extends Initializer | null = Initializer>(
  filters: number,
  kernelSize: PerAxis,
  options?: DepthwiseOptions & BiasOption<Bias>,
) => Layer<SeparableParams<Bias>>;

const separableLayer = (axes: number): SeparableLayer => {
  const name = `separableConv${axes}d`;
  const create = (filters: number, kernelSize: PerAxis, given?: DepthwiseOptions): Layer<AnySeparable> => {
    const { start, shapeFor, fansFor, convolve } = channelwise(name, kernelSize, given, axes);
    requireCount(`${name}(filters)`, filters);
    const shapes = (x: Tensor) => {
      const weight = shapeFor(x);
      const mixed = [filters, weight[0]!, ...new Array<number>(axes).fill(1)];
      return {
        depthwise: { weight },
        pointwise: { weight: mixed, bias: start.bias ? [filters] : undefined },
      };
    };
    return parametric<AnySeparable>({
      pytorch: asInPyTorch,
      name: `${name}(${filters}, ${JSON.stringify(kernelSize)})`,
      shapes,
      init(key, x) {
        requireFloat("input", x);
        const [first, second] = random.split(key) as [Tensor, Tensor];
        const { depthwise, pointwise } = shapes(x);
        const own = { key: first, shape: depthwise.weight, fans: fansFor(x) };
        const fans = { fanIn: depthwise.weight[0]!, fanOut: filters, dtype: x.dtype };
        return {
          depthwise: { weight: initialize("{ weight }", start.weight, own) },
          pointwise: startOf(second, { ...start, shapes: pointwise, fans }),
        };
      },
      apply: ({ depthwise, pointwise: { weight, bias } }, x) =>
        conv(convolve(x, depthwise.weight), weight, { bias }),
    });
  };
  return create as unknown as SeparableLayer;
};

/**
 * A depthwise convolution over sequences (batch, channels, length), and a mixture of its channels in each position: what a
 * convolution does for a fraction of the weights: Xception: Deep Learning with Depthwise Separable Convolutions (Chollet
 * 2016, arXiv:1610.02357).
 *
 * @example
 * const layer = nn.separableConv1d(8, 3);
 * layer.apply(layer.init(random.key(1), zeros([1, 4, 9])), zeros([5, 4, 9])).shape; // [5, 8, 7]
 *
 * @throws ArgumentError for filters that are no positive integer; ShapeError for inputs of another rank
 */
export const separableConv1d = separableLayer(1);

/**
 * A depthwise convolution over images (batch, channels, height, width), and a mixture of its channels in each position:
 * what a convolution does for a fraction of the weights: Xception: Deep Learning with Depthwise Separable Convolutions
 * (Chollet 2016, arXiv:1610.02357).
 *
 * @example
 * const layer = nn.separableConv2d(8, 3, { padding: "same" });
 * const params = layer.init(random.key(1), zeros([1, 4, 9, 9]));
 * params.pointwise.weight.shape; // [8, 4, 1, 1]
 * layer.apply(params, zeros([5, 4, 9, 9])).shape; // [5, 8, 9, 9]
 *
 * @throws ArgumentError for filters that are no positive integer; ShapeError for inputs of another rank
 */
export const separableConv2d = separableLayer(2);
