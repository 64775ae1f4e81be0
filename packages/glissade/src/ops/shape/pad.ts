/** @file Borders around a tensor: a constant, the mirrored inside, the repeated edge, or the other end. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { expand } from "../reduce/sum.ts";
import { concat } from "./concat.ts";
import { flip, Pad, slice } from "./slice.ts";

/** Elements before and after each axis. */
type Widths = readonly (readonly [before: number, after: number])[];

interface Border {
  readonly axis: number;
  readonly width: number;
  readonly side: "before" | "after";
}

/** How a border of at least one element is made from x. */
const borders = {
  /** Mirrored at the outermost element, which is not repeated. */
  reflect(x: Tensor, { axis, width, side }: Border): Tensor {
    const length = x.shape[axis]!;
    if (width >= length) {
      throw new ShapeError({
        where: 'pad({ mode: "reflect" })',
        rule: `widths must be smaller than the axis, got ${width} for axis ${axis} of ${formatShape(x.shape)}`,
      });
    }
    const start = side === "before" ? 1 : length - 1 - width;
    return flip(part(x, { axis, start, length: width }), { axis: [axis] });
  },
  /** The outermost element again and again. */
  edge(x: Tensor, { axis, width, side }: Border): Tensor {
    const length = x.shape[axis]!;
    if (length === 0) {
      throw new ShapeError({
        where: 'pad({ mode: "edge" })',
        rule: `needs at least one element along axis ${axis}, got ${formatShape(x.shape)}`,
      });
    }
    const outermost = part(x, { axis, start: side === "before" ? 0 : length - 1, length: 1 });
    return expand(outermost, x.shape.with(axis, width));
  },
  /** The other end. */
  wrap(x: Tensor, { axis, width, side }: Border): Tensor {
    const length = x.shape[axis]!;
    if (width > length) {
      throw new ShapeError({
        where: 'pad({ mode: "wrap" })',
        rule: `widths must be at most the axis, got ${width} for axis ${axis} of ${formatShape(x.shape)}`,
      });
    }
    return part(x, { axis, start: side === "before" ? length - width : 0, length: width });
  },
};

export interface PadOptions {
  /** What the border shows: "constant" by default, "reflect", "edge" or "wrap" (the other end), as in NumPy. */
  readonly mode?: "constant" | keyof typeof borders;
  /** The constant; 0 by default. */
  readonly value?: number;
}

export const readPad = optionsReader<PadOptions>({
  mode: kind.choice("constant", "reflect", "edge", "wrap"),
  value: kind.number,
});

const part = (x: Tensor, { axis, start, length }: { axis: number; start: number; length: number }): Tensor =>
  slice(x, {
    starts: x.shape.map((_, each) => (each === axis ? start : 0)),
    ends: x.shape.with(axis, start + length),
  });

/**
 * A border before and after the elements of each axis: `[before, after]` per axis.
 *
 * @example
 * await pad(tensor([1, 2]), [[1, 2]]).data(); // [0, 1, 2, 0, 0]
 * await pad(tensor([1, 2, 3]), [[2, 0]], { mode: "reflect" }).data(); // [3, 2, 1, 2, 3]
 */
export function pad(x: Tensor, widths: Widths, options?: PadOptions): Tensor {
  requireTensor("pad", x);
  const { mode = "constant", value = 0 } = readPad("pad", options);
  if (
    !Array.isArray(widths) ||
    widths.length !== x.rank ||
    widths.flat().some((width) => !Number.isInteger(width) || width < 0)
  ) {
    throw new ShapeError({
      where: "pad",
      rule: `needs a pair of widths of at least 0 for each of the ${x.rank} axes, got ${describe(widths)}`,
    });
  }
  if (x.rank === 0) return x;
  if (mode === "constant") return padConstant(x, widths, value);
  const border = borders[mode];
  return widths.reduce((whole, [before, after], axis) => {
    const show = (width: number, side: Border["side"]) =>
      width === 0 ? [] : [border(whole, { axis, width, side })];
    return concat([...show(before, "before"), whole, ...show(after, "after")], { axis });
  }, x);
}

function padConstant(x: Tensor, widths: Widths, value: number): Tensor {
  const [before, after] = [0, 1].map((side) => widths.map((pair) => pair[side]!));
  const between = new Array<number>(x.rank).fill(0);
  return apply(Pad, [x], { before: before!, after: after!, between, value });
}
