/** @file The emission of sums: exact in integers, in blocks along long axes, a matrix product over rows. */

import { isFloat } from "../../graph/dtype.ts";
import type { EmitContext, TensorType } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import { emitVia } from "../emit-rules.ts";
import type { ReduceAttributes } from "./sum.ts";

type Context = EmitContext<ReduceAttributes>;

/** A named value of the model and its shape. */
interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** Most terms for one kernel, which takes neighbours in four lanes or more, and rows one after the other. */
const MOST_NEIGHBOURS = 256;
const MOST_ROWS = 128;

const [SHORTEST_BLOCK, BLOCK, LONGEST_BLOCK] = [8, 32, 64];

export function emitSum(context: Context): string {
  const { inputs, types, attributes, node, constant } = context;
  const { axes, keepDims } = attributes;
  const [{ dtype, shape }] = types as [TensorType];
  if (axes.length === 0) return node("Identity", inputs);
  if (!isFloat(dtype)) return emitWholeSum(context);
  if (dtype === "float32" && sizeOf(axes.map((axis) => shape[axis]!)) > longest(shape, axes)) {
    return emitLongSum(context, { name: inputs[0]!, shape });
  }
  if (isOverRows(shape, axes)) {
    const ones = constant(dtype, new Array(shape[0]!).fill(1), keepDims ? [1, shape[0]!] : undefined);
    return node("MatMul", [ones, ...inputs]);
  }
  return node("ReduceSum", [...inputs, constant("int64", axes)], { keepdims: Number(keepDims) });
}

/** Whether the rows of a matrix are added, which a product with ones does in half the time. */
export const isOverRows = (shape: Shape, axes: readonly number[]): boolean =>
  shape.length === 2 && axes.length === 1 && axes[0] === 0 && shape[0]! > 0 && shape[0]! <= MOST_ROWS;

/** How many elements one kernel may add. */
const longest = (shape: Shape, axes: readonly number[]): number =>
  sizeOf(shape.slice(Math.max(...axes) + 1)) === 1 ? MOST_NEIGHBOURS : MOST_ROWS;

/** ONNX Runtime adds integers as floats, but multiplies matrices of integers exactly. */
function emitWholeSum(context: Context): string {
  const { inputs, types, outputs, attributes, node, constant } = context;
  const [{ dtype, shape }] = types as [TensorType];
  const [{ shape: result }] = outputs as [TensorType];
  const rest = [...shape.keys()].filter((axis) => !attributes.axes.includes(axis));
  const count = sizeOf(attributes.axes.map((axis) => shape[axis]!));
  if (count === 0) return constant(dtype, new Array(sizeOf(result)).fill(0), result);
  const via = dtype === "uint8" ? "uint32" : dtype;
  return emitVia(context, { from: dtype, via }, (cast) => {
    const ordered = node("Transpose", [cast(inputs[0]!)], { perm: [...rest, ...attributes.axes] });
    const rows = node("Reshape", [ordered, constant("int64", [sizeOf(result), count])]);
    const ones = constant(via, new Array(count).fill(1), [count, 1]);
    return node("Reshape", [node("MatMul", [rows, ones]), constant("int64", result)]);
  });
}

/** Adds blocks, then blocks of their sums, and so on: errors grow with the number of levels, not of terms. */
function emitLongSum({ outputs, attributes, node, constant }: Context, x: Value): string {
  const { axes, keepDims } = attributes;
  const natural = axes.findLast((axis) => isBlock(x.shape[axis]!));
  let rest = natural === undefined ? x : addBlocks({ node, constant }, x, natural);
  if (sizeOf(axes.map((axis) => rest.shape[axis]!)) <= LONGEST_BLOCK)
    return node("ReduceSum", [rest.name, constant("int64", axes)], { keepdims: Number(keepDims) });
  const { lengths, isReduced } = mergeAxes(rest.shape, axes);
  if (lengths.length < rest.shape.length)
    rest = { name: node("Reshape", [rest.name, constant("int64", lengths)]), shape: lengths };
  const left = [...lengths.keys()].filter((axis) => isReduced[axis]);
  while (sizeOf(left.map((axis) => rest.shape[axis]!)) > LONGEST_BLOCK)
    rest = addBlocks({ node, constant }, rest, nextAxis(rest.shape, left));
  const sum = node("ReduceSum", [rest.name, constant("int64", left)], { keepdims: 0 });
  const { shape } = outputs[0]!;
  return shape.length === lengths.length - left.length
    ? sum
    : node("Reshape", [sum, constant("int64", shape)]);
}

const isBlock = (length: number): boolean => length >= SHORTEST_BLOCK && length <= LONGEST_BLOCK;

/** Neighbouring axes of one kind as one. */
function mergeAxes(shape: Shape, axes: readonly number[]): { lengths: number[]; isReduced: boolean[] } {
  const lengths: number[] = [];
  const isReduced: boolean[] = [];
  for (const [axis, length] of shape.entries()) {
    const own = axes.includes(axis);
    if (isReduced.at(-1) === own) lengths[lengths.length - 1]! *= length;
    else {
      lengths.push(length);
      isReduced.push(own);
    }
  }
  return { lengths, isReduced };
}

/** The last axis that has blocks, where elements lie together; else the longest. */
const nextAxis = (shape: Shape, axes: readonly number[]): number =>
  axes.findLast((axis) => shape[axis]! >= SHORTEST_BLOCK) ??
  axes.reduce((a, b) => (shape[b]! > shape[a]! ? b : a));

type Nodes = Pick<Context, "node" | "constant">;

/** Sums of blocks along an axis; a rest that fills none is added by itself. */
function addBlocks({ node, constant }: Nodes, { name, shape }: Value, axis: number): Value {
  const length = shape[axis]!;
  const along = (from: string, which: number, keepdims: number) =>
    node("ReduceSum", [from, constant("int64", [which])], { keepdims });
  if (length <= LONGEST_BLOCK) return { name: along(name, axis, 1), shape: shape.with(axis, 1) };
  const block = blockOf(length);
  const count = Math.floor(length / block);
  const part = (start: number, end: number) =>
    node("Slice", [name, ...[[start], [end], [axis]].map((each) => constant("int64", each))]);
  const whole = count * block === length ? name : part(0, count * block);
  const apart = node("Reshape", [whole, constant("int64", shape.toSpliced(axis, 1, count, block))]);
  const sums = along(apart, axis + 1, 0);
  if (whole === name) return { name: sums, shape: shape.with(axis, count) };
  const rest = along(part(count * block, length), axis, 1);
  return { name: node("Concat", [sums, rest], { axis }), shape: shape.with(axis, count + 1) };
}

/** A divisor of the length where there is one, so that nothing is copied. */
function blockOf(length: number): number {
  const sizes = Array.from(
    { length: LONGEST_BLOCK - SHORTEST_BLOCK + 1 },
    (_, size) => SHORTEST_BLOCK + size,
  );
  const nearest = sizes.sort((a, b) => Math.abs(a - BLOCK) - Math.abs(b - BLOCK));
  return nearest.find((size) => length % size === 0) ?? BLOCK;
}
