/** @file Other forms of a convolution: batch and channels exchanged, as matrix products, over a batch of examples. */

import { apply } from "../../graph/apply.ts";
import { indices } from "../../graph/host.ts";
import type { BatchContext, Op } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../elementwise/arithmetic.ts";
import { MatMul, matmul } from "../linalg/matmul.ts";
import { expand, sum } from "../reduce/sum.ts";
import { moveAxis, reshape, transpose } from "../shape/layout.ts";
import { stack } from "../shape/reorder.ts";
import { flip, slice } from "../shape/slice.ts";
import type { ConvAttributes } from "./conv-rules.ts";
import { padSpatial, patches } from "./patches.ts";
import { countWindows, spanOf, spatial, type Window } from "./window.ts";

const spatialAxes = ({ rank }: Tensor): number[] => Array.from({ length: rank - 2 }, (_, axis) => axis + 2);

/** Batch and channels exchanged. */
export const exchange = (x: Tensor): Tensor => transpose(x, [1, 0, ...spatialAxes(x)]);

/** From [batch, groups·channels, ...] to [channels, groups·batch, ...]. */
export function exchangeInGroups(x: Tensor, groups: number): Tensor {
  if (groups === 1) return exchange(x);
  const [batch, channels] = x.shape as [number, number];
  const apart = reshape(x, [batch, groups, channels / groups, ...spatial(x.shape)]);
  const exchanged = transpose(apart, [2, 1, 0, ...spatialAxes(x).map((axis) => axis + 1)]);
  return reshape(exchanged, [channels / groups, groups * batch, ...spatial(x.shape)]);
}

/** The kernels of the transposed convolution as those of a convolution, and back: turned round, channels exchanged. */
export function turnKernels(w: Tensor, groups: number): Tensor {
  const [rows, columns] = w.shape as [number, number];
  const apart = reshape(w, [groups, rows / groups, columns, ...spatial(w.shape)]);
  const exchanged = transpose(apart, [0, 2, 1, ...spatialAxes(w).map((axis) => axis + 1)]);
  const kernels = reshape(exchanged, [groups * columns, rows / groups, ...spatial(w.shape)]);
  return flip(kernels, { axis: spatialAxes(w) });
}

/** A number per channel beside [batch, channels, ...]. */
export const perChannel = (bias: Tensor, spatialRank: number): Tensor =>
  reshape(bias, [...bias.shape, ...new Array<number>(spatialRank).fill(1)]);

/** The convolution as a matrix product of kernels and patches. */
export function convByProduct(inputs: readonly Tensor[], { groups, ...steps }: ConvAttributes): Tensor {
  const [x, w, bias] = inputs as [Tensor, Tensor, Tensor?];
  const kernel = spatial(w.shape);
  const apart = patches(x, { ...steps, kernel }); // (batch, channels, ...kernel, ...windows)
  const windows = apart.shape.slice(2 + kernel.length);
  const terms = w.size / w.shape[0]!;
  const columns = reshape(apart, [x.shape[0]!, groups, terms, sizeOf(windows)]);
  const product = matmul(reshape(w, [groups, w.shape[0]! / groups, terms]), columns);
  const y = reshape(product, [x.shape[0]!, w.shape[0]!, ...windows]);
  return bias ? add(y, perChannel(bias, kernel.length)) : y;
}

/** The convolution as one matrix product per window and group, for few and large windows. */
export function convByWindows(inputs: readonly Tensor[], { groups, ...steps }: ConvAttributes): Tensor {
  const [x, w, bias] = inputs as [Tensor, Tensor, Tensor?];
  const [batch, results] = [x.shape[0]!, w.shape[0]!];
  const window = { ...steps, kernel: spatial(w.shape) };
  const counts = spatial(x.shape).map((length, axis) => countWindows(length, window, axis));
  const padded = padSpatial(x, steps);
  const terms = w.size / results;
  const rows = groups === 1 ? reshape(w, [results, terms]) : reshape(w, [groups, results / groups, terms]);
  const products = Array.from(indices(counts), (place) => {
    const part = windowAt(padded, place, window);
    if (groups === 1) return timesRows(reshape(part, [batch, terms]), rows);
    const y = timesRows(transpose(reshape(part, [batch, groups, terms]), [1, 0, 2]), rows);
    return reshape(transpose(y, [1, 0, 2]), [batch, results]);
  });
  const y = reshape(stack(products, { axis: 2 }), [batch, results, ...counts]);
  return bias ? add(y, perChannel(bias, counts.length)) : y;
}

const timesRows = (x: Tensor, rows: Tensor): Tensor =>
  apply(MatMul, [x, rows], { transposeA: false, transposeB: true });

/** The convolutions of parts of the channels, as more groups, added. */
export function convByChannels(
  op: Op<ConvAttributes>,
  [x, w, bias]: readonly Tensor[],
  { parts, ...attributes }: ConvAttributes & { readonly parts: number },
): Tensor {
  const [results, channels] = w!.shape as [number, number];
  const kernels = reshape(w!, [results * parts, channels / parts, ...spatial(w!.shape)]);
  const y = apply(op, [x!, kernels], { ...attributes, groups: attributes.groups * parts });
  const total = sum(split(y, 1, results), { axis: 2 });
  return bias ? add(total, perChannel(bias, attributes.strides.length)) : total;
}

function windowAt(padded: Tensor, place: readonly number[], { kernel, strides, dilations }: Window): Tensor {
  const starts = place.map((index, axis) => index * strides[axis]!);
  const ends = starts.map((start, axis) => start + spanOf(kernel[axis]!, dilations[axis]!));
  return slice(padded, {
    starts: [0, 0, ...starts],
    ends: [...padded.shape.slice(0, 2), ...ends],
    steps: [1, 1, ...dilations],
  });
}

/** vmap: examples join the batch; where each has kernels of its own, they are groups. */
export function batchConv(op: Op<ConvAttributes>, context: BatchContext<ConvAttributes>): Tensor {
  const { inputs, batched, size, attributes } = context;
  const [, , bias] = inputs;
  const y = batchProduct(op, context);
  if (!bias) return y;
  const rows = batched[2] ? reshape(bias, [size, 1, bias.shape[1]!]) : bias;
  return add(y, perChannel(rows, attributes.strides.length));
}

function batchProduct(op: Op<ConvAttributes>, context: BatchContext<ConvAttributes>): Tensor {
  const { inputs, batched, size, attributes } = context;
  const [x, w] = inputs as [Tensor, Tensor];
  if (batched[1]) {
    const examples = batched[0] ? x : expand(x, [size, ...x.shape]);
    const groups = size * attributes.groups;
    const y = apply(op, [join(moveAxis(examples, 0, 1), 1), join(w, 0)], { ...attributes, groups });
    return moveAxis(split(y, 1, size), 1, 0);
  }
  return batched[0] ? split(apply(op, [join(x, 0), w], attributes), 0, size) : apply(op, [x, w], attributes);
}

/** An axis and the next as one. */
export const join = (x: Tensor, axis: number): Tensor =>
  reshape(x, x.shape.toSpliced(axis, 2, x.shape[axis]! * x.shape[axis + 1]!));

/** One axis as two, the first of the given length. */
export const split = (x: Tensor, axis: number, length: number): Tensor =>
  reshape(x, x.shape.toSpliced(axis, 1, length, x.shape[axis]! / length));
