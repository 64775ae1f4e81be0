/** @file The shape rules that a convolution and its adjoint share. */

import { ShapeError } from "../../errors.ts";
import type { TensorType } from "../../graph/op.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import { requireSameDtype } from "../dtype-rules.ts";
import { requireSpatial, type Steps, spanOf, spatial } from "./window.ts";

export type ConvAttributes = Steps & { readonly groups: number };

interface KernelRule {
  readonly where: string;
  /** The axes of the kernels, for the message. */
  readonly layout: string;
  readonly groups: number;
  /** Whether the kernels fit the channels of the input. */
  isFit(w: Shape, channels: number): boolean;
  filters(w: Shape): number;
}

/** Checks dtypes, ranks, channels and the bias. */
export function requireKernels([x, w, bias]: readonly TensorType[], rule: KernelRule): void {
  const { where, layout, groups } = rule;
  requireSpatial(where, x!);
  requireSameDtype(where, bias ? [x!, w!, bias] : [x!, w!]);
  const isSameRank = w!.shape.length === x!.shape.length && !spatial(w!.shape).includes(0);
  if (!isSameRank || !rule.isFit(w!.shape, x!.shape[1]!)) {
    throw new ShapeError({
      where,
      rule: `needs kernels ${layout} for an input [batch, channels, ...], got ${formatShape(w!.shape)} and ${formatShape(x!.shape)} with groups ${groups}`,
    });
  }
  const results = rule.filters(w!.shape);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== results)) {
    throw new ShapeError({
      where,
      rule: `needs one bias for each of the ${results} results, got shape ${formatShape(bias.shape)}`,
    });
  }
}

/** Lengths that windows reach over, padding included. */
export const reachOf = (windows: Shape, kernel: Shape, { strides, dilations }: Steps): number[] =>
  windows.map((count, axis) => (count - 1) * strides[axis]! + spanOf(kernel[axis]!, dilations[axis]!));

/** The element that a window sees at an offset; undefined in the padding. */
export function seenBy(
  window: readonly number[],
  offset: readonly number[],
  { steps: { strides, dilations, before }, lengths }: { readonly steps: Steps; readonly lengths: Shape },
): number[] | undefined {
  const position = lengths.map(
    (_, axis) => window[axis]! * strides[axis]! + offset[axis]! * dilations[axis]! - before[axis]!,
  );
  return position.every((each, axis) => each >= 0 && each < lengths[axis]!) ? position : undefined;
}
