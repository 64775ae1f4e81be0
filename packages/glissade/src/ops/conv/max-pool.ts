/** @file The maximum over windows, and values put back to where maxima were. */

import { apply, applyAll } from "../../graph/apply.ts";
import { build, flatIndex, hostArray, indices } from "../../graph/host.ts";
import { literal, placeholder } from "../../graph/literal.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, sub } from "../elementwise/arithmetic.ts";
import { gather } from "../index/gather.ts";
import { slidesWindows } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { reshape } from "../shape/layout.ts";
import { join, split } from "./conv-forms.ts";
import { seenBy } from "./conv-rules.ts";
import { maxOfPatches } from "./max-of-patches.ts";
import { type PoolOptions, pooledType, poolKinds, toPoolWindow } from "./pool.ts";
import {
  overhang,
  type PerAxis,
  requireSpatial,
  spanOf,
  spatial,
  toOnnxSteps,
  type Window,
} from "./window.ts";

type MaxPoolAttributes = Window & {
  readonly ceil: boolean;
  /** Whether the positions of the maxima, in the elements of x as a list, are the second result. */
  readonly positions: boolean;
  /** Whether x is known to hold neither NaN nor infinities, over which ONNX Runtime's kernels pass. */
  readonly finite: boolean;
};

/** Kernel, stride, dilation, padding before and after of each axis. */
const pooling = (axes: readonly (readonly number[])[], ceil = false): MaxPoolAttributes => {
  const [kernel, strides, dilations, before, after] = [0, 1, 2, 3, 4].map((each) =>
    axes.map((axis) => axis[each]!),
  );
  return {
    kernel: kernel!,
    strides: strides!,
    dilations: dilations!,
    before: before!,
    after: after!,
    ceil,
    positions: true,
    finite: false,
  };
};

export const MaxPool: Op<MaxPoolAttributes> = {
  name: "MaxPool",
  doc: "The maximum of each window, and its position; the first of equals has the whole gradient.",
  infer([x], { ceil, positions, ...window }) {
    requireSpatial("maxPool", x!);
    const values = pooledType(x!, window, ceil);
    return positions ? [values, { dtype: "int64", shape: values.shape }] : values;
  },
  vjp: ({ inputs: [x], outputs, dy, attributes }) => {
    const { kernel, strides, dilations } = attributes;
    const [, found] = attributes.positions
      ? outputs
      : applyAll(MaxPool, [x!], { ...attributes, positions: true });
    return [apply(MaxUnpool, [dy, found!], { kernel, strides, dilations, shape: x!.shape })];
  },
  batch: ({ inputs: [x], size, attributes }) => {
    const [values, found] = applyAll(MaxPool, [join(x!, 0)], attributes).map((y) => split(y, 0, size));
    return found ? [values!, sub(found, exampleStarts(size, x!.size / size, found.rank))] : values!;
  },
  onnx: emitMaxPool,
  lane: slidesWindows,
  reference: ([x], attributes) => {
    const { kernel, ceil, positions } = attributes;
    const { dtype, shape } = pooledType(x!, attributes, ceil);
    const found = build("int64", shape, ([n, channel, ...window]) => {
      let best: number | undefined;
      for (const offset of indices(kernel)) {
        const position = seenBy(window, offset, { steps: attributes, lengths: spatial(x!.shape) });
        const flat = position && flatIndex(x!.shape, [n!, channel!, ...position]);
        if (flat !== undefined && (best === undefined || exceeds(x!.data[flat]!, x!.data[best]!)))
          best = flat;
      }
      return best!;
    });
    const values = { dtype, shape, data: found.data.map((position) => x!.data[position]!) };
    return positions ? [values, found] : values;
  },
  samples: [
    { inputs: [[2, 1, 4]], attributes: pooling([[2, 2, 1, 0, 0]]) },
    // Overlapping windows, and padding.
    {
      inputs: [[1, 2, 4, 3]],
      attributes: pooling([
        [3, 1, 1, 1, 1],
        [2, 2, 1, 0, 1],
      ]),
    },
    // The last window ends outside; without positions.
    { inputs: [[2, 1, 6]], attributes: { ...pooling([[2, 3, 3, 1, 1]], true), positions: false } },
    {
      inputs: [[1, 1, 2, 3, 3]],
      attributes: pooling([
        [1, 1, 1, 0, 0],
        [2, 1, 2, 1, 1],
        [2, 2, 1, 0, 0],
      ]),
    },
    { inputs: [[0, 2, 4]], attributes: pooling([[2, 2, 1, 0, 0]]) },
  ],
  prune: (inputs, attributes, [, isUsed]) =>
    isUsed
      ? { inputs, attributes, kept: [0, 1] }
      : { inputs, attributes: { ...attributes, positions: false }, kept: [0] },
};

/** NaN exceeds every number. */
const exceeds = (value: number, best: number): boolean =>
  value > best || (Number.isNaN(value) && !Number.isNaN(best));

/** ONNX Runtime's kernel where x is finite, which one pass tells, and the maximum of patches elsewhere. */
function emitMaxPool(context: EmitContext<MaxPoolAttributes>): readonly string[] {
  const { inputs, types, outputs, attributes, node, nodes, constant, graph, composeAll } = context;
  const [type] = types as [TensorType];
  const exact = { ...attributes, after: overhang(attributes, type.shape, outputs[0]!.shape) };
  const byPatches = (x: Tensor) =>
    maxOfPatches(x, exact, spatial(outputs[0]!.shape)).slice(0, outputs.length);
  // ONNX Runtime refuses padding as long as the kernel.
  const { kernel, before, after } = exact;
  if (!kernel.every((length, axis) => Math.max(before[axis]!, after[axis]!) < length))
    return composeAll(byPatches);
  if (attributes.finite) {
    return nodes("MaxPool", inputs, { ...toOnnxSteps(exact), kernel_shape: kernel, count: outputs.length });
  }
  const x = placeholder(type, "x");
  const branch = (results: readonly Tensor[]) =>
    graph({ inputs: [x], outputs: results, outer: new Map([[x, inputs[0]!]]) });
  const sizes = node("ReduceL1", inputs, { keepdims: 0 });
  return nodes("If", [node("Less", [sizes, constant(type.dtype, [Number.POSITIVE_INFINITY], [])])], {
    count: outputs.length,
    then_branch: branch(applyAll(MaxPool, [x], { ...attributes, finite: true })),
    else_branch: branch(byPatches(x)),
  });
}

