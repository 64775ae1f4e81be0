/** @file Convolutions in ONNX Runtime's blocked layout, for those that have no tiles. */

import { apply } from "../../graph/apply.ts";
import type { Fusion } from "../../graph/fuse.ts";
import { literal } from "../../graph/literal.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { Conv } from "../../ops/conv/conv.ts";
import type { ConvAttributes } from "../../ops/conv/conv-rules.ts";
import { spatial, toOnnxSteps } from "../../ops/conv/window.ts";
import { sub } from "../../ops/elementwise/arithmetic.ts";
import { abs } from "../../ops/elementwise/unary.ts";
import { multipliesMatrices } from "../../ops/no-lanes.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { toModel } from "../model.ts";
import type { OrtApi } from "./ort-api.ts";
import { openSession } from "./runtime.ts";
import { createValue, toLayout } from "./values.ts";

type BlockedAttributes = ConvAttributes & {
  /** Channels that lie side by side. */
  readonly block: number;
};

export const BlockedConv: Op<BlockedAttributes> = {
  name: "BlockedConv",
  doc: "Conv in ONNX Runtime's layout of blocks of channels.",
  infer: (inputs, attributes) => Conv.infer(inputs, attributes),
  vjp: { none: "layouts are chosen after differentiation", zero: false },
  batch: (context) => Conv.batch(context),
  onnx: emitBlocked,
  lane: multipliesMatrices,
  reference: (inputs, attributes) => Conv.reference(inputs, attributes),
  flops: (inputs, outputs, attributes, count) => Conv.flops!(inputs, outputs, attributes, count),
  samples: [],
};

const DOMAIN = "com.microsoft.nchwc";

function emitBlocked(context: EmitContext<BlockedAttributes>): string {
  const { inputs, types, attributes, node, constant } = context;
  const [x, w, ...bias] = inputs as [string, string];
  const [filters, channels, ...kernel] = types[1]!.shape as [number, number, ...number[]];
  const { block, groups } = attributes;
  const blocks = [filters / block, block, channels / block, block, ...kernel];
  // From [filters, channels, height, width] to [filters/b, channels/b, height, width, b channels, b filters].
  const split = node("Reshape", [w, constant("int64", blocks)]);
  const moved = node("Transpose", [split], { perm: [0, 2, 4, 5, 3, 1] });
  const kernels = node("Reshape", [moved, constant("int64", types[1]!.shape)]);
  const y = node("Conv", [node("ReorderInput", [x], { domain: DOMAIN }), kernels, ...bias], {
    ...toOnnxSteps(attributes),
    kernel_shape: kernel,
    group: groups,
    domain: DOMAIN,
  });
  return node("ReorderOutput", [y], { channels: filters, domain: DOMAIN });
}

/**
 * Elements of a kernel, elements of an output channel, and multiplications in all, between which blocks pay.
 * Milliseconds of the nodes alone, batches of 64, one thread, AMD EPYC with AVX-512, least processor time of seven runs:
 *
 * | kernel            | input | channels | plain | in blocks |
 * | ----------------- | ----- | -------- | ----- | --------- |
 * | 3×3 with stride 2 | 32×32 | 32 to 64 | 8.8   | 7.1       |
 * | 5×5               | 16×16 | 32 to 64 | 19.5  | 15.9      |
 * | 5×5               | 16×16 | 64 to 64 | 38.6  | 31.3      |
 * | 3×3               | 7×7   | 64 to 64 | 4.0   | 2.3       |
 * | 1×1               | 32×32 | 64 to 64 | 7.6   | 8.6       |
 */
const [FEWEST_ELEMENTS, MOST_ELEMENTS, FEWEST_OUTPUTS, FEWEST_TERMS] = [4, 49, 16, 2 ** 24];

/**
 * The rewrite to blocks. Their size is found when a convolution first may have them, also where a program is only
 * explained: the rewrite depends on it.
 */
export function blockedConv(find: () => number | undefined): Fusion {
  let block: { readonly size: number | undefined } | undefined;
  return ({ op, inputs, attributes, types: [y] }) => {
    if (op !== Conv || !isWorthBlocks(inputs, y!, attributes as ConvAttributes)) return undefined;
    block ??= { size: find() };
    const { size } = block;
    const [filters, channels] = inputs[1]!.shape as [number, number];
    if (size === undefined || filters % size !== 0 || channels % size !== 0) return undefined;
    return [apply(BlockedConv, inputs, { ...(attributes as ConvAttributes), block: size })];
  };
}

function isWorthBlocks([x, w]: readonly TensorType[], y: TensorType, attributes: ConvAttributes): boolean {
  const { groups, before, after } = attributes;
  if (x!.dtype !== "float32" || x!.shape.length !== 4 || groups !== 1) return false;
  if ([...before, ...after].some((width) => width < 0)) return false;
  const [elements, outputs] = [sizeOf(spatial(w!.shape)), sizeOf(spatial(y.shape))];
  const isMiddle = elements >= FEWEST_ELEMENTS && elements <= MOST_ELEMENTS && outputs >= FEWEST_OUTPUTS;
  return isMiddle && sizeOf(y.shape) * sizeOf(w!.shape.slice(1)) >= FEWEST_TERMS;
}

/** Numbers of a block: those of vectors of 64 bytes, and of 32. */
const sizes = [16, 8];

/** The size of blocks of this processor, by a convolution that is right with it; undefined where there are none. */
export const findBlock = (ort: OrtApi): number | undefined =>
  sizes.find((block) => {
    try {
      return differenceWith(ort, block) < 1e-3;
    } catch {
      // ONNX Runtime has no blocks for this processor.
      return false;
    }
  });

/** How far a small convolution in blocks is from the plain one; runs a session. */
function differenceWith(ort: OrtApi, block: number): number {
  const inputs = [numbers(1, 2 * block, 3, 3), numbers(2 * block, 2 * block, 2, 2)];
  const attributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
  const blocked = apply(BlockedConv, inputs, { ...attributes, block });
  return scalarOf(ort, max(abs(sub(apply(Conv, inputs, attributes), blocked))));
}

/** Numbers that differ from place to place. */
function numbers(...shape: number[]): Tensor {
  const data = Array.from({ length: sizeOf(shape) }, (_, index) => ((index * 7919) % 101) / 101);
  return literal(data, "float32", shape);
}

/** The number that a graph without inputs computes. */
function scalarOf(ort: OrtApi, scalar: Tensor): number {
  const { model } = toModel({ inputs: [], outputs: [scalar] });
  const data = new Float32Array(1);
  const session = openSession(ort, model, { threads: 1 });
  try {
    const value = createValue(ort, data, toLayout(scalar.type));
    try {
      session.outputs[0] = value;
      session.run();
    } finally {
      ort.ReleaseValue(value);
    }
    return data[0]!;
  } finally {
    ort.ReleaseSession(session.pointer);
  }
}
