/** @file The Tensor: an immutable graph node with dtype and shape, maybe with data. */

import { ArgumentError, GlissadeError } from "../errors.ts";
import type { Dtype, TypedArray } from "./dtype.ts";
import { methods } from "./methods.ts";
import type { TensorType } from "./op.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";
import { type Nested, nest, showElements } from "./show.ts";
import type { DataSource, Source } from "./source.ts";
import type { ReduceOptions } from "./tensor-options.ts";

/** A tensor, or a number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number;

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
    return source.kind === "data" ? (source.data ?? source.buffer!.read()) : methods.evaluate(this);
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

  /**
   * A text where a text is meant; for `tensor + 1`, which JavaScript would write as a text too, an error.
   *
   * @throws ArgumentError for JavaScript's operators on tensors
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new ArgumentError({
      where: "tensor",
      rule: `JavaScript's operators (+, -, *, /, <, ...) do not work on tensors, got one of them on ${formatType(this.type)}`,
      fix: "Write x.add(y), x.sub(y), x.mul(y), x.div(y) or less(x, y); await x.item() gives a number",
    });
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
