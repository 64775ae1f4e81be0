/** @file The Tensor: an immutable graph node with dtype and shape, maybe with data. */

import { GlissadeError, notTensor } from "../errors.ts";
import { describe } from "../options.ts";
import type { Dtype, TypedArray } from "./dtype.ts";
import type { AnyOp, Attributes, Op, TensorType } from "./op.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";
import { type Nested, nest, showElements } from "./show.ts";

/** The result of an operation. */
export interface OpSource {
  readonly kind: "op";
  readonly op: AnyOp;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly types: readonly TensorType[];
  /** The elements of those outputs that are computed by now. */
  readonly results: (DataSource | undefined)[];
}

/** Elements in memory. */
interface Held {
  readonly data: TypedArray;
  /** The runtime's own object for them, kept so that feeding a result back copies nothing. */
  view?: unknown;
}

/** A number written in the program: part of the graph, so it can be folded. */
export interface LiteralSource extends Held {
  readonly kind: "literal";
}

/** Data of the user or of an earlier run: fed to the graph. */
export interface DataSource extends Partial<Held> {
  readonly kind: "data";
  /** Missing as long as only a device holds the elements. */
  data?: TypedArray;
  /** Copies the elements from the device. */
  load?(): Promise<TypedArray>;
  /** Refuses donation from now on. */
  keep?(): void;
}

/** An input of a traced function. */
export interface PlaceholderSource {
  readonly kind: "placeholder";
  readonly name: string;
}

export type Source = OpSource | LiteralSource | DataSource | PlaceholderSource;

/** A tensor, or a number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number;

export interface AxisOptions {
  /** The axis; negative ones count from the back. */
  readonly axis?: number;
}

export interface AxesOptions {
  /** The axis or axes, all of them by default; negative ones count from the back. */
  readonly axis?: number | readonly number[];
}

export interface DtypeOptions {
  /** "float32" by default. */
  readonly dtype?: Dtype;
}

export interface ReduceOptions {
  /** The axis or axes to reduce over; all of them by default. Negative axes count from the back. */
  readonly axis?: number | readonly number[];
  /** Keep the reduced axes with length 1; `false` by default. */
  readonly keepDims?: boolean;
}

/** The functions behind the methods of Tensor; bound once, by tensor.ts and run. */
export interface Methods {
  add(x: Operand, y: Operand): Tensor;
  sub(x: Operand, y: Operand): Tensor;
  mul(x: Operand, y: Operand): Tensor;
  div(x: Operand, y: Operand): Tensor;
  pow(x: Operand, y: Operand): Tensor;
  neg(x: Operand): Tensor;
  square(x: Operand): Tensor;
  sqrt(x: Operand): Tensor;
  exp(x: Operand): Tensor;
  log(x: Operand): Tensor;
  abs(x: Operand): Tensor;
  sum(x: Tensor, options?: ReduceOptions): Tensor;
  mean(x: Tensor, options?: ReduceOptions): Tensor;
  max(x: Tensor, options?: ReduceOptions): Tensor;
  min(x: Tensor, options?: ReduceOptions): Tensor;
  matmul(x: Tensor, y: Tensor): Tensor;
  reshape(x: Tensor, shape: Shape): Tensor;
  transpose(x: Tensor, permutation?: readonly number[]): Tensor;
  cast(x: Tensor, dtype: Dtype): Tensor;
  evaluate(x: Tensor): Promise<TypedArray>;
}

const bound: Partial<Methods> = {};

/** Gives Tensor its methods; operations and the runtime lie above the graph, so they call down. */
export function bindMethods(methods: Partial<Methods>): void {
  Object.assign(bound, methods);
}

const methods = bound as Methods;

/**
 * An immutable array of numbers with a dtype and a shape. Operations record; nothing runs until data is asked for.
 *
 * Reading (`data`, `item`, `toArray`) computes a tensor once: it then holds its elements and forgets how they came.
 * Results on the way hold theirs too if they are small, or if computing them again would cost more than their memory,
 * at most 64 MiB per reading; so two tensors that share an expensive part compute that part once. `evaluate` keeps
 * the tensors that it is given, and no others.
 *
 * @example
 * const h = matmul(eye(100), eye(100)).exp();
 * await h.sum().item(); // 10171.8281
 * explain(() => h.mul(2)).nodes; // 1
 */
export class Tensor {
  readonly type: TensorType;
  #source: Source;
  #index: number;

  constructor(type: TensorType, source: Source, index = 0) {
    this.type = type;
    this.#source = source;
    this.#index = index;
  }

  /** How it is computed, or its elements once they are known: then it forgets how. */
  get source(): Source {
    this.#forget();
    return this.#source;
  }

