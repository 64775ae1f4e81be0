/** @file Several axes as one: the lines along which products and order statistics run. */

import { type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { reshape, transpose } from "../shape/layout.ts";

export interface Lines {
  /** The chosen axes joined into one behind the others. */
  readonly lines: Tensor;
  /** Puts a tensor of the shape of the lines back into that of x. */
  restore(lines: Tensor): Tensor;
}

/** Joins axes into one, the last. */
export function toLines(x: Tensor, axes: readonly number[]): Lines {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const lengths = (list: readonly number[]): Shape => list.map((axis) => x.shape[axis]!);
  return {
    lines: reshape(transpose(x, order), [...lengths(others), sizeOf(lengths(axes))]),
    restore: (lines) =>
      transpose(
        reshape(lines, lengths(order)),
        order.map((_, axis) => order.indexOf(axis)),
      ),
  };
}
