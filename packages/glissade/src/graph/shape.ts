/** @file Shapes: sizes, strides, axes and NumPy's broadcasting rule. */

import { notTensor, ShapeError } from "../errors.ts";
import { describe } from "../options/describe.ts";

/** The length of each axis; `[]` is a scalar. */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);

export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((length, axis) => length === b[axis]));

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The shape that two shapes broadcast to, by NumPy's rule. */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError({
        where,
        rule: `shapes must broadcast, got ${formatShape(a)} and ${formatShape(b)} (${left} and ${right} in axis ${axis - rank})`,
        fix: "Reshape or expand one of them",
      });
    }
    return left === 1 ? right : left;
  });
}

/** The axis counted from the front; negative axes count from the back. */
export function toAxis(where: string, axis: number, rank: number): number {
  requireRank(where, rank);
  const positive = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && positive >= 0 && positive < rank) return positive;
  const allowed = rank === 0 ? "a scalar has no axes" : `axis must be an integer in [${-rank}, ${rank})`;
  throw new ShapeError({ where, rule: `${allowed}, got ${describe(axis)}` });
}

/** Sorted, distinct axes; all of them where none are given. */
export function toAxes(where: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  requireRank(where, rank);
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = (typeof axes === "number" ? [axes] : axes).map((axis) => toAxis(where, axis, rank));
  const distinct = [...new Set(list)].sort((a, b) => a - b);
  if (distinct.length < list.length) {
    throw new ShapeError({ where, rule: `axes must be distinct, got ${formatShape(list)}` });
  }
  return distinct;
}

/** Arrays and numbers have no rank; plain JavaScript may pass them. */
function requireRank(where: string, rank: number | undefined): void {
  if (rank === undefined) throw notTensor(where);
}

/** The shape after reducing over axes. */
export const reduceShape = (shape: Shape, axes: readonly number[], keepDims: boolean): Shape =>
  keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));

/** Throws unless the value is an array. */
export function requireList(where: string, shape: unknown): void {
  if (Array.isArray(shape)) return;
  const fix = typeof shape === "number" ? `Write [${shape}]` : undefined;
  throw new ShapeError({ where, rule: `a shape is a list of lengths, got ${describe(shape)}`, fix });
}

/** Checks that every length is a non-negative integer. */
export function toShape(where: string, shape: Shape): Shape {
  requireList(where, shape);
  if (shape.every((length) => Number.isInteger(length) && length >= 0)) return shape;
  throw new ShapeError({ where, rule: `lengths must be integers of at least 0, got ${describe(shape)}` });
}
