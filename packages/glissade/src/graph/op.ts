/** @file The record of an operation: everything that any stage asks about it. */

import type { Dtype } from "./dtype.ts";
import type { HostArray } from "./host.ts";
import type { LaneRule } from "./lane.ts";
import type { Elements, LiftContext, Lifted } from "./lift.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { Graph } from "./walk.ts";

export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: Shape;
}

/** Graphs and functions are compared by identity. */
export type AttributeValue =
  | number
  | string
  | boolean
  | readonly number[]
  | Graph
  | ((...args: never[]) => unknown)
  | undefined;
export type Attributes = { readonly [name: string]: AttributeValue };

/** A graph inside a node, as `EmitContext.graph` writes it. */
export interface InnerGraph {
  readonly graph: unknown;
}

/** Attributes of an ONNX node: integers are written as integers unless they are marked. */
export type NodeAttributes = {
  readonly [name: string]: AttributeValue | { readonly float: number } | InnerGraph;
};

/** What a gradient rule sees. `output` and `dy` are those of a single-output operation. */
export interface VjpContext<A> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly outputs: readonly Tensor[];
  readonly dy: Tensor;
  readonly dys: readonly Tensor[];
  /** The same without the zeros that stand for outputs that have no gradient. */
  readonly given: readonly (Tensor | undefined)[];
  /** Which inputs lead to what is differentiated for; gradients for the others are dropped. */
  readonly needed: readonly boolean[];
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
  /** The numbers of scalar inputs that the program says; undefined where they are computed. */
  readonly numbers: readonly (number | undefined)[];
  readonly attributes: A;
  /** Writes one node, of the standard unless a domain is named, and returns the name of its output. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: NodeAttributes & { readonly domain?: string },
  ): string;
  /** Writes one node with `count` outputs and returns their names. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: NodeAttributes & { count: number },
  ): string[];
  /** Writes the nodes of a composition of operations on the inputs and returns the name of its output. */
  compose(fn: (...inputs: Tensor[]) => Tensor): string;
  /** The same for several outputs. */
  composeAll(fn: (...inputs: Tensor[]) => readonly Tensor[]): string[];
  /** An attribute that holds a graph; inputs that `outer` names are values of the graph around it. */
  graph(inner: Graph & { readonly outer?: ReadonlyMap<Tensor, string> }): InnerGraph;
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
  /** Those that hold graphs are made for inputs of these types. */
  readonly attributes?: A | ((types: readonly TensorType[]) => A);
}

/** The attributes of a sample for inputs of these types. */
export const attributesAt = <A extends Attributes>(
  { attributes }: Sample<A>,
  types: readonly TensorType[],
): A => (typeof attributes === "function" ? attributes(types) : (attributes ?? ({} as A)));

export interface Pruned<A> {
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
  readonly kept: readonly number[];
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
  /** What kernels compute for single elements, or why they cannot. */
  readonly lane: LaneRule<A>;
  /** Slow, obvious, in float64: the oracle of the tests and the constant folder. */
  reference(inputs: readonly HostArray[], attributes: A): HostArray | readonly HostArray[];
  readonly samples: readonly Sample<A>[];
  /** Elements of float32 from which on ONNX Runtime's kernel beats a generated one, as measured; never by default. */
  readonly nativeFrom?: number;
  /**
   * Floating-point operations, two for a multiplication that is added up; one per element of the results where left
   * out. `count` counts those of a graph in the attributes.
   */
  flops?(
    inputs: readonly TensorType[],
    outputs: readonly TensorType[],
    attributes: A,
    count: (graph: Graph) => number,
  ): number;
  /** The same without unused outputs; `kept` lists those that remain. */
  prune?(inputs: readonly Tensor[], attributes: A, used: readonly boolean[]): Pruned<A>;
  /** A cheaper equal form, if these inputs allow one. */
  simplify?(inputs: readonly Tensor[], attributes: A): Tensor | readonly Tensor[] | undefined;
  /**
   * Writes the results from the inputs by JavaScript, inside a running program where a backend calls it. Whatever has it
   * runs as often as the graph says: it is not folded, and equal ones are not joined.
   */
  host?(inputs: readonly Elements[], results: readonly Elements[], attributes: A): void;
  /** What stands for it where a backend calls nothing; undefined where it calls nothing itself. */
  lift?(context: LiftContext<A>): Lifted | undefined;
}

/** Of operations without attributes. */
export type NoAttributes = Record<never, never>;

/** Attributes as text, the same for the same attributes; JSON would write null for infinity and 0 for -0. */
export const formatAttributes = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(" ");

function formatValue(value: AttributeValue): string {
  if (Array.isArray(value)) return `[${value.map(formatValue).join(", ")}]`;
  if (typeof value === "object" || typeof value === "function") return `#${identity(value)}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

export const isGraph = (value: AttributeValue): value is Graph =>
  typeof value === "object" && !Array.isArray(value) && "outputs" in value;

const identities = new WeakMap<object, number>();
let objects = 0;

/** A number for each object, the same whenever it is asked for. */
export function identity(value: object): number {
  const known = identities.get(value) ?? objects++;
  identities.set(value, known);
  return known;
}

/** The name of an operation with a number of its own: operations of users may share a name. */
export const opKey = (op: AnyOp): string => `${op.name}#${identity(op)}`;

// biome-ignore lint/suspicious/noExplicitAny: attributes differ by operation, and a list of operations forgets which.
export type AnyOp = Op<any>;

/** The gradient is zero almost everywhere. */
export const zeroGradient = (reason: string): NoGradient => ({ none: reason, zero: true });