  /** Which output of the source this is. */
  get index(): number {
    this.#forget();
    return this.#index;
  }

  #forget(): void {
    const known = this.#source.kind === "op" ? this.#source.results[this.#index] : undefined;
    if (known) [this.#source, this.#index] = [known, 0];
  }

  get dtype(): Dtype {
    return this.type.dtype;
  }

  get shape(): Shape {
    return this.type.shape;
  }

  get rank(): number {
    return this.type.shape.length;
  }

  get size(): number {
    return sizeOf(this.type.shape);
  }

  /** Keeps computed elements, for all tensors that stand for this result; called by the runtime alone. */
  setData(source: DataSource): void {
    if (this.#source.kind === "op") this.#source.results[this.#index] = source;
  }

  /** The elements in row-major order; runs the graph where they are not known yet. */
  async data(): Promise<TypedArray> {
    const source = this.#source;
    if (source.kind === "literal") return source.data;
    return source.kind === "data" ? (source.data ?? source.load!()) : methods.evaluate(this);
  }

  /** The elements in arrays nested by the shape: numbers, bigints for int64, booleans for bool. */
  async toArray(): Promise<Nested> {
    return nest(await this.data(), this.dtype, this.shape);
  }

  /** The only element, as a number. */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new GlissadeError({
        where: "item",
        rule: `needs a tensor of one element, got shape ${formatShape(this.shape)}`,
        fix: "Use data() for all elements",
      });
    }
    return Number((await this.data())[0]);
  }

  add(y: Operand): Tensor {
    return methods.add(this, y);
  }
  sub(y: Operand): Tensor {
    return methods.sub(this, y);
  }
  mul(y: Operand): Tensor {
    return methods.mul(this, y);
  }
  div(y: Operand): Tensor {
    return methods.div(this, y);
  }
  pow(y: Operand): Tensor {
    return methods.pow(this, y);
  }
  neg(): Tensor {
    return methods.neg(this);
  }
  square(): Tensor {
    return methods.square(this);
  }
  sqrt(): Tensor {
    return methods.sqrt(this);
  }
  exp(): Tensor {
    return methods.exp(this);
  }
  log(): Tensor {
    return methods.log(this);
  }
  abs(): Tensor {
    return methods.abs(this);
  }
  sum(options?: ReduceOptions): Tensor {
    return methods.sum(this, options);
  }
  mean(options?: ReduceOptions): Tensor {
    return methods.mean(this, options);
  }
  max(options?: ReduceOptions): Tensor {
    return methods.max(this, options);
  }
  min(options?: ReduceOptions): Tensor {
    return methods.min(this, options);
  }
  matmul(y: Tensor): Tensor {
    return methods.matmul(this, y);
  }
  reshape(shape: Shape): Tensor {
    return methods.reshape(this, shape);
  }
  transpose(permutation?: readonly number[]): Tensor {
    return methods.transpose(this, permutation);
  }
  cast(dtype: Dtype): Tensor {
    return methods.cast(this, dtype);
  }

  /** The dtype, the shape, and the elements where they are known: nothing runs. */
  toString(): string {
    const data = knownElements(this.source);
    const isLong = this.rank > 1;
    const elements = typeof data === "string" ? `(${data})` : showElements(data, this.dtype, this.shape);
    return `Tensor ${formatType(this.type)}${isLong && typeof data !== "string" ? "\n" : " "}${elements}`;
  }

  /** What console.log shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The elements, or why there are none to show. */
function knownElements(source: Source): TypedArray | string {
  if (source.kind === "op") return "not computed yet: await data() or toArray()";
  if (source.kind === "placeholder") return `input ${source.name} of a function that is being traced`;
  try {
    return source.data ?? "on the device: await data() or toArray()";
  } catch {
    return "donated";
  }
}

export const formatType = ({ dtype, shape }: TensorType): string => `${dtype}${formatShape(shape)}`;

/** Records an operation with several outputs. */
export function applyAll<A extends Attributes>(
  op: Op<A>,
  inputs: readonly Tensor[],
  attributes: A,
): readonly Tensor[] {
  for (const input of inputs) {
    if (!(input instanceof Tensor)) throw notTensor(lowerFirst(op.name), describe(input));
  }
  const types = toList(
    op.infer(
      inputs.map((input) => input.type),
      attributes,
    ),
  );
  const source: Source = { kind: "op", op, inputs, attributes, types, results: [] };
  return types.map((type, index) => new Tensor(type, source, index));
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Records an operation with one output. */
export const apply = <A extends Attributes>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor =>
  applyAll(op, inputs, attributes)[0]!;

/** Single outputs may be returned bare; stages read lists. */
export const toList = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item];
