/** @file The common parts of pooling operations: options, the size of the result, the batch rule. */

import { ShapeError } from "../../errors.ts";
import type { TensorType } from "../../graph/op.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Kinds, kind } from "../../options/kinds.ts";
import {
  countWindows,
  type PerAxis,
  requireSpatial,
  requireWindows,
  spanOf,
  spatial,
  toPerAxis,
  toSteps,
  type Window,
  type WindowOptions,
  windowKinds,
} from "./window.ts";

export interface PoolOptions extends Omit<WindowOptions, "dilation"> {
  /** Windows may begin on the last elements and end outside; `false` by default. */
  readonly ceilMode?: boolean;
}

const { stride, padding } = windowKinds;

export const poolKinds: Kinds<PoolOptions> = { stride, padding, ceilMode: kind.boolean };

/** The window of a pooling operation; its stride is the kernel by default. */
export function toPoolWindow(
  where: string,
  x: Tensor,
  {
    kernelSize,
    stride = kernelSize,
    ceilMode = false,
    ...options
  }: WindowOptions & { readonly kernelSize: PerAxis; readonly ceilMode?: boolean | undefined },
): Window {
  requireSpatial(where, x);
  const lengths = spatial(x.shape);
  const kernel = toPerAxis(`${where}(kernelSize)`, kernelSize, { axes: lengths.length });
  const window = { ...toSteps(where, { lengths, kernel }, { stride, ...options }), kernel };
  requireNarrow(where, lengths, window);
  requireWindows(where, lengths, window, ceilMode ? countCeil : countWindows);
  return window;
}

/** Every window sees at least one element. */
function requireNarrow(where: string, lengths: Shape, window: Window): void {
  const { kernel, dilations, before, after } = window;
  const spans = kernel.map((length, axis) => spanOf(length, dilations[axis]!));
  const isWide = spans.some((span, axis) => 2 * Math.max(before[axis]!, after[axis]!) > span);
  const isBlind = lengths.some((length, axis) => steppedOver(length, window, axis));
  if (!isWide && !isBlind) return;
  throw new ShapeError({
    where: `${where}({ padding })`,
    rule: isWide
      ? `must be at most half of the kernel, got ${formatShape(before)} and ${formatShape(after)} for ${formatShape(spans)}`
      : `every window must see an element, got dilation ${formatShape(dilations)} for an input of ${formatShape(lengths)}`,
  });
}

/** Whether a window with dilation begins before the elements and goes on behind them. */
const steppedOver = (length: number, { strides, dilations, before }: Window, axis: number): boolean =>
  Array.from({ length: Math.ceil(before[axis]! / strides[axis]!) }, (_, place) => {
    const start = place * strides[axis]! - before[axis]!;
    return start + dilations[axis]! * Math.ceil(-start / dilations[axis]!);
  }).some((first) => first >= length);

/** How many windows there are when the last may end outside; each begins inside, or in the padding before. */
export function countCeil(length: number, window: Window, axis: number): number {
  const stride = window.strides[axis]!;
  const behind = window.after.with(axis, window.after[axis]! + stride - 1);
  const count = countWindows(length, { ...window, after: behind }, axis);
  return (count - 1) * stride >= length + window.before[axis]! ? count - 1 : count;
}

export const pooledType = ({ dtype, shape }: TensorType, window: Window, ceil: boolean): TensorType => {
  const count = ceil ? countCeil : countWindows;
  return {
    dtype,
    shape: [...shape.slice(0, 2), ...spatial(shape).map((length, axis) => count(length, window, axis))],
  };
};
