/** @file The common parts of elementwise operations: broadcasting, the batch rule and the loop of the reference. */

import { apply } from "../../graph/apply.ts";
import type { Dtype } from "../../graph/dtype.ts";
import { broadcastAt, build } from "../../graph/host.ts";
import { type ElementLane, type LaneComposition, type NoLane, unsaidLane } from "../../graph/lane.ts";
import { toTensors } from "../../graph/literal.ts";
import type { NoAttributes, NodeAttributes, NoGradient, Op, Sample, TensorType } from "../../graph/op.ts";
import { broadcastShapes, type Shape, sameShape } from "../../graph/shape.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { isObject } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat, requireSameDtype } from "../dtype-rules.ts";
import { alignRank, Expand, expand, sumTo } from "../reduce/sum.ts";

export interface ElementwiseSpec {
  readonly name: string;
  readonly doc: string;
  /** The function of one element of each input. */
  readonly f: (...values: number[]) => number;
  /** Gradients before broadcasting is undone, one per input. */
  readonly gradient:
    | ((dy: Tensor, inputs: readonly Tensor[], y: Tensor) => readonly (Tensor | undefined)[])
    | NoGradient;
  /** Which dtypes it takes, or an error; floats of one dtype by default. */
  readonly check?: (where: string, types: readonly TensorType[]) => void;
  /** The dtype of the result; that of the last input by default. */
  readonly result?: Dtype;
  readonly onnx?: Op<NoAttributes>["onnx"];
  /** The same function for kernels, what it is made of, or why there is neither. */
  readonly lane?: ElementLane | LaneComposition<NoAttributes> | NoLane;
  readonly samples: readonly Sample<NoAttributes>[];
  readonly simplify?: (inputs: readonly Tensor[]) => Tensor | undefined;
  readonly nativeFrom?: number;
}

const gradientRule = kind.rule<ElementwiseSpec["gradient"]>(
  "a function, or the reason why there is none",
  (value) => typeof value === "function" || isObject(value),
);

const laneRule = kind.rule<Required<ElementwiseSpec>["lane"]>(
  "a function, or an object with its kind",
  (value) => typeof value === "function" || isObject(value),
);

const readSpec = optionsReader<ElementwiseSpec>({
  name: kind.needed(kind.string),
  doc: kind.needed(kind.string),
  f: kind.needed(kind.callable()),
  gradient: kind.needed(gradientRule),
  check: kind.callable(),
  result: tensorKind.dtype,
  onnx: kind.rule("the name of an operator or a function", (value) =>
    ["string", "function"].includes(typeof value),
  ),
  lane: laneRule,
  samples: kind.needed(kind.rule("a list of samples", Array.isArray)),
  simplify: kind.callable(),
  nativeFrom: kind.whole,
});

/** Floats of one dtype. */
export function floats(where: string, types: readonly TensorType[]): void {
  requireSameDtype(where, types);
  for (const type of types) requireFloat(where, type);
}

/** The record of an elementwise operation: broadcasting, the batch rule and the reference come from `f`. */
export function elementwise(given: ElementwiseSpec): Op<NoAttributes> {
  const spec = readSpec("elementwise", given);
  const { name, doc, f, gradient, check = floats, result, onnx = name, lane = unsaidLane, samples } = spec;
  const where = userName(name);
  const op: Op<NoAttributes> = {
    name,
    doc,
    onnx,
    lane:
      typeof lane === "function"
        ? { kind: "map", each: (math, [x, y, z, ...more]) => lane(math, x!, y!, z!, ...more) }
        : lane,
    samples,
    ...(spec.nativeFrom === undefined ? {} : { nativeFrom: spec.nativeFrom }),
    infer(types) {
      check(where, types);
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

/** The same for the framework's own records, all of which say their lanes. */
export const elementwiseOp = (
  spec: ElementwiseSpec & Pick<Required<ElementwiseSpec>, "lane">,
): Op<NoAttributes> => elementwise(spec);

/** Made of other operations. */
export const composed = (composition: (...inputs: Tensor[]) => Tensor): LaneComposition<NoAttributes> => ({
  kind: "compose",
  from: (inputs) => composition(...inputs),
});

/** ONNX Runtime's kernel for float32, where it has no other, and a composition for float64. */
export const float32Kernel =
  (
    operator: string,
    composition: (...inputs: Tensor[]) => Tensor,
    attributes?: NodeAttributes,
  ): Op<NoAttributes>["onnx"] =>
  ({ inputs, types, node, compose }) =>
    types[0]!.dtype === "float32" ? node(operator, inputs, attributes) : compose(composition);

/** The camelCase twin under which the user calls a record. */
export const userName = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

const broadcastAll = (where: string, types: readonly TensorType[]): Shape =>
  types.map((type) => type.shape).reduce((a, b) => broadcastShapes(where, a, b));

/** Elementwise operations broadcast by themselves, so inputs may come unexpanded; numbers are expanded last. */
function withoutExpansion(op: Op<NoAttributes>, inputs: readonly Tensor[]): Tensor | undefined {
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
export const callElementwise = (op: Op<NoAttributes>, operands: readonly Operand[]): Tensor =>
  apply(op, toTensors(userName(op.name), operands), {});

/** Unary operations keep the tensor as it is; a number becomes float32. */
export const callUnary =
  (op: Op<NoAttributes>) =>
  (x: Operand): Tensor =>
    callElementwise(op, [x]);

export const callBinary =
  (op: Op<NoAttributes>) =>
  (x: Operand, y: Operand): Tensor =>
    callElementwise(op, [x, y]);
