/** @file Arrays of the reference implementations: float64 whatever the dtype, walked by plain loops. */

import type { Dtype } from "./dtype.ts";
import { type Shape, sizeOf, stridesOf } from "./shape.ts";

export interface HostArray {
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly data: Float64Array;
}

export const hostArray = (dtype: Dtype, shape: Shape, data?: Float64Array): HostArray => ({
  dtype,
  shape,
  data: data ?? new Float64Array(sizeOf(shape)),
});

/** An array whose element at each index is `value(index)`. */
export function build(dtype: Dtype, shape: Shape, value: (index: readonly number[]) => number): HostArray {
  const result = hostArray(dtype, shape);
  let flat = 0;
  for (const index of indices(shape)) result.data[flat++] = value(index);
  return result;
}

/** Every index of a shape in row-major order; the array is reused between steps. */
export function* indices(shape: Shape): Generator<readonly number[]> {
  const index = new Array<number>(shape.length).fill(0);
  for (let left = sizeOf(shape); left > 0; left--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** Position of an index in row-major data. */
export const flatIndex = (shape: Shape, index: readonly number[]): number =>
  stridesOf(shape).reduce((flat, stride, axis) => flat + stride * index[axis]!, 0);

export const at = (array: HostArray, index: readonly number[]): number =>
  array.data[flatIndex(array.shape, index)]!;

/** The element that a larger index sees by broadcasting. */
export const broadcastAt = (array: HostArray, index: readonly number[]): number => {
  const offset = index.length - array.shape.length;
  return at(
    array,
    array.shape.map((length, axis) => (length === 1 ? 0 : index[axis + offset]!)),
  );
};
