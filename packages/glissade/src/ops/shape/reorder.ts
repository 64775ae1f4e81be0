/** @file Other arrangements of the same elements, made of reshapes, slices and repetitions. */

import { ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor, requireTensors } from "../../graph/operand-checks.ts";
import { formatShape, toAxes, toAxis, toShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AxesOptions, AxisOptions } from "../../graph/tensor-options.ts";
import { readAxes, readAxis } from "../../graph/tensor-options.ts";
import { describe } from "../../options/describe.ts";
import { requireWhole } from "../../options/ranges.ts";
import { gather } from "../index/gather.ts";
import { expand } from "../reduce/sum.ts";
import { concat, split } from "./concat.ts";
import { reshape, transpose, unsqueeze } from "./layout.ts";

/**
 * Two axes in each other's place.
 *
 * @example
 * swapAxes(zeros([2, 3, 4]), 0, -1).shape; // [4, 3, 2]
 */
export function swapAxes(x: Tensor, first: number, second: number): Tensor {
  requireTensor("swapAxes", x);
  const [a, b] = [first, second].map((axis) => toAxis("swapAxes", axis, x.rank)) as [number, number];
  return transpose(x, [...x.shape.keys()].with(a, b).with(b, a));
}

/**
 * Without axes of length 1: the given ones, or all of them by default.
 *
 * @example
 * squeeze(zeros([1, 3, 1])).shape; // [3]
 * squeeze(zeros([1, 3, 1]), { axis: -1 }).shape; // [1, 3]
 */
export function squeeze(x: Tensor, options?: AxesOptions): Tensor {
  requireTensor("squeeze", x);
  const { axis } = readAxes("squeeze", options);
  const all = x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const chosen = axis === undefined ? all : toAxes("squeeze", axis, x.rank);
  const longer = chosen.find((axis) => x.shape[axis] !== 1);
  if (longer !== undefined) {
    throw new ShapeError({
      where: "squeeze",
      rule: `axes must have length 1, got axis ${longer} of ${formatShape(x.shape)}`,
    });
  }
  return reshape(
    x,
    x.shape.filter((_, axis) => !chosen.includes(axis)),
  );
}

/**
 * All elements in one axis.
 *
 * @example
 * ravel(zeros([2, 3])).shape; // [6]
 */
export const ravel = (x: Tensor): Tensor => {
  requireTensor("ravel", x);
  return reshape(x, [x.size]);
};

/**
 * Tensors of one shape side by side along a new axis (the first by default).
 *
 * @example
 * await stack([tensor([1, 2]), tensor([3, 4])], { axis: 1 }).data(); // [1, 3, 2, 4]
 */
export function stack(tensors: readonly Tensor[], options?: AxisOptions): Tensor {
  requireTensors("stack", tensors);
  const { axis = 0 } = readAxis("stack", options);
  const [first] = tensors;
  if (!first) throw new ShapeError({ where: "stack", rule: "needs at least one tensor, got none" });
  const other = tensors.find(({ shape }) => formatShape(shape) !== formatShape(first.shape));
  if (other) {
    throw new ShapeError({
      where: "stack",
      rule: `shapes must match, got ${formatShape(first.shape)} and ${formatShape(other.shape)}`,
    });
  }
  const place = toAxis("stack", axis, first.rank + 1);
  return concat(
    tensors.map((tensor) => unsqueeze(tensor, { axis: place })),
    { axis: place },
  );
}

/**
 * Elements moved along axes, those pushed out at the end coming back at the start; over the flattened tensor where no
 * axes are given.
 *
 * @example
 * await roll(tensor([1, 2, 3]), 1).data(); // [3, 1, 2]
 */
export function roll(x: Tensor, shifts: number | readonly number[], options?: AxesOptions): Tensor {
  requireTensor("roll", x);
  const { axis } = readAxes("roll", options);
  if (axis === undefined) return reshape(rollAll(ravel(x), [shifts].flat(), [0]), x.shape);
  const chosen = [axis].flat();
  return rollAll(x, typeof shifts === "number" ? chosen.map(() => shifts) : shifts, chosen);
}

function rollAll(x: Tensor, shifts: readonly number[], axes: readonly number[]): Tensor {
  if (shifts.length !== axes.length || !shifts.every(Number.isInteger)) {
    throw new ShapeError({
      where: "roll",
      rule: `needs one integer shift per axis, got shifts ${describe(shifts)} for axes ${formatShape(axes)}`,
    });
  }
  return axes.reduce((moved, axis, index) => rollOne(moved, shifts[index]!, axis), x);
}

function rollOne(x: Tensor, shift: number, axis: number): Tensor {
  const chosen = toAxis("roll", axis, x.rank);
  const length = x.shape[chosen]!;
  const back = ((shift % length) + length) % length;
  if (length === 0 || back === 0) return x;
  const [front, end] = split(x, [length - back, back], { axis: chosen }) as [Tensor, Tensor];
  return concat([end, front], { axis: chosen });
}

/**
 * The whole tensor again and again along each axis, as often as the counts say; fewer counts are for the last axes.
 *
 * @example
 * await tile(tensor([1, 2]), [2]).data(); // [1, 2, 1, 2]
 */
export function tile(x: Tensor, counts: number | readonly number[]): Tensor {
  const given = toShape("tile(counts)", [counts].flat());
  const rank = Math.max(x.rank, given.length);
  const [times, lengths] = [given, x.shape].map((list) => [
    ...new Array<number>(rank - list.length).fill(1),
    ...list,
  ]);
  const pairs = (each: (axis: number) => number[]) => lengths!.flatMap((_, axis) => each(axis));
  const apart = reshape(
    x,
    pairs((axis) => [1, lengths![axis]!]),
  );
  const repeated = expand(
    apart,
    pairs((axis) => [times![axis]!, lengths![axis]!]),
  );
  return reshape(
    repeated,
    pairs((axis) => [times![axis]! * lengths![axis]!]),
  );
}

/**
 * Each element several times in a row: one count, or one per element of the axis. Without an axis the tensor is
 * flattened first.
 *
 * @example
 * await repeat(tensor([1, 2]), 2).data(); // [1, 1, 2, 2]
 * await repeat(tensor([1, 2]), [3, 1], { axis: 0 }).data(); // [1, 1, 1, 2]
 */
export function repeat(x: Tensor, counts: number | readonly number[], options?: AxisOptions): Tensor {
  requireTensor("repeat", x);
  const { axis } = readAxis("repeat", options);
  if (axis === undefined) return repeat(ravel(x), counts, { axis: 0 });
  const chosen = toAxis("repeat", axis, x.rank);
  const length = x.shape[chosen]!;
  if (!Array.isArray(counts)) requireWhole("repeat(counts)", counts as number);
  if (typeof counts === "number") return repeatEvenly(x, counts, chosen);
  if (toShape("repeat(counts)", counts).length !== length) {
    throw new ShapeError({
      where: "repeat",
      rule: `needs one count per element of the axis, got ${counts.length} for ${length}`,
    });
  }
  const sources = counts.flatMap((count, position) => new Array<number>(count).fill(position));
  return gather(x, literal(sources, "int64", [sources.length]), { axis: chosen });
}

function repeatEvenly(x: Tensor, count: number, axis: number): Tensor {
  const repeated = expand(unsqueeze(x, { axis: axis + 1 }), x.shape.toSpliced(axis + 1, 0, count));
  return reshape(repeated, x.shape.with(axis, x.shape[axis]! * count));
}
