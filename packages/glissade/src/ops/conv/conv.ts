/** @file Convolution and its adjoint, the transposed convolution: each is the other's gradient. */

import { apply } from "../../graph/apply.ts";
import { at, build, flatIndex, type HostArray, indices } from "../../graph/host.ts";
import type { Op, TensorType } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { multipliesMatrices } from "../no-lanes.ts";
import { sum } from "../reduce/sum.ts";
import {
  batchConv,
  convByChannels,
  convByProduct,
  convByWindows,
  exchange,
  exchangeInGroups,
  turnKernels,
} from "./conv-forms.ts";
import {
  channelParts,
  emitConv,
  emitConvTranspose,
  hasConvKernel,
  hasConvTransposeKernel,
  hasFewWindows,
  hasLongWindows,
} from "./conv-kernels.ts";
import { type ConvAttributes, reachOf, requireKernels, seenBy } from "./conv-rules.ts";
import { convSamples, convTransposeSamples } from "./conv-samples.ts";
import { padSpatial } from "./patches.ts";
import { countWindows, requireLengths, requireWindows, spatial } from "./window.ts";

export const Conv: Op<ConvAttributes> = {
  name: "Conv",
  doc: "Windows of x [batch, channels, ...] times kernels [results, channels/groups, ...], plus a number per result.",
  infer(inputs, attributes) {
    const [x, w] = inputs as [TensorType, TensorType];
    const { groups } = attributes;
    requireKernels(inputs, {
      where: "conv",
      layout: "[results, channels/groups, ...]",
      groups,
      isFit: ([results, columns], channels) => columns! * groups === channels && results! % groups === 0,
      filters: ([results]) => results!,
    });
    const window = { ...attributes, kernel: spatial(w.shape) };
    requireWindows("conv", spatial(x.shape), window);
    const counts = spatial(x.shape).map((length, axis) => countWindows(length, window, axis));
    return { dtype: x.dtype, shape: [x.shape[0]!, w.shape[0]!, ...counts] };
  },
  vjp: ({ inputs: [x, w, bias], dy, needed, attributes }) => {
    // Without what lies behind the last window, the adjoint has exactly one length.
    const reach = reachOf(spatial(dy.shape), spatial(w!.shape), attributes);
    const after = reach.map((length, axis) => length - attributes.before[axis]! - x!.shape[axis + 2]!);
    return [
      needed[0] ? apply(ConvTranspose, [dy, w!], { ...attributes, after }) : undefined,
      needed[1] ? kernelGradient(x!, dy, { ...attributes, after }) : undefined,
      ...(bias ? [sumPerChannel(dy)] : []),
    ];
  },
  batch: (context) => batchConv(Conv, context),
  onnx: (context) => {
    const { attributes, compose } = context;
    if (!hasConvKernel(context)) return compose((...inputs) => convByProduct(inputs, attributes));
    if (hasFewWindows(context) || hasLongWindows(context))
      return compose((...inputs) => convByWindows(inputs, attributes));
    const parts = channelParts(context);
    return parts === 1
      ? emitConv(context)
      : compose((...inputs) => convByChannels(Conv, inputs, { ...attributes, parts }));
  },
  lane: multipliesMatrices,
  reference: (inputs, attributes) => {
    const [x, w, bias] = inputs as [HostArray, HostArray, HostArray?];
    const { dtype, shape } = Conv.infer(inputs, attributes) as TensorType;
    const from = { steps: attributes, lengths: spatial(x.shape) };
    return build(dtype, shape, ([n, row, ...window]) => {
      const group = Math.floor((row! * attributes.groups) / shape[1]!);
      let total = bias?.data[row!] ?? 0;
      for (const [column, ...offset] of indices(w.shape.slice(1))) {
        const position = seenBy(window, offset, from);
        const channel = group * w.shape[1]! + column!;
        if (position) total += at(x, [n!, channel, ...position]) * at(w, [row!, column!, ...offset]);
      }
      return total;
    });
  },
  flops: ([, w], [y]) => 2 * sizeOf(y!.shape) * termsOf(w!),
  samples: convSamples,
};