type MaxUnpoolAttributes = {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly shape: Shape;
};

export const MaxUnpool: Op<MaxUnpoolAttributes> = {
  name: "MaxUnpool",
  doc: "Zeros of a shape with values added at positions: the adjoint of choosing them.",
  infer([x], { shape }) {
    requireFloat("maxUnpool", x!);
    return { dtype: x!.dtype, shape };
  },
  vjp: ({ inputs: [, positions], dy }) => [gather(reshape(dy, [dy.size]), positions!), undefined],
  batch: ({ inputs, batched, size, attributes }) => {
    const [x, positions] = inputs.map((input, index) =>
      batched[index] ? input : expand(input, [size, ...input.shape]),
    ) as [Tensor, Tensor];
    const { shape } = attributes;
    const moved = add(positions, exampleStarts(size, sizeOf(shape), positions.rank));
    const all = [size * shape[0]!, ...shape.slice(1)];
    return split(apply(MaxUnpool, [join(x, 0), join(moved, 0)], { ...attributes, shape: all }), 0, size);
  },
  onnx: emitMaxUnpool,
  lane: slidesWindows,
  reference: ([x, positions], { shape }) => {
    const y = hostArray(x!.dtype, shape);
    positions!.data.forEach((position, index) => {
      y.data[position]! += x!.data[index]!;
    });
    return y;
  },
  samples: [
    {
      inputs: [[2, 1, 2], { shape: [2, 1, 2], dtype: "int64", values: [1, 2, 4, 7] }],
      attributes: { kernel: [2], strides: [2], dilations: [1], shape: [2, 1, 4] },
    },
    // Overlapping windows meet in one maximum.
    {
      inputs: [[1, 1, 3], { shape: [1, 1, 3], dtype: "int64", values: [1, 1, 3] }],
      attributes: { kernel: [2], strides: [1], dilations: [1], shape: [1, 1, 4] },
    },
    {
      inputs: [[0, 1, 2], { shape: [0, 1, 2], dtype: "int64" }],
      attributes: { kernel: [2], strides: [2], dilations: [1], shape: [0, 1, 4] },
    },
  ],
};

/**
 * ONNX's operator, float32 in ONNX Runtime, keeps one of the values that meet, and the standard counts positions in the
 * shape that the windows make: it serves where windows lie apart and fill the shape.
 */
function emitMaxUnpool(context: EmitContext<MaxUnpoolAttributes>): string {
  const { inputs, types, attributes, node, constant } = context;
  const { kernel, strides, dilations, shape } = attributes;
  const [{ dtype, shape: pooled }] = types as [TensorType];
  const isApart = kernel.every((length, axis) => spanOf(length, dilations[axis]!) <= strides[axis]!);
  const isFilled = kernel.every(
    (length, axis) => (spatial(pooled)[axis]! - 1) * strides[axis]! + length === spatial(shape)[axis]!,
  );
  if (isApart && isFilled && dtype === "float32") {
    const [x, positions] = inputs as [string, string];
    return node("MaxUnpool", [x, positions, constant("int64", shape)], { kernel_shape: kernel, strides });
  }
  const flat = (name: string) => node("Reshape", [name, constant("int64", [-1])]);
  const zeros = node("Expand", [constant(dtype, [0], []), constant("int64", [sizeOf(shape)])]);
  const sums = node("ScatterElements", [zeros, flat(inputs[1]!), flat(inputs[0]!)], {
    axis: 0,
    reduction: isApart ? "none" : "add",
  });
  return node("Reshape", [sums, constant("int64", shape)]);
}

/** Where each example of a batch begins in the list of all elements. */
const exampleStarts = (size: number, length: number, rank: number): Tensor =>
  literal(
    Array.from({ length: size }, (_, example) => example * length),
    "int64",
    [size, ...new Array<number>(rank - 1).fill(1)],
  );

export interface MaxPoolOptions extends PoolOptions {
  readonly dilation?: PerAxis;
}

export const readMaxPool = optionsReader<MaxPoolOptions>({ ...poolKinds, dilation: kind.integerOrList });

/**
 * The maximum of each window of x [batch, channels, ...spatial]. The stride is the kernel's size by default, padding
 * 0 and dilation 1; where several elements share the maximum, the first has the whole gradient. A window that holds
 * NaN gives NaN.
 *
 * @example
 * await maxPool(tensor([[[1, 3, 2, 5, 4]]]), 2).data(); // [3, 5]
 * await maxPool(tensor([[[1, 3, 2, 5, 4]]]), 2, { ceilMode: true }).data(); // [3, 5, 4]
 */
export function maxPool(x: Tensor, kernelSize: PerAxis, given?: MaxPoolOptions): Tensor {
  const { ceilMode = false, ...options } = readMaxPool("maxPool", given);
  const window = toPoolWindow("maxPool", x, { kernelSize, ceilMode, ...options });
  return apply(MaxPool, [x], { ...window, ceil: ceilMode, positions: true, finite: false });
}
