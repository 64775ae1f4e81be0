/** @file Batches of tensors for the training loop. */

import { epochBatches, freshBatches } from "../data/batches.ts";
import type { Examples } from "../data/examples.ts";
import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Inputs and targets of one step; axis 0 counts the examples. */
export type Batch<Input = Tensor, Targets = Tensor> = { readonly x: Input; readonly y: Targets };

/** The batches of an epoch, counted from 0; a list of batches serves for every epoch. */
export type Batches<Input = Tensor, Targets = Tensor> =
  | readonly Batch<Input, Targets>[]
  | ((epoch: number) => Iterable<Batch<Input, Targets>>);

export interface BatchesOptions {
  /** Examples per step. */
  readonly size: number;
  /**
   * `"epochs"`, the default: all examples in a random order, without repetition, epoch after epoch. `"fresh"`: every
   * step draws distinct examples afresh, in one epoch without end.
   */
  readonly order?: "epochs" | "fresh";
  /** 0 by default; the same seed gives the same batches. */
  readonly seed?: number;
}

/**
 * Random batches of examples.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * const [first] = batches(train, { size: 64, seed: 1 })(0);
 * first.x.shape; // [64, 14, 14]
 */
export function batches(examples: Examples, { size, order = "epochs", seed = 0 }: BatchesOptions) {
  return function* (epoch: number): Generator<Batch, void> {
    const drawn =
      order === "fresh"
        ? freshBatches(examples, { size, seed })
        : epochBatches(examples, { size, seed, epoch });
    for (const { x, y } of drawn) yield toBatch(x, y, examples.shape);
  };
}

/** All examples as one batch. */
export const wholeBatch = ({ inputs, labels, shape }: Examples): Batch => toBatch(inputs, labels, shape);

function toBatch(x: Float32Array, y: Int32Array, shape: readonly number[]): Batch {
  return {
    x: fromData(x, { dtype: "float32", shape: [y.length, ...shape] }),
    y: fromData(y, { dtype: "int32", shape: [y.length] }),
  };
}
