/** @file Matrix products over long inner axes: ONNX Runtime adds too many terms one after the other in float32. */

import type { TensorType } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../elementwise/arithmetic.ts";
import { sum } from "../reduce/sum.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { slice } from "../shape/slice.ts";

type Factors = {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
};

/** A kernel for the product of the last two axes. */
type Multiply = (a: Tensor, b: Tensor, factors: Factors) => Tensor;

/** How many terms one kernel may add, and how many it should where it would add more. */
interface Limits {
  readonly most: number;
  readonly block: number;
}

/** The kernel for matrices works in blocks of its own; those for a vector add in lanes from end to end. */
const ofMatrices: Limits = { most: 2 ** 17, block: 2 ** 14 };
const ofVectors: Limits = { most: 4096, block: 512 };
/** Blocks of a matrix whose rows are the terms lie together, so that they cost nothing. */
const ofRows: Limits = { most: 1024, block: 512 };

const plain: Factors = { transposeA: false, transposeB: false };

/** Rows, terms and columns of a product. */
function sizesOf([a, b]: readonly { readonly shape: Shape }[], { transposeA, transposeB }: Factors) {
  return {
    rows: a!.shape.at(transposeA ? -1 : -2)!,
    terms: a!.shape.at(transposeA ? -2 : -1)!,
    columns: b!.shape.at(transposeB ? -2 : -1)!,
  };
}

function limitsOf(inputs: readonly { readonly shape: Shape }[], factors: Factors): Limits {
  const { rows, columns } = sizesOf(inputs, factors);
  if ((rows === 1 && !factors.transposeB) || (columns === 1 && factors.transposeA)) return ofRows;
  return rows === 1 || columns === 1 ? ofVectors : ofMatrices;
}

/** Whether the sums of a product are too long for one kernel. */
export const isLongProduct = (inputs: readonly TensorType[], factors: Factors): boolean =>
  inputs[0]!.dtype === "float32" && sizesOf(inputs, factors).terms > limitsOf(inputs, factors).most;

/** The products of blocks of the inner axis, added. */
export function productInBlocks(
  [a, b]: readonly [Tensor, Tensor],
  factors: Factors,
  multiply: Multiply,
): Tensor {
  const { rows, terms, columns } = sizesOf([a, b], factors);
  if (columns === 1 && factors.transposeA) return exchanged([b, a], [1, terms], multiply);
  if (rows === 1 && factors.transposeB) return exchanged([b, a], [terms, 1], multiply);
  const size = blockOf(terms, limitsOf([a, b], factors));
  const whole = terms - (terms % size);
  const { transposeA, transposeB } = factors;
  const part = (start: number, end: number): [Tensor, Tensor] => [
    inner(a, transposeA, [start, end]),
    inner(b, !transposeB, [start, end]),
  ];
  if (whole === terms) return addBlocks([a, b], { size, factors, multiply });
  const blocks = addBlocks(part(0, whole), { size, factors, multiply });
  return add(blocks, multiply(...part(whole, terms), factors));
}

/** The transposed product of a matrix and a vector, in the order in which no matrix is transposed. */
function exchanged(
  [a, b]: readonly [Tensor, Tensor],
  [height, width]: readonly [number, number],
  multiply: Multiply,
): Tensor {
  const as = (x: Tensor) => reshape(x, [...x.shape.slice(0, -2), height, width]);
  const y = productInBlocks(height === 1 ? [as(a), b] : [a, as(b)], plain, multiply);
  return reshape(y, [...y.shape.slice(0, -2), y.shape.at(-1)!, y.shape.at(-2)!]);
}

/** A divisor of the length where there is one, so that nothing is copied. */
function blockOf(length: number, { block }: Limits): number {
  for (let size = block; size >= block / 4; size--) if (length % size === 0) return size;
  return block;
}

/** A part of the inner axis, which is the last but one or the last. */
function inner(x: Tensor, isFirst: boolean, [start, end]: readonly [number, number]): Tensor {
  const axis = x.rank - (isFirst ? 2 : 1);
  const starts = x.shape.map((_, each) => (each === axis ? start : 0));
  return slice(x, { starts, ends: x.shape.with(axis, end) });
}

interface Blocks {
  readonly size: number;
  readonly factors: Factors;
  readonly multiply: Multiply;
}

function addBlocks(inputs: readonly [Tensor, Tensor], blocks: Blocks): Tensor {
  const { transposeA, transposeB } = blocks.factors;
  const [a, b] = [apart(inputs[0], transposeA, blocks), apart(inputs[1], !transposeB, blocks)];
  return sum(blocks.multiply(a, b, blocks.factors), { axis: -3 });
}

/** Blocks of the inner axis as matrices of their own: (..., blocks, size, other) or (..., blocks, other, size). */
function apart(x: Tensor, isFirst: boolean, { size }: Blocks): Tensor {
  const lead = x.shape.slice(0, -2);
  const [first, last] = x.shape.slice(-2) as [number, number];
  if (isFirst) return reshape(x, [...lead, first / size, size, last]);
  const axes = [...lead.keys(), x.rank - 1, x.rank - 2, x.rank];
  return transpose(reshape(x, [...lead, first, last / size, size]), axes);
}
