/** @file Convolutional layers. */

import { ArgumentError, ShapeError, within } from "../errors.ts";
import { formatShape, type Shape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { conv, convTranspose } from "../ops/conv/convolve.ts";
import { type Padding, type PerAxis, toPerAxis } from "../ops/conv/window.ts";
import * as random from "../random/index.ts";
import { type Initializer, kaiming, zeros } from "./initializers.ts";
import type { Layer } from "./layer.ts";

interface KernelOptions {
  /** 1 by default. */
  readonly stride?: PerAxis;
  /** 1 by default. */
  readonly dilation?: PerAxis;
  /** Parts that the channels fall into; as many as channels: depthwise. 1 by default. */
  readonly groups?: number;
  /** Start of the kernels; `kaiming()` by default. */
  readonly weight?: Initializer;
  /** Start of the biases, zeros by default; `null` leaves the bias out. */
  readonly bias?: Initializer | null;
}

export interface ConvLayerOptions extends KernelOptions {
  /** 0 by default; "same" keeps the size for stride 1. */
  readonly padding?: Padding;
}

export interface ConvTransposeLayerOptions extends KernelOptions {
  /** 0 by default. */
  readonly padding?: PerAxis;
  /** Elements added behind each axis; 0 by default. */
  readonly outputPadding?: PerAxis;
}

/** A type and not an interface, so that it is a tree. */
export type ConvParams = { readonly weight: Tensor; readonly bias?: Tensor };

interface Form<Options> {
  readonly name: string;
  /** Spatial axes. */
  readonly axes: number;
  readonly apply: (x: Tensor, kernels: Tensor, options: Options & { bias?: Tensor }) => Tensor;
  /** First axes of the kernels. */
  readonly rows: (channels: number, results: number, groups: number) => Shape;
}

/** A layer constructor: results, size of the kernels, options. */
const kernelLayer =
  <Options extends KernelOptions>({
    name: kind,
    axes,
    apply,
    rows,
  }: Form<Omit<Options, "weight" | "bias">>) =>
  (results: number, kernelSize: PerAxis, options: Options = {} as Options): Layer<ConvParams> => {
    const { weight = kaiming(), bias = zeros, ...rest } = options;
    const { groups = 1 } = rest;
    const kernel = toPerAxis(`${kind}(kernelSize)`, kernelSize, { axes });
    requireResults(`${kind}(results)`, results, groups);
    const name = `${kind}(${results}, ${JSON.stringify(kernelSize)})`;
    return {
      name,
      init(key, { dtype, shape }) {
        requireImages(name, shape, axes);
        requireParts(name, shape[1]!, groups);
        const weightShape = [...rows(shape[1]!, results, groups), ...kernel];
        // As PyTorch counts them, also for groups and transposed kernels.
        const size = sizeOf(kernel);
        const fans = { fanIn: weightShape[1]! * size, fanOut: weightShape[0]! * size, dtype };
        const [weightKey, biasKey] = random.split(key) as [Tensor, Tensor];
        const weights = weight(weightKey, weightShape, fans);
        return bias ? { weight: weights, bias: bias(biasKey, [results], fans) } : { weight: weights };
      },
      apply: (params, x) => within(name, () => apply(x, params.weight, { ...rest, bias: params.bias })),
    };
  };

function requireResults(where: string, results: number, groups: number): void {
  if (Number.isInteger(results) && results > 0 && results % groups === 0) return;
  const multiple = groups === 1 ? "a positive integer" : `a positive multiple of the ${groups} groups`;
  throw new ArgumentError({ where, rule: `expected ${multiple}, got ${results}` });
}

function requireParts(where: string, channels: number, groups: number): void {
  if (channels % groups === 0) return;
  throw new ShapeError({
    where,
    rule: `channels must be a multiple of the groups, got ${channels} and ${groups}`,
  });
}

/** Checks that inputs are [batch, channels, ...] with a number of spatial axes. */
export function requireImages(where: string, shape: Shape, axes: number): void {
  if (shape.length === axes + 2) return;
  throw new ShapeError({
    where,
    rule: `needs inputs of shape [batch, channels, ...] with ${axes} spatial axes, got ${formatShape(shape)}`,
  });
}

const convLayer = (name: string, axes: number) =>
  kernelLayer<ConvLayerOptions>({
    name,
    axes,
    apply: conv,
    rows: (channels, results, groups) => [results, channels / groups],
  });

/**
 * The convolution over sequences (batch, channels, length), with PyTorch's options and defaults. The number of
 * channels is found at `init`.
 *
 * @example
 * const layer = nn.conv1d(4, 3, { padding: 1 });
 * const params = layer.init(random.key(1), { dtype: "float32", shape: [1, 2, 10] });
 * params.weight.shape; // [4, 2, 3]
 * layer.apply(params, zeros([1, 2, 10])).shape; // [1, 4, 10]
 */
export const conv1d = convLayer("conv1d", 1);

/**
 * The convolution over images (batch, channels, height, width), with PyTorch's options and defaults. The number of
 * channels is found at `init`.
 *
 * @example
 * const layer = nn.conv2d(6, 5);
 * const params = layer.init(random.key(1), { dtype: "float32", shape: [1, 1, 28, 28] });
 * params.weight.shape; // [6, 1, 5, 5]
 * layer.apply(params, zeros([1, 1, 28, 28])).shape; // [1, 6, 24, 24]
 */
export const conv2d = convLayer("conv2d", 2);

/**
 * The convolution over volumes (batch, channels, depth, height, width), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.conv3d(2, [1, 3, 3], { stride: 2 });
 * const params = layer.init(random.key(1), { dtype: "float32", shape: [1, 1, 4, 7, 7] });
 * layer.apply(params, zeros([1, 1, 4, 7, 7])).shape; // [1, 2, 2, 3, 3]
 */
export const conv3d = convLayer("conv3d", 3);

/**
 * The transposed convolution over images (batch, channels, height, width), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.convTranspose2d(3, 2, { stride: 2 });
 * const params = layer.init(random.key(1), { dtype: "float32", shape: [1, 8, 7, 7] });
 * params.weight.shape; // [8, 3, 2, 2]
 * layer.apply(params, zeros([1, 8, 7, 7])).shape; // [1, 3, 14, 14]
 */
export const convTranspose2d = kernelLayer<ConvTransposeLayerOptions>({
  name: "convTranspose2d",
  axes: 2,
  apply: convTranspose,
  rows: (channels, results, groups) => [channels, results / groups],
});
