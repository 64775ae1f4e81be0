/** @file Windows laid out as columns, and their sum back into place. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { literal } from "../../graph/literal.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { gather, scatterAdd } from "../index/gather.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { Pad, slice } from "../shape/slice.ts";
import {
  countWindows,
  type PerAxis,
  requireSpatial,
  requireWindows,
  spatial,
  toPerAxis,
  toSteps,
  type Window,
  type WindowOptions,
  windowKinds,
  windowPositions,
} from "./window.ts";

/** A value (0 by default) around the spatial axes, and between their elements; negative widths cut. */
export function padSpatial(
  x: Tensor,
  { before, after }: Pick<Window, "before" | "after">,
  { strides = before.map(() => 1), value = 0 }: { strides?: readonly number[]; value?: number } = {},
): Tensor {
  if ([...before, ...after].every((width) => width === 0) && strides.every((stride) => stride === 1))
    return x;
  const between = strides.map((stride) => stride - 1);
  return apply(Pad, [x], {
    before: [0, 0, ...before],
    after: [0, 0, ...after],
    between: [0, 0, ...between],
    value,
  });
}

function positionsOf(window: Window, axis: number, count: number): Tensor {
  const positions = windowPositions(window, axis, count);
  return literal(positions.flat(), "int64", [positions.length, count]);
}

/** [batch, channels, ...kernel, ...windows], with a value (0 by default) in the padding. */
export function patches(x: Tensor, window: Window, value = 0): Tensor {
  const counts = spatial(x.shape).map((length, axis) => countWindows(length, window, axis));
  // One gather per axis makes [batch, channels, kernel, windows, kernel, windows, ...].
  const gathered = counts.reduce(
    (signal, count, axis) => gather(signal, positionsOf(window, axis, count), { axis: 2 + 2 * axis }),
    padSpatial(x, window, { value }),
  );
  return transpose(gathered, [
    0,
    1,
    ...counts.map((_, axis) => 2 + 2 * axis),
    ...counts.map((_, axis) => 3 + 2 * axis),
  ]);
}

const readWindow = optionsReader<WindowOptions>(windowKinds);

/**
 * The windows of an image as columns: from [batch, channels, ...spatial] to [batch, channels·kernel, windows], as
 * PyTorch's unfold. Stride 1, no padding and dilation 1 by default.
 *
 * @example
 * im2col(tensor([[[1, 2, 3, 4]]]), 2, { stride: 2 }).shape; // [1, 2, 2]
 * await im2col(tensor([[[1, 2, 3, 4]]]), 2, { stride: 2 }).data(); // [1, 3, 2, 4]
 */
export function im2col(x: Tensor, kernelSize: PerAxis, given?: WindowOptions): Tensor {
  const options = readWindow("im2col", given);
  requireSpatial("im2col", x);
  const lengths = spatial(x.shape);
  const kernel = toPerAxis("im2col(kernelSize)", kernelSize, { axes: lengths.length });
  const window = { ...toSteps("im2col", { lengths, kernel }, options), kernel };
  requireWindows("im2col", lengths, window);
  const result = patches(x, window);
  const windows = result.shape.slice(2 + kernel.length);
  return reshape(result, [x.shape[0]!, x.shape[1]! * sizeOf(kernel), sizeOf(windows)]);
}

export interface Col2imOptions extends WindowOptions {
  readonly kernelSize: PerAxis;
}

const readCol2im = optionsReader<Col2imOptions>({
  ...windowKinds,
  kernelSize: kind.needed(kind.integerOrList),
});

/**
 * The adjoint of im2col, as PyTorch's fold: columns added up where they came from, into [batch, channels, ...size].
 *
 * @example
 * await col2im(tensor([[[1, 3, 5], [2, 4, 6]]]), [4], { kernelSize: 2 }).data(); // [1, 5, 9, 6]
 */
export function col2im(columns: Tensor, size: Shape, given: Col2imOptions): Tensor {
  const { kernelSize, ...options } = readCol2im("col2im", given);
  const kernel = toPerAxis("col2im({ kernelSize })", kernelSize, { axes: size.length });
  const window = { ...toSteps("col2im", { lengths: size, kernel }, options), kernel };
  requireWindows("col2im", size, window);
  const counts = size.map((length, axis) => countWindows(length, window, axis));
  const channels = columns.shape[1]! / sizeOf(kernel);
  if (columns.rank !== 3 || !Number.isInteger(channels) || columns.shape[2] !== sizeOf(counts)) {
    throw new ShapeError({
      where: "col2im",
      rule: `needs columns [batch, channels·${sizeOf(kernel)}, ${sizeOf(counts)}] for size ${formatShape(size)}, got ${formatShape(columns.shape)}`,
    });
  }
  const apart = reshape(columns, [columns.shape[0]!, channels, ...kernel, ...counts]);
  const pairs = size.flatMap((_, axis) => [2 + axis, 2 + size.length + axis]);
  return sumPatches(transpose(apart, [0, 1, ...pairs]), size, window);
}

/** [batch, channels, kernel, windows, kernel, windows, ...] added up; the last axis first, so that places stay. */
function sumPatches(apart: Tensor, size: Shape, window: Window): Tensor {
  const summed = size.reduceRight((signal, length, axis) => {
    const count = countWindows(length, window, axis);
    const padded = length + window.before[axis]! + window.after[axis]!;
    return scatterAdd(positionsOf(window, axis, count), signal, { axis: 2 + 2 * axis, length: padded });
  }, apart);
  const ends = size.map((length, axis) => window.before[axis]! + length);
  return slice(summed, { starts: [0, 0, ...window.before], ends: [...summed.shape.slice(0, 2), ...ends] });
}
