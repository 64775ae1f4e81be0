/** @file Sources of tensors: where their elements come from. */

import type { TypedArray } from "./dtype.ts";
import type { AnyOp, Attributes, TensorType } from "./op.ts";
import type { Tensor } from "./tensor.ts";

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

/** A number written in the program: part of the graph, so it can be folded. */
export interface LiteralSource {
  readonly kind: "literal";
  readonly data: TypedArray;
  readonly buffer?: undefined;
}

/** Elements that a device holds; feeding them to a program there copies nothing. */
export interface DeviceBuffer {
  /** The elements in memory of JavaScript. */
  read(): Promise<TypedArray>;
  /** Frees the memory of the device, once nothing refers to the elements. */
  release(): void;
}

/** Data of the user or of an earlier run: fed to the graph. */
export interface DataSource {
  readonly kind: "data";
  /** Missing as long as only a device holds the elements. */
  data?: TypedArray;
  readonly buffer?: DeviceBuffer;
  /** Refuses donation from now on. */
  keep?(): void;
}

/** An input of a traced function. */
export interface PlaceholderSource {
  readonly kind: "placeholder";
  readonly name: string;
}

export type Source = OpSource | LiteralSource | DataSource | PlaceholderSource;
