/** @file Convolutional layers. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { conv, convTranspose } from "../../ops/conv/convolve.ts";
import { type Padding, type PerAxis, toPerAxis, windowKinds } from "../../ops/conv/window.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { describe } from "../../options/describe.ts";
import { kind, type OptionsReader, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import type { Initializer } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { asInPyTorch } from "../pytorch-layout.ts";
import { requireParts } from "./channels.ts";
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

interface KernelOptions extends LinearOptions {
  /** 1 by default. */
  readonly stride?: PerAxis;
  /** 1 by default. */
  readonly dilation?: PerAxis;
  /** Parts that the channels fall into; as many as channels: depthwise. 1 by default. */
  readonly groups?: number;
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

interface Form<Options> {
  readonly name: string;
  /** Spatial axes. */
  readonly axes: number;
  readonly read: OptionsReader<Options>;
  readonly apply: (
    x: Tensor,
    kernels: Tensor,
    options: Omit<Options, "weight" | "bias"> & { bias?: Tensor },
  ) => Tensor;
  /** First axes of the kernels. */
  readonly rows: (channels: number, filters: number, groups: number) => Shape;
}

/** A convolutional layer of a number of filters and the size of their kernels. */
type KernelLayer<Options> = <Bias extends Initializer | null = Initializer>(
  filters: number,
  kernelSize: PerAxis,
  options?: Options & BiasOption<Bias>,
) => Layer<WeightAndBias<Bias>>;

function kernelLayer<Options extends KernelOptions>(form: Form<Options>): KernelLayer<Options> {
  const { name: kind, axes, read, apply, rows } = form;
  const create = (filters: number, kernelSize: PerAxis, given?: Options) => {
    const options = read(kind, given);
    const start = initializersOf(options);
    const { weight: _, bias: __, ...rest } = options;
    const { groups = 1 } = rest;
    requireCount(`${kind}({ groups })`, groups);
    const kernel = toPerAxis(`${kind}(kernelSize)`, kernelSize, { axes });
    requireFilters(`${kind}(filters)`, filters, groups);
    const shapes = ({ shape }: Tensor) => {
      requireImages("input", shape, axes);
      requireParts("input", shape[1]!, groups);
      const weight = [...rows(shape[1]!, filters, groups), ...kernel];
      return { weight, bias: start.bias ? [filters] : undefined };
    };
    return parametric<MaybeBiased>({
      pytorch: asInPyTorch,
      name: `${kind}(${filters}, ${JSON.stringify(kernelSize)})`,
      shapes,
      init(key, x) {
        requireFloat("input", x);
        const own = shapes(x);
        // As PyTorch counts them, also for groups and transposed kernels.
        const [outputs, inputs] = own.weight.slice(0, 2).map((length) => length * sizeOf(kernel));
        const fans = { fanIn: inputs!, fanOut: outputs!, dtype: x.dtype };
        return startOf(key, { ...start, shapes: own, fans });
      },
      apply: ({ weight, bias }, x) => apply(x, weight, { ...rest, bias }),
    });
  };
  return create as unknown as KernelLayer<Options>;
}

function requireFilters(where: string, filters: number, groups: number): void {
  if (Number.isInteger(filters) && filters > 0 && filters % groups === 0) return;
  const multiple = groups === 1 ? "a positive integer" : `a positive multiple of the ${groups} groups`;
  throw new ArgumentError({ where, rule: `expected ${multiple}, got ${describe(filters)}` });
}

/** Checks that inputs are [batch, channels, ...] with a number of spatial axes. */
export function requireImages(where: string, shape: Shape, axes: number): void {
  if (shape.length === axes + 2) return;
  throw new ShapeError({
    where,
    rule: `needs shape [batch, channels, ...] with ${axes} spatial axes, got ${formatShape(shape)}`,
    fix:
      shape.length === axes + 1
        ? "Put the axis of the channels behind the batch: unsqueeze(x, { axis: 1 })"
        : undefined,
  });
}

const kernelKinds = { ...linearKinds, ...windowKinds, groups: kind.integer };

const readConv = optionsReader<ConvLayerOptions>(kernelKinds);

const readConvTranspose = optionsReader<ConvTransposeLayerOptions>({
  ...kernelKinds,
  padding: kind.integerOrList,
  outputPadding: kind.integerOrList,
});

const convLayer = (name: string, axes: number) =>
  kernelLayer<ConvLayerOptions>({
    name,
    axes,
    read: readConv,
    apply: conv,
    rows: (channels, filters, groups) => [filters, channels / groups],
  });

/**
 * The convolution over sequences (batch, channels, length), with PyTorch's options and defaults. The number of
 * channels is found at `init`.
 *
 * @example
 * const layer = nn.conv1d(4, 3, { padding: 1 });
 * const params = layer.init(random.key(1), zeros([1, 2, 10]));
 * params.weight.shape; // [4, 2, 3]
 * layer.apply(params, zeros([1, 2, 10])).shape; // [1, 4, 10]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const conv1d = convLayer("conv1d", 1);

/**
 * The convolution over images (batch, channels, height, width), with PyTorch's options and defaults. The number of
 * channels is found at `init`.
 *
 * @example
 * const layer = nn.conv2d(6, 5);
 * const params = layer.init(random.key(1), zeros([1, 1, 28, 28]));
 * params.weight.shape; // [6, 1, 5, 5]
 * layer.apply(params, zeros([1, 1, 28, 28])).shape; // [1, 6, 24, 24]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const conv2d = convLayer("conv2d", 2);

/**
 * The convolution over volumes (batch, channels, depth, height, width), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.conv3d(2, [1, 3, 3], { stride: 2 });
 * const params = layer.init(random.key(1), zeros([1, 1, 4, 7, 7]));
 * layer.apply(params, zeros([1, 1, 4, 7, 7])).shape; // [1, 2, 2, 3, 3]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const conv3d = convLayer("conv3d", 3);

const convTransposeLayer = (name: string, axes: number) =>
  kernelLayer<ConvTransposeLayerOptions>({
    name,
    axes,
    read: readConvTranspose,
    apply: convTranspose,
    rows: (channels, filters, groups) => [channels, filters / groups],
  });

/**
 * The transposed convolution over sequences (batch, channels, length), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.convTranspose1d(3, 2, { stride: 2 });
 * const params = layer.init(random.key(1), zeros([1, 8, 7]));
 * layer.apply(params, zeros([1, 8, 7])).shape; // [1, 3, 14]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const convTranspose1d = convTransposeLayer("convTranspose1d", 1);

/**
 * The transposed convolution over images (batch, channels, height, width), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.convTranspose2d(3, 2, { stride: 2 });
 * const params = layer.init(random.key(1), zeros([1, 8, 7, 7]));
 * params.weight.shape; // [8, 3, 2, 2]
 * layer.apply(params, zeros([1, 8, 7, 7])).shape; // [1, 3, 14, 14]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const convTranspose2d = convTransposeLayer("convTranspose2d", 2);

/**
 * The transposed convolution over volumes (batch, channels, depth, height, width), with PyTorch's options and defaults.
 *
 * @example
 * const layer = nn.convTranspose3d(3, 2, { stride: 2 });
 * const params = layer.init(random.key(1), zeros([1, 8, 2, 3, 3]));
 * layer.apply(params, zeros([1, 8, 2, 3, 3])).shape; // [1, 3, 4, 6, 6]
 *
 * @throws ArgumentError for filters that are no positive multiple of the groups; ShapeError for inputs of another rank, or
 * channels that the groups do not divide
 */
export const convTranspose3d = convTransposeLayer("convTranspose3d", 3);
