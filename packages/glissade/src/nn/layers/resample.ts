/** @file Layers without parameters that change the size of images: enlarging, borders, channels as pixels. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type ResizeOptions, readResize, resize as resizeOf } from "../../ops/conv/resize.ts";
import { type PerAxis, toPerAxis } from "../../ops/conv/window.ts";
import { reshape, transpose } from "../../ops/shape/layout.ts";
import { type PadOptions, pad as padOf, readPad } from "../../ops/shape/pad.ts";
import { describe } from "../../options/describe.ts";
import { requireCount } from "../../options/ranges.ts";
import type { Layer, None } from "../layer.ts";
import { lambda } from "./lambda.ts";

/** The lengths of the axes behind batch and channels. */
function spatialOf({ shape }: Tensor): Shape {
  if (shape.length > 2) return shape.slice(2);
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, channels, ...] with spatial axes, got ${formatShape(shape)}`,
  });
}

function requirePerAxis(where: string, value: PerAxis): void {
  const each = Array.isArray(value) ? value : [value];
  if (each.length > 0 && each.every((length) => Number.isInteger(length) && length > 0)) return;
  throw new ArgumentError({
    where,
    rule: `must be a positive integer, or one for each spatial axis, got ${describe(value)}`,
  });
}

/**
 * Each spatial axis of (batch, channels, ...) so many times as long, as PyTorch's Upsample: `mode: "nearest"` repeats
 * elements, `"bilinear"` goes from one to the next along straight lines, on one to three axes.
 *
 * @example
 * await nn.upsample(2).apply([], tensor([[[1, 3]]])).data(); // [1, 1, 3, 3]
 * await nn.upsample(2, { mode: "bilinear" }).apply([], tensor([[[1, 3]]])).data(); // [1, 1.5, 2.5, 3]
 *
 * @throws ArgumentError for scales that are no positive integers; ShapeError for inputs without spatial axes
 */
export function upsample(scale: PerAxis, options?: ResizeOptions): Layer<None> {
  const own = readResize("upsample", options);
  requirePerAxis("upsample(scale)", scale);
  return lambda(`upsample(${JSON.stringify(scale)})`, (x: Tensor) => {
    const lengths = spatialOf(x);
    const factors = toPerAxis("upsample(scale)", scale, { axes: lengths.length });
    return resizeOf(
      x,
      lengths.map((length, axis) => length * factors[axis]!),
      own,
    );
  });
}

/**
 * The spatial axes of (batch, channels, ...) in another size, larger or smaller; options are those of `upsample`.
 *
 * @example
 * nn.resize([7, 5]).apply([], zeros([1, 3, 28, 28])).shape; // [1, 3, 7, 5]
 *
 * @throws ArgumentError for sizes that are no positive integers; ShapeError for inputs without spatial axes
 */
export function resize(size: PerAxis, options?: ResizeOptions): Layer<None> {
  const own = readResize("resize", options);
  requirePerAxis("resize(size)", size);
  return lambda(`resize(${JSON.stringify(size)})`, (x: Tensor) => {
    spatialOf(x);
    return resizeOf(x, size, own);
  });
}

/** So many elements on all sides, or before and after each of the last axes. */
export type Border = number | readonly (readonly [before: number, after: number])[];

/**
 * A border around images (batch, channels, ...): so many elements on all sides of the spatial axes, or a pair for each of
 * the last axes. `mode` is `"constant"` (of `value`, 0 by default), `"reflect"`, `"edge"` or `"wrap"`.
 *
 * @example
 * nn.pad(2).apply([], zeros([1, 3, 28, 28])).shape; // [1, 3, 32, 32]
 * await nn.pad([[1, 0]], { mode: "wrap" }).apply([], tensor([[[1, 2, 3]]])).data(); // [3, 1, 2, 3]
 *
 * @throws ArgumentError for borders of other forms; ShapeError for inputs with fewer axes, and for borders that a mode
 * cannot fill
 */
export function pad(border: Border, options?: PadOptions): Layer<None> {
  const own = readPad("pad", options);
  requireBorder(border);
  return lambda(`pad(${JSON.stringify(border)})`, (x: Tensor) => {
    const last = typeof border === "number" ? spatialOf(x).map(() => [border, border] as const) : border;
    const missing = x.rank - last.length;
    if (missing < 0) {
      throw new ShapeError({
        where: "input",
        rule: `needs an axis for each pair of the border, got ${formatShape(x.shape)} and ${last.length} pairs`,
      });
    }
    return padOf(x, [...Array.from({ length: missing }, () => [0, 0] as const), ...last], own);
  });
}

function requireBorder(border: Border): void {
  const isWidth = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isWidth);
  if (isWidth(border) || (Array.isArray(border) && border.length > 0 && border.every(isPair))) return;
  throw new ArgumentError({
    where: "pad(border)",
    rule: `must be an integer from 0, or pairs of them for the last axes, got ${describe(border)}`,
  });
}

/**
 * Channels as pixels: from (batch, channels · factor², height, width) to (batch, channels, height · factor, width · factor),
 * in PyTorch's order: Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
 * Network (Shi et al. 2016, arXiv:1609.05158).
 *
 * @example
 * nn.pixelShuffle(2).apply([], zeros([1, 12, 7, 7])).shape; // [1, 3, 14, 14]
 *
 * @throws ArgumentError for a factor that is no positive integer; ShapeError where its square does not divide the channels
 */
export function pixelShuffle(factor: number): Layer<None> {
  requireCount("pixelShuffle(factor)", factor);
  return lambda(`pixelShuffle(${factor})`, (x: Tensor) => {
    const [batch, channels, height, width] = imagesOf(x);
    if (channels % factor ** 2 !== 0) throw notDivided("channels", channels, factor ** 2);
    const own = channels / factor ** 2;
    const split = reshape(x, [batch, own, factor, factor, height, width]);
    return reshape(transpose(split, [0, 1, 4, 2, 5, 3]), [batch, own, height * factor, width * factor]);
  });
}

/**
 * Pixels as channels, the inverse of `pixelShuffle`.
 *
 * @example
 * nn.pixelUnshuffle(2).apply([], zeros([1, 3, 14, 14])).shape; // [1, 12, 7, 7]
 *
 * @throws ArgumentError for a factor that is no positive integer; ShapeError where it does not divide height and width
 */
export function pixelUnshuffle(factor: number): Layer<None> {
  requireCount("pixelUnshuffle(factor)", factor);
  return lambda(`pixelUnshuffle(${factor})`, (x: Tensor) => {
    const [batch, channels, height, width] = imagesOf(x);
    for (const [side, length] of Object.entries({ height, width })) {
      if (length % factor !== 0) throw notDivided(side, length, factor);
    }
    const split = reshape(x, [batch, channels, height / factor, factor, width / factor, factor]);
    const shape = [batch, channels * factor ** 2, height / factor, width / factor];
    return reshape(transpose(split, [0, 1, 3, 5, 2, 4]), shape);
  });
}

const notDivided = (name: string, length: number, by: number) =>
  new ShapeError({ where: "input", rule: `${name} must be a multiple of ${by}, got ${length}` });

function imagesOf({ shape }: Tensor): readonly [number, number, number, number] {
  if (shape.length === 4) return shape as unknown as readonly [number, number, number, number];
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, channels, height, width], got ${formatShape(shape)}`,
  });
}
