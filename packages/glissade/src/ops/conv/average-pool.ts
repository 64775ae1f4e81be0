/** @file The mean over windows. */

import { apply } from "../../graph/apply.ts";
import { at, build, indices } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { Op } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { div, mul } from "../elementwise/arithmetic.ts";
import { slidesWindows } from "../no-lanes.ts";
import { mean } from "../reduce/reduce.ts";
import { repeat } from "../shape/reorder.ts";
import { join, split } from "./conv-forms.ts";
import { reachOf, seenBy } from "./conv-rules.ts";
import { padSpatial, patches } from "./patches.ts";
import { type PoolOptions, pooledType, poolKinds, toPoolWindow } from "./pool.ts";
import { type PerAxis, requireSpatial, spatial, type Window } from "./window.ts";

/** The kernel adds one element after the other, in float32. */
const MOST_TERMS = 1024;

export const AveragePool: Op<Window> = {
  name: "AveragePool",
  doc: "The mean of each window, the zeros around x included.",
  infer([x], window) {
    requireSpatial("averagePool", x!);
    return pooledType(x!, window, false);
  },
  vjp: ({ inputs: [x], dy, attributes }) => [spreadMeans(dy, x!.shape, attributes)],
  batch: ({ inputs: [x], size, attributes }) => split(apply(AveragePool, [join(x!, 0)], attributes), 0, size),
  onnx: ({ inputs, types, attributes, node, compose }) => {
    const { kernel, strides, before, after } = attributes;
    if (types[0]!.dtype !== "float32" || sizeOf(kernel) > MOST_TERMS)
      return compose((x) => meanOfPatches(x!, attributes));
    const pads = [...before, ...after];
    return node("AveragePool", inputs, { kernel_shape: kernel, strides, pads, count_include_pad: 1 });
  },
  lane: slidesWindows,
  reference: ([x], window) => {
    const { dtype, shape } = pooledType(x!, window, false);
    return build(dtype, shape, ([n, channel, ...place]) => {
      let total = 0;
      for (const offset of indices(window.kernel)) {
        const position = seenBy(place, offset, { steps: window, lengths: spatial(x!.shape) });
        if (position) total += at(x!, [n!, channel!, ...position]);
      }
      return total / sizeOf(window.kernel);
    });
  },
  samples: [
    { inputs: [[2, 1, 4]], attributes: pooling([[2, 2, 0, 0]]) },
    {
      inputs: [[1, 2, 4, 3]],
      attributes: pooling([
        [3, 2, 1, 1],
        [2, 1, 0, 1],
      ]),
    },
    // Elements between and behind the windows.
    { inputs: [[1, 2, 9]], attributes: pooling([[2, 3, 0, 0]]) },
    {
      inputs: [[1, 1, 2, 3, 2]],
      attributes: pooling([
        [2, 1, 0, 0],
        [2, 1, 1, 1],
        [1, 1, 0, 0],
      ]),
    },
    { inputs: [[0, 2, 4]], attributes: pooling([[2, 2, 0, 0]]) },
  ],
};

/** Kernel, stride, padding before and after of each axis. */
function pooling(axes: readonly (readonly number[])[]): Window {
  const [kernel, strides, before, after] = [0, 1, 2, 3].map((each) => axes.map((axis) => axis[each]!));
  return { kernel: kernel!, strides: strides!, dilations: axes.map(() => 1), before: before!, after: after! };
}

function meanOfPatches(x: Tensor, window: Window): Tensor {
  const axes = window.kernel.map((_, axis) => 2 + axis);
  return mean(patches(x, window), { axis: axes });
}

/** The adjoint: each mean is shared by the elements of its window. */
function spreadMeans(dy: Tensor, shape: Shape, window: Window): Tensor {
  const { kernel, strides, before } = window;
  const isTiling = kernel.every(
    (length, axis) => length === strides[axis] && length * dy.shape[axis + 2]! === shape[axis + 2],
  );
  if (isTiling) {
    const repeated = kernel.reduce((signal, length, axis) => repeat(signal, length, { axis: axis + 2 }), dy);
    return div(repeated, sizeOf(kernel));
  }
  // The means put apart, and again windows of the same size over them.
  const reach = reachOf(spatial(dy.shape), kernel, window);
  const low = kernel.map((length, axis) => length - 1 - before[axis]!);
  const high = kernel.map((length, axis) => shape[axis + 2]! + before[axis]! - reach[axis]! + length - 1);
  const apart = padSpatial(dy, { before: low, after: high }, { strides });
  const none = kernel.map(() => 0);
  return apply(AveragePool, [apart], { ...window, strides: kernel.map(() => 1), before: none, after: none });
}

export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts as elements of the mean; `true` by default, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

export const readAveragePool = optionsReader<AveragePoolOptions>({
  ...poolKinds,
  countIncludePad: kind.boolean,
});

/**
 * The mean of each window of x [batch, channels, ...spatial]. The stride is the kernel's size by default, padding 0.
 *
 * @example
 * const x = tensor([[[2, 4, 6, 8, 10]]]);
 * await averagePool(x, 2).data(); // [3, 7]
 * await averagePool(x, 2, { ceilMode: true }).data(); // [3, 7, 10]
 * await averagePool(x, 3, { stride: 2, padding: 1, countIncludePad: false }).data(); // [3, 6, 9]
 */
export function averagePool(x: Tensor, kernelSize: PerAxis, given?: AveragePoolOptions): Tensor {
  const { ceilMode = false, countIncludePad = true, ...options } = readAveragePool("averagePool", given);
  const window = toPoolWindow("averagePool", x, { kernelSize, ceilMode, ...options });
  const lengths = spatial(x.shape);
  const counts = spatial(pooledType(x, window, ceilMode).shape);
  const reach = reachOf(counts, window.kernel, window);
  const after = window.after.map((width, axis) =>
    Math.max(width, reach[axis]! - lengths[axis]! - window.before[axis]!),
  );
  const means = apply(AveragePool, [x], { ...window, after });
  const seen = counts.map((count, axis) => {
    const padded = [-window.before[axis]!, lengths[axis]! + window.after[axis]!] as const;
    return seenPerWindow(count, countIncludePad ? padded : [0, lengths[axis]!], { window, axis });
  });
  const whole = sizeOf(window.kernel);
  const shares = build(
    x.dtype,
    counts,
    (index) => whole / sizeOf(index.map((place, axis) => seen[axis]![place]!)),
  );
  return shares.data.every((share) => share === 1)
    ? means
    : mul(means, literal(shares.data, x.dtype, counts));
}

/** How many elements within bounds each window sees along an axis. */
function seenPerWindow(
  count: number,
  [first, end]: readonly [number, number],
  { window, axis }: { readonly window: Window; readonly axis: number },
): number[] {
  return Array.from({ length: count }, (_, place) => {
    const start = place * window.strides[axis]! - window.before[axis]!;
    return Math.min(start + window.kernel[axis]!, end) - Math.max(start, first);
  });
}
