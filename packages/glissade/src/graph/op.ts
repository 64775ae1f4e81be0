/** @file The record of an operation: everything that any stage asks about it. */

import type { Dtype } from "./dtype.ts";
import type { HostArray } from "./host.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: Shape;
}

export type AttributeValue = number | string | boolean | readonly number[] | undefined;
export type Attributes = { readonly [name: string]: AttributeValue };

/** Attributes of an ONNX node: integers are written as integers unless they are marked. */
export type NodeAttributes = { readonly [name: string]: AttributeValue | { readonly float: number } };

/** What a gradient rule sees. `output` and `dy` are those of a single-output operation. */
export interface VjpContext<A> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly outputs: readonly Tensor[];
  readonly dy: Tensor;
  readonly dys: readonly Tensor[];
  readonly attributes: A;
}

/** One gradient per input; `undefined` where it is zero. */
export type Vjp<A> = (context: VjpContext<A>) => readonly (Tensor | undefined)[];

/** Why an operation has no gradient: zero almost everywhere, or not defined at all. */
export interface NoGradient {
  readonly none: string;
  /** `true`: the gradient is zero and flows no further; `false`: asking for it is an error. */
  readonly zero: boolean;
}

export interface BatchContext<A> {
  /** Where `batched` is true, axis 0 of the input is the batch. */
  readonly inputs: readonly Tensor[];
  readonly batched: readonly boolean[];
  readonly size: number;
  readonly attributes: A;
}

/** What an `onnx` function may use to write nodes. */
export interface EmitContext<A> {
  readonly inputs: readonly string[];
  readonly types: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly attributes: A;
  /** Writes one node and returns the name of its output. */
  node(operator: string, inputs: readonly string[], attributes?: NodeAttributes, domain?: string): string;
  /** The name of an initializer. */
  constant(dtype: Dtype, values: ArrayLike<number>, shape?: Shape): string;
}

/** An input at which every suite checks the operation: a shape, and the range of its values. */
export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: Dtype;
  readonly range?: readonly [number, number];
  readonly values?: readonly number[];
}

export interface Sample<A> {
  readonly inputs: readonly (Shape | SampleInput)[];
  readonly attributes?: A;
}

export interface Op<A extends Attributes = Attributes> {
  /** PascalCase, ONNX's name where ONNX has the operation. */
  readonly name: string;
  readonly doc: string;
  /** The rule for shapes and dtypes; throws where they do not fit. */
  infer(inputs: readonly TensorType[], attributes: A): TensorType | readonly TensorType[];
  /** Reverse mode, built from operations, so that gradients are graphs and any order works. */
  readonly vjp: Vjp<A> | NoGradient;
  /** The rule of vmap: the same operation with a batch axis in front. */
  batch(context: BatchContext<A>): Tensor | readonly Tensor[];
  /** ONNX's operator with the same inputs and attributes, or a function that writes nodes. */
  readonly onnx: string | ((context: EmitContext<A>) => string | readonly string[]);
  /** Slow, obvious, in float64: the oracle of the tests and the constant folder. */
  reference(inputs: readonly HostArray[], attributes: A): HostArray | readonly HostArray[];
  readonly samples: readonly Sample<A>[];
  /** A cheaper equal form, if these inputs allow one. */
  simplify?(inputs: readonly Tensor[], attributes: A): Tensor | undefined;
}

/** Attributes as text, the same for the same attributes; JSON would write null for infinity and 0 for -0. */
export const formatAttributes = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(" ");

function formatValue(value: AttributeValue): string {
  if (typeof value === "object") return `[${value.map(formatValue).join(", ")}]`;
  return Object.is(value, -0) ? "-0" : String(value);
}

// biome-ignore lint/suspicious/noExplicitAny: attributes differ by operation, and a list of operations forgets which.
export type AnyOp = Op<any>;

/** The gradient is zero almost everywhere. */
export const zeroGradient = (reason: string): NoGradient => ({ none: reason, zero: true });
