/** @file Convolutions as the user calls them. */

import { ArgumentError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { Conv, ConvTranspose } from "./conv.ts";
import {
  type PerAxis,
  requireSpatial,
  type Steps,
  spatial,
  toPerAxis,
  toSteps,
  type WindowOptions,
  windowKinds,
} from "./window.ts";

export interface ConvOptions extends WindowOptions {
  /** Parts that the channels fall into, each with kernels of its own; as many as channels: depthwise. 1 by default. */
  readonly groups?: number;
  /** A number added to each result channel; none by default. */
  readonly bias?: Tensor;
}

/** Padding in numbers: "same" does not say which of the possible lengths is meant. */
export interface ConvTransposeOptions extends Omit<ConvOptions, "padding"> {
  readonly padding?: PerAxis;
  /** Elements added behind each axis, fewer than a stride or dilation is long; 0 by default. */
  readonly outputPadding?: PerAxis;
}

const channelKinds = { groups: kind.integer, bias: tensorKind.tensor };

const readConv = optionsReader<ConvOptions>({ ...windowKinds, ...channelKinds });

const readConvTranspose = optionsReader<ConvTransposeOptions>({
  ...windowKinds,
  ...channelKinds,
  padding: kind.integerOrList,
  outputPadding: kind.integerOrList,
});

function toGroups(where: string, groups: number): number {
  if (Number.isInteger(groups) && groups > 0) return groups;
  throw new ArgumentError({
    where: `${where}({ groups })`,
    rule: `expected a positive integer, got ${describe(groups)}`,
  });
}

/**
 * The convolution (cross-correlation, as everywhere in deep learning) of x [batch, channels, ...spatial] with kernels
 * [results, channels/groups, ...kernel] over 1 to 3 spatial axes. Stride 1, padding 0, dilation 1 by default. float64
 * is a matrix product of patches and much slower than float32. Outputs near an infinity in x may be NaN.
 *
 * @example
 * const x = tensor([[[1, 2, 3, 4]]]);
 * await conv(x, tensor([[[1, 10]]])).data(); // [21, 32, 43]
 * await conv(x, tensor([[[1, 10]]]), { stride: 2, padding: "same", bias: tensor([5]) }).data(); // [26, 48]
 */
export function conv(x: Tensor, kernels: Tensor, given?: ConvOptions): Tensor {
  const { groups = 1, bias, ...options } = readConv("conv", given);
  requireSpatial("conv", x);
  const steps = toSteps("conv", { lengths: spatial(x.shape), kernel: spatial(kernels.shape) }, options);
  const attributes = { ...steps, groups: toGroups("conv", groups) };
  return apply(Conv, bias ? [x, kernels, bias] : [x, kernels], attributes);
}

/**
 * The transposed convolution of x [batch, channels, ...spatial] with kernels [channels, results/groups, ...kernel]:
 * what gives conv its gradient. Lengths become (length - 1)·stride + dilation·(kernel - 1) + 1 - 2·padding +
 * outputPadding.
 *
 * @example
 * await convTranspose(tensor([[[1, 2]]]), tensor([[[1, 10]]]), { stride: 2 }).data(); // [1, 10, 2, 20]
 */
export function convTranspose(x: Tensor, kernels: Tensor, given?: ConvTransposeOptions): Tensor {
  const { groups = 1, bias, outputPadding = 0, ...options } = readConvTranspose("convTranspose", given);
  requireSpatial("convTranspose", x);
  const lengths = spatial(x.shape);
  const steps = toSteps("convTranspose", { lengths, kernel: spatial(kernels.shape) }, options);
  const extra = toOutputPadding(outputPadding, steps);
  const after = steps.after.map((padding, axis) => padding - extra[axis]!);
  const attributes = { ...steps, after, groups: toGroups("convTranspose", groups) };
  return apply(ConvTranspose, bias ? [x, kernels, bias] : [x, kernels], attributes);
}

function toOutputPadding(value: PerAxis, { strides, dilations }: Steps): readonly number[] {
  const where = "convTranspose({ outputPadding })";
  const extra = toPerAxis(where, value, { axes: strides.length, least: 0 });
  const most = strides.map((stride, axis) => Math.max(stride, dilations[axis]!) - 1);
  if (extra.every((each, axis) => each <= most[axis]!)) return extra;
  throw new ArgumentError({
    where,
    rule: `must be smaller than the stride or the dilation, got ${formatShape(extra)} with at most ${formatShape(most)}`,
  });
}
