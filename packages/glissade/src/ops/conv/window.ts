/** @file Windows that slide over the spatial axes of [batch, channels, ...spatial]. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import type { TensorType } from "../../graph/op.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import { describe } from "../../options/describe.ts";
import { type Kinds, kind } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/**
 * What is put around each spatial axis: a number for both sides of all axes; per axis a number for both sides or a
 * pair; "same" for ⌈length/stride⌉ windows, the odd one behind; "valid" for nothing.
 */
export type Padding =
  | number
  | readonly (number | readonly [before: number, after: number])[]
  | "same"
  | "valid";

/** How windows step, one number per spatial axis; negative padding crops. */
export type Steps = {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
};

export type Window = Steps & { readonly kernel: readonly number[] };

export interface WindowOptions {
  readonly stride?: PerAxis;
  readonly padding?: Padding;
  readonly dilation?: PerAxis;
}

export const windowKinds: Kinds<WindowOptions> = {
  stride: kind.integerOrList,
  padding: kind.rule('"same", "valid", an integer, or a list of integers or pairs', isPadding),
  dilation: kind.integerOrList,
};

function isPadding(value: unknown): boolean {
  return Array.isArray(value) || typeof value === "string" || typeof value === "number";
}

const MOST_SPATIAL_AXES = 3;

export const spatial = (shape: Shape): Shape => shape.slice(2);

/** Elements from the first to the last of a window. */
export const spanOf = (length: number, dilation: number): number => dilation * (length - 1) + 1;

/** How many windows fit. */
export const countWindows = (
  length: number,
  { kernel, strides, dilations, before, after }: Window,
  axis: number,
) =>
  Math.floor(
    (length + before[axis]! + after[axis]! - spanOf(kernel[axis]!, dilations[axis]!)) / strides[axis]!,
  ) + 1;

/** How far the last window of each axis ends behind the input. */
export const overhang = ({ kernel, strides, dilations, before }: Window, x: Shape, y: Shape): number[] =>
  spatial(y).map((count, axis) => {
    const end = (count - 1) * strides[axis]! + spanOf(kernel[axis]!, dilations[axis]!) - before[axis]!;
    return Math.max(0, end - spatial(x)[axis]!);
  });

/** The elements that each window sees along an axis, as [offset in the window][window]. */
export const windowPositions = (
  { kernel, strides, dilations }: Window,
  axis: number,
  count: number,
): number[][] =>
  Array.from({ length: kernel[axis]! }, (_, offset) =>
    Array.from({ length: count }, (_, window) => window * strides[axis]! + offset * dilations[axis]!),
  );

/** ONNX's names for the steps. */
export const toOnnxSteps = ({ strides, dilations, before, after }: Steps) => ({
  strides,
  dilations,
  pads: [...before, ...after],
});

export function requireSpatial(where: string, x: TensorType): void {
  requireFloat(where, x);
  const axes = x.shape.length - 2;
  if (axes >= 1 && axes <= MOST_SPATIAL_AXES) return;
  throw new ShapeError({
    where,
    rule: `needs an input [batch, channels, ...] with 1 to ${MOST_SPATIAL_AXES} spatial axes, got ${formatShape(x.shape)}`,
    fix: axes < 1 ? "Add the axes that are missing with unsqueeze()" : undefined,
  });
}

/** Checks that at least one window fits on each axis. */
export function requireWindows(
  where: string,
  lengths: Shape,
  window: Window,
  count: typeof countWindows = countWindows,
): void {
  const { kernel, dilations, before, after } = window;
  lengths.forEach((length, axis) => {
    if (count(length, window, axis) > 0) return;
    const span = spanOf(kernel[axis]!, dilations[axis]!);
    throw new ShapeError({
      where,
      rule: `the kernel must fit into the padded input, got ${span} and ${length + before[axis]! + after[axis]!} in spatial axis ${axis} of ${formatShape(lengths)}`,
      fix: "Take a smaller kernel or dilation, or more padding",
    });
  });
}

/** Checks that something is left of each axis. */
export function requireLengths(where: string, lengths: Shape, x: TensorType): void {
  if (lengths.every((length) => length > 0)) return;
  throw new ShapeError({
    where,
    rule: `needs at least one element along each axis, got ${formatShape(lengths)} for ${formatShape(x.shape)}`,
  });
}

/** One integer per spatial axis. */
export function toPerAxis(
  where: string,
  value: PerAxis,
  { axes, least = 1 }: { axes: number; least?: number },
) {
  const list = typeof value === "number" ? new Array<number>(axes).fill(value) : value;
  if (
    Array.isArray(list) &&
    list.length === axes &&
    list.every((each) => Number.isInteger(each) && each >= least)
  )
    return list;
  throw new ArgumentError({
    where,
    rule: `expected an integer of at least ${least}, or one for each of the ${axes} spatial axes, got ${describe(value)}`,
  });
}

/** The options of the user as numbers per axis. */
export function toSteps(
  where: string,
  { lengths, kernel }: { readonly lengths: Shape; readonly kernel: readonly number[] },
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): Steps {
  const axes = lengths.length;
  const strides = toPerAxis(`${where}({ stride })`, stride, { axes });
  const dilations = toPerAxis(`${where}({ dilation })`, dilation, { axes });
  const sides =
    padding === "same"
      ? lengths.map((length, axis) =>
          samePadding(length, strides[axis]!, spanOf(kernel[axis]!, dilations[axis]!)),
        )
      : toSides(`${where}({ padding })`, padding === "valid" ? 0 : padding, axes);
  return {
    strides,
    dilations,
    before: sides.map(([low]) => low),
    after: sides.map(([, high]) => high),
  };
}

function samePadding(length: number, stride: number, span: number): [number, number] {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + span - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function toSides(
  where: string,
  padding: Exclude<Padding, string>,
  axes: number,
): (readonly [number, number])[] {
  const list = typeof padding === "number" ? new Array<number>(axes).fill(padding) : padding;
  const isWidth = (width: unknown) => Number.isInteger(width) && (width as number) >= 0;
  if (Array.isArray(list) && list.length === axes) {
    const sides = list.map((each) => (typeof each === "number" ? ([each, each] as const) : each));
    if (sides.every((pair) => pair.length === 2 && pair.every(isWidth))) return sides;
  }
  throw new ArgumentError({
    where,
    rule: `expected "same", "valid", an integer of at least 0, or one or a pair for each of the ${axes} spatial axes, got ${describe(padding)}`,
  });
}
