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
