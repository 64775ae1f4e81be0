/** @file The common parts of operations that write updates at indices: reductions, and their gradients. */

import { literal, toTensors } from "../../graph/literal.ts";
import type { Attributes, BatchContext, VjpContext } from "../../graph/op.ts";
import { stridesOf } from "../../graph/shape.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { add, div, mul } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { equal, where } from "../elementwise/compare.ts";
import { expand, fullLike } from "../reduce/sum.ts";
import { positions } from "./index-rules.ts";

/** How an update meets the element in its place, and ONNX's word for it. */
export const reductions = {
  replace: { onnx: "none", combine: (_: number, update: number) => update },
  add: { onnx: "add", combine: (x: number, update: number) => x + update },
  max: { onnx: "max", combine: (x: number, update: number) => Math.max(x, update) },
  min: { onnx: "min", combine: (x: number, update: number) => Math.min(x, update) },
} as const;

export type Reduction = keyof typeof reductions;

/** The options that every way to write updates has. */
export const scatterKinds = {
  indices: kind.needed(tensorKind.tensor),
  updates: kind.needed(tensorKind.operand),
  reduction: kind.choice(...(Object.keys(reductions) as Reduction[])),
};

export interface ScatterNDOptions {
  readonly indices: Tensor;
  /** A tensor of the shape that is written, or one that broadcasts to it. */
  readonly updates: Operand;
  /** How an update meets the element in its place: "replace" by default, or "add", "max" or "min". */
  readonly reduction?: Reduction;
}

export interface ScatterOptions extends ScatterNDOptions {
  /** The first by default. */
  readonly axis?: number;
}

export const readScatter = optionsReader<ScatterOptions>({ ...scatterKinds, axis: kind.integer });

/** Reading and writing at the indices of one operation. */
interface Access {
  gather(x: Tensor): Tensor;
  scatter(x: Tensor, updates: Tensor, reduction: Reduction): Tensor;
}

/** Gradients for x, indices and updates. */
export function scatterGradients<A extends Attributes & { readonly reduction: Reduction }>(
  { inputs, output, dy, attributes: { reduction } }: VjpContext<A>,
  access: Access,
): [Tensor, undefined, Tensor] {
  if (reduction === "add") return [dy, undefined, access.gather(dy)];
  const [x, , updates] = inputs as [Tensor, Tensor, Tensor];
  if (reduction !== "replace") return shareGradients([x, updates, output], dy, access);
  // Of several updates in one place the last one stays; only that one has a gradient.
  const order = ordinals(updates);
  const nowhere = expand(literal(0, "int64"), x.shape);
  const last = access.gather(access.scatter(nowhere, order, "replace"));
  const dx = access.scatter(dy, fullLike(updates, 0), "replace");
  return [dx, undefined, where(equal(last, order), access.gather(dy), 0)];
}

/** All that equal the extreme share its gradient. */
function shareGradients(
  [x, updates, y]: readonly [Tensor, Tensor, Tensor],
  dy: Tensor,
  access: Access,
): [Tensor, undefined, Tensor] {
  const keeps = cast(equal(x, y), x.dtype);
  const gives = cast(equal(updates, access.gather(y)), x.dtype);
  const share = div(dy, access.scatter(keeps, gives, "add"));
  return [mul(keeps, share), undefined, mul(gives, access.gather(share))];
}

/** The place of each element in row-major order; built from short constants. */
function ordinals({ shape }: Tensor): Tensor {
  const strides = stridesOf(shape);
  const parts = shape.map((_, axis) => mul(positions(shape, axis), strides[axis]!));
  return expand(parts.reduce(add, literal(0, "int64")), shape);
}

/** Updates as a tensor of the dtype of x, repeated to the shape that the indices ask for. */
export function toUpdates(
  where: string,
  x: Tensor,
  { updates, shape }: { updates: Operand; shape: readonly number[] },
): Tensor {
  const tensor = toTensors(where, [x, updates])[1]!;
  return expand(tensor, shape);
}

/** Every input with a batch axis in front. */
export const batchAll = <A>({ inputs, batched, size }: BatchContext<A>): Tensor[] =>
  inputs.map((input, index) => (batched[index] ? input : expand(input, [size, ...input.shape])));