export const ConvTranspose: Op<ConvAttributes> = {
  name: "ConvTranspose",
  doc: "The adjoint of Conv for kernels [channels, results/groups, ...]: each element of x spreads over a window.",
  infer(inputs, attributes) {
    const [x, w] = inputs as [TensorType, TensorType];
    const { groups, before, after } = attributes;
    requireKernels(inputs, {
      where: "convTranspose",
      layout: "[channels, results/groups, ...]",
      groups,
      isFit: ([rows], channels) => rows === channels && channels % groups === 0,
      filters: ([, columns]) => columns! * groups,
    });
    const reach = reachOf(spatial(x.shape), spatial(w.shape), attributes);
    const lengths = reach.map((length, axis) => length - before[axis]! - after[axis]!);
    requireLengths("convTranspose", lengths, x);
    return { dtype: x.dtype, shape: [x.shape[0]!, w.shape[1]! * groups, ...lengths] };
  },
  vjp: ({ inputs: [x, w, bias], dy, needed, attributes }) => [
    needed[0] ? apply(Conv, [dy, w!], attributes) : undefined,
    needed[1] ? kernelGradient(dy, x!, attributes) : undefined,
    ...(bias ? [sumPerChannel(dy)] : []),
  ],
  batch: (context) => batchConv(ConvTranspose, context),
  onnx: (context) =>
    hasConvTransposeKernel(context)
      ? emitConvTranspose(context)
      : context.compose((...inputs) => asConv(inputs, context.attributes)),
  lane: multipliesMatrices,
  reference: (inputs, attributes) => {
    const [x, w, bias] = inputs as [HostArray, HostArray, HostArray?];
    const { dtype, shape } = ConvTranspose.infer(inputs, attributes) as TensorType;
    const onto = { steps: attributes, lengths: spatial(shape) };
    const y = build(dtype, shape, ([, result]) => bias?.data[result!] ?? 0);
    for (const [n, channel, ...window] of indices(x.shape)) {
      const group = Math.floor((channel! * attributes.groups) / x.shape[1]!);
      for (const [column, ...offset] of indices(w.shape.slice(1))) {
        const position = seenBy(window, offset, onto);
        if (!position) continue;
        const target = flatIndex(shape, [n!, group * w.shape[1]! + column!, ...position]);
        y.data[target]! += at(x, [n!, channel!, ...window]) * at(w, [channel!, column!, ...offset]);
      }
    }
    return y;
  },
  flops: ([x, w]) => 2 * sizeOf(x!.shape) * termsOf(w!),
  samples: convTransposeSamples,
  simplify: (inputs, attributes) =>
    isFasterAsConv(inputs, attributes) ? asConv(inputs, attributes) : undefined,
};

/** Elements of one row of kernels. */
const termsOf = ({ shape }: TensorType): number => sizeOf(shape.slice(1));

/** Windows of x times dy: a convolution with batch and channels exchanged, strides and dilations too. */
function kernelGradient(x: Tensor, dy: Tensor, attributes: ConvAttributes): Tensor {
  const { strides, dilations, groups } = attributes;
  const product = apply(Conv, [exchangeInGroups(x, groups), exchange(dy)], {
    ...attributes,
    strides: dilations,
    dilations: strides,
  });
  return exchange(product);
}

const sumPerChannel = (dy: Tensor): Tensor =>
  sum(dy, { axis: dy.shape.map((_, axis) => axis).filter((axis) => axis !== 1) });

/** The transposed convolution as a convolution of elements put apart with kernels turned round. */
export function asConv([x, w, bias]: readonly Tensor[], attributes: ConvAttributes): Tensor {
  const { strides, dilations, before, after, groups } = attributes;
  const none = strides.map(() => 0);
  const reach = dilations.map((dilation, axis) => dilation * (w!.shape[axis + 2]! - 1));
  const apart = padSpatial(x!, { before: none, after: none }, { strides });
  return apply(Conv, [apart, turnKernels(w!, groups), ...(bias ? [bias] : [])], {
    strides: strides.map(() => 1),
    dilations,
    before: reach.map((length, axis) => length - before[axis]!),
    after: reach.map((length, axis) => length - after[axis]!),
    groups,
  });
}

/** ONNX Runtime runs a convolution on several threads; its transposed one is better for few results. */
const MANY_RESULTS = 32;

function isFasterAsConv([x, w]: readonly Tensor[], { strides, groups }: ConvAttributes): boolean {
  if (x!.dtype !== "float32" || strides.some((stride) => stride > 1)) return false;
  return w!.shape[1]! >= MANY_RESULTS || groups === w!.shape[0];
}
