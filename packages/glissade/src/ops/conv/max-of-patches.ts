/** @file The maximum over windows by reductions, right for NaN and infinities, where kernels of pooling are not. */

import { literal } from "../../graph/literal.ts";
import { type Shape, sizeOf, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { equal, greaterEqual, logicalAnd, logicalOr } from "../elementwise/compare.ts";
import { isNaN as isMissing } from "../elementwise/is-finite.ts";
import { gather } from "../index/gather.ts";
import { argmax, max } from "../reduce/reduce.ts";
import { reshape } from "../shape/layout.ts";
import { patches } from "./patches.ts";
import { type Window, windowPositions } from "./window.ts";

/** Added to the place of an element outside, which stays below 0 then. */
const OUTSIDE = -(2 ** 40);

const range = (count: number): number[] => [...new Array<number>(count).keys()];

/**
 * Maxima [batch, channels, ...windows], NaN where a window holds it, and their positions in the elements of x. The
 * window pads as far as the last one reaches.
 */
export function maxOfPatches(x: Tensor, window: Window, windows: Shape): [Tensor, Tensor] {
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const [size, count] = [sizeOf(window.kernel), sizeOf(windows)];
  const all = patches(x, window, Number.NEGATIVE_INFINITY);
  const seen = reshape(all, [batch, channels, size, count]);
  const values = max(seen, { axis: 2, keepDims: true });
  const places = placesOf(window, lengths, windows); // (kernel, windows)
  const isTop = logicalAnd(logicalOr(equal(seen, values), isMissing(seen)), greaterEqual(places, 0));
  const chosen = argmax(cast(isTop, "uint8"), { axis: 2 }); // (batch, channels, windows)
  const place = add(mul(chosen, count), literal(range(count), "int64", [count]));
  const images = range(batch * channels).map((image) => image * sizeOf(lengths));
  const found = add(
    gather(reshape(places, [size * count]), place),
    literal(images, "int64", [batch, channels, 1]),
  );
  const shape = [batch, channels, ...windows];
  return [reshape(values, shape), reshape(found, shape)];
}

/** [kernel, windows]: which element of its image each window sees at each offset; less than 0 in the padding. */
function placesOf(window: Window, lengths: Shape, windows: Shape): Tensor {
  const { kernel, before } = window;
  const terms = stridesOf(lengths).map((stride, axis) => {
    const places = windowPositions(window, axis, windows[axis]!)
      .flat()
      .map((position) => position - before[axis]!)
      .map((place) => (place >= 0 && place < lengths[axis]! ? place * stride : OUTSIDE));
    const spread = (counts: Shape) => counts.map((count, each) => (each === axis ? count : 1));
    return literal(places, "int64", [...spread(kernel), ...spread(windows)]);
  });
  return reshape(terms.reduce(add), [sizeOf(kernel), sizeOf(windows)]);
}
