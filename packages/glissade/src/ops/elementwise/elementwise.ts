/** @file What all elementwise operations share: broadcasting, the batch rule and the loop of the reference. */

import type { Dtype } from "../../graph/dtype.ts";
import { broadcastAt, build } from "../../graph/host.ts";
import { toTensors } from "../../graph/literal.ts";
import type { NodeAttributes, NoGradient, Op, Sample, TensorType } from "../../graph/op.ts";
import { broadcastShapes, type Shape, sameShape } from "../../graph/shape.ts";
import { apply, type Operand, type Tensor } from "../../graph/tensor.ts";
import { alignRank, Expand, expand, sumTo } from "../reduce/sum.ts";

type None = Record<never, never>;

export interface ElementwiseSpec {
  readonly name: string;
  readonly doc: string;
  /** The function of one element of each input. */
  readonly f: (...values: number[]) => number;
  /** Gradients before broadcasting is undone, one per input. */
  readonly gradient:
    | ((dy: Tensor, inputs: readonly Tensor[], y: Tensor) => readonly (Tensor | undefined)[])
    | NoGradient;
  readonly check: (where: string, types: readonly TensorType[]) => void;
  /** The dtype of the result; that of the last input by default. */
  readonly result?: Dtype;
  readonly onnx?: Op<None>["onnx"];
  readonly samples: readonly Sample<None>[];
  readonly simplify?: (inputs: readonly Tensor[]) => Tensor | undefined;
}

/** The record of an elementwise operation. */
export function elementwise(spec: ElementwiseSpec): Op<None> {
  const { name, doc, f, gradient, result, onnx = name, samples } = spec;
  const where = userName(name);
  const op: Op<None> = {
    name,
    doc,
    onnx,
    samples,
    infer(types) {
      spec.check(where, types);
      return { dtype: result ?? types.at(-1)!.dtype, shape: broadcastAll(where, types) };
    },
    vjp:
      typeof gradient === "object"
        ? gradient
        : ({ inputs, output, dy }) =>
            gradient(dy, inputs, output).map((dx, index) => dx && sumTo(dx, inputs[index]!.shape)),
    batch: ({ inputs, batched }) => {
      const rank = Math.max(...inputs.map((input, index) => input.rank - Number(batched[index])));
      return apply(
        op,
        inputs.map((input, index) => (batched[index] ? alignRank(input, rank) : input)),
        {},
      );
    },
    reference: (inputs) => {
      const shape = inputs.map((input) => input.shape).reduce((a, b) => broadcastShapes(where, a, b));
      return build(result ?? inputs.at(-1)!.dtype, shape, (index) =>
        f(...inputs.map((x) => broadcastAt(x, index))),
      );
    },
    simplify: (inputs) => withoutExpansion(op, inputs) ?? spec.simplify?.(inputs),
  };
  return op;
}

/** ONNX Runtime's kernel for float32, where it has no other, and a composition for float64. */
export const float32Kernel =
  (
    operator: string,
    composition: (...inputs: Tensor[]) => Tensor,
    attributes?: NodeAttributes,
  ): Op<None>["onnx"] =>
  ({ inputs, types, node, compose }) =>
    types[0]!.dtype === "float32" ? node(operator, inputs, attributes) : compose(composition);

/** The camelCase twin under which the user calls a record. */
export const userName = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

const broadcastAll = (where: string, types: readonly TensorType[]): Shape =>
  types.map((type) => type.shape).reduce((a, b) => broadcastShapes(where, a, b));

/** Elementwise operations broadcast by themselves, so inputs may come unexpanded; numbers are expanded last. */
function withoutExpansion(op: Op<None>, inputs: readonly Tensor[]): Tensor | undefined {
  const shape = broadcastAll(op.name, inputs);
  const bare = inputs.map(unexpanded);
  if (bare.every(({ rank }) => rank === 0) && shape.length > 0) return expand(apply(op, bare, {}), shape);
  for (const [index, input] of inputs.entries()) {
    const lean = inputs.with(index, bare[index]!);
    if (input !== bare[index] && sameShape(broadcastAll(op.name, lean), shape)) return apply(op, lean, {});
  }
  return undefined;
}

function unexpanded(tensor: Tensor): Tensor {
  const { source } = tensor;
  return source.kind === "op" && source.op === Expand ? source.inputs[0]! : tensor;
}

/** A user function over operands of one dtype. */
export const callElementwise = (op: Op<None>, operands: readonly Operand[]): Tensor =>
  apply(op, toTensors(userName(op.name), operands), {});

/** Unary operations keep the tensor as it is; a number becomes float32. */
export const callUnary =
  (op: Op<None>) =>
  (x: Operand): Tensor =>
    callElementwise(op, [x]);

export const callBinary =
  (op: Op<None>) =>
  (x: Operand, y: Operand): Tensor =>
    callElementwise(op, [x, y]);
