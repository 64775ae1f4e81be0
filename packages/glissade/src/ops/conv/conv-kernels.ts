/** @file Convolutions as nodes of ONNX, where ONNX Runtime has a kernel: float32, nothing empty. */

import type { EmitContext } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { ConvAttributes } from "./conv-rules.ts";
import { spatial, toOnnxSteps } from "./window.ts";

type Context = EmitContext<ConvAttributes>;

/** The others are written as products of patches. */
export const hasConvKernel = ({ types }: Context): boolean =>
  types.every(({ dtype, shape }) => dtype === "float32" && !shape.includes(0));

/** Below, and from these sizes on, a product per window is faster, as for gradients of kernels (measured). */
const FEW_WINDOWS = 9;
const LARGE_KERNEL = 16;

export const hasFewWindows = ({ types, outputs, attributes }: Context): boolean =>
  attributes.groups === 1 &&
  sizeOf(spatial(outputs[0]!.shape)) <= FEW_WINDOWS &&
  sizeOf(spatial(types[1]!.shape)) >= LARGE_KERNEL;

/** The kernel adds the terms of a single result or window from end to end, in float32. */
const MOST_TERMS = 4096;

const isLongVector = ({ types, outputs, attributes }: Context): boolean => {
  const [results, ...terms] = types[1]!.shape as [number, ...number[]];
  const isVector = results === attributes.groups || sizeOf(spatial(outputs[0]!.shape)) === 1;
  return isVector && sizeOf(terms) > MOST_TERMS;
};

/** As many windows as kernels mostly have elements: their gradients have long sums. */
const MOST_WINDOWS = 49;

export const hasLongWindows = (context: Context): boolean =>
  isLongVector(context) && sizeOf(spatial(context.outputs[0]!.shape)) <= MOST_WINDOWS;

/** Parts of the channels that are short enough to be added by themselves; 1 where all are. */
export function channelParts(context: Context): number {
  const [channels, ...kernel] = context.types[1]!.shape.slice(1) as [number, ...number[]];
  if (!isLongVector(context)) return 1;
  const parts = Array.from({ length: channels }, (_, part) => part + 1).filter(
    (part) => channels % part === 0,
  );
  return parts.find((part) => (channels / part) * sizeOf(kernel) <= MOST_TERMS / 4) ?? channels;
}

/** Negative padding is cut away first. */
export function emitConv({ inputs: [x, ...rest], attributes, node, constant }: Context): string {
  const { before, after, groups } = attributes;
  const crops = [0, 0, ...before.map(toCrop), 0, 0, ...after.map(toCrop)];
  const kept = crops.some((crop) => crop < 0) ? node("Pad", [x!, constant("int64", crops)]) : x!;
  const widths = { before: before.map(toWidth), after: after.map(toWidth) };
  return node("Conv", [kept, ...rest], { ...toOnnxSteps({ ...attributes, ...widths }), group: groups });
}

const toCrop = (padding: number): number => Math.min(padding, 0);
const toWidth = (padding: number): number => Math.max(padding, 0);

/** ONNX Runtime adds fewer elements behind than a step is long. */
export const hasConvTransposeKernel = (context: Context): boolean => {
  const { strides, before, after } = context.attributes;
  const isShort = (padding: number, axis: number) => -padding < strides[axis]!;
  return hasConvKernel(context) && before.every((padding) => padding >= 0) && after.every(isShort);
};

/** Negative padding behind is ONNX's output padding. */
export const emitConvTranspose = ({ inputs, attributes, node }: Context): string =>
  node("ConvTranspose", inputs, {
    ...toOnnxSteps({ ...attributes, after: attributes.after.map(toWidth) }),
    output_padding: attributes.after.map((padding) => Math.max(-padding, 0)),
    group: attributes.groups,
  });
