/** @file Batches, and the sources that the loop takes them from. */

import type { Tensor } from "../graph/tensor.ts";

/** Inputs and targets of one step: trees of tensors whose axis 0 counts the examples. */
export type Batch<Input = Tensor, Targets = Tensor> = { readonly x: Input; readonly y: Targets };

export type BatchStream<Input = Tensor, Targets = Tensor> =
  | Iterable<Batch<Input, Targets>>
  | AsyncIterable<Batch<Input, Targets>>;

/** A function from epochs to batches, such as `batches()` makes; a plain function will do. */
export interface BatchSource<Input = Tensor, Targets = Tensor> {
  /** The batches of an epoch, counted from 0; the same ones for the same epoch, so that training can be resumed. */
  (epoch: number): BatchStream<Input, Targets>;
  /** Those of an epoch without the first ones; where left out, these are asked for and passed over. */
  readonly skip?: (epoch: number, count: number) => BatchStream<Input, Targets>;
  /** Whether epochs have no end; `false` by default. */
  readonly endless?: boolean;
}

/** A list of batches, which serves for every epoch, or a function from epochs to batches. */
export type Batches<Input = Tensor, Targets = Tensor> =
  | readonly Batch<Input, Targets>[]
  | BatchSource<Input, Targets>;

/** The batches of an epoch from a position on. */
export function batchesFrom<Input, Targets>(
  data: Batches<Input, Targets>,
  { epoch, position }: { readonly epoch: number; readonly position: number },
): BatchStream<Input, Targets> {
  if (typeof data !== "function") return data.slice(position);
  if (position === 0) return data(epoch);
  return data.skip?.(epoch, position) ?? without(data(epoch), position);
}

async function* without<Item>(
  stream: Iterable<Item> | AsyncIterable<Item>,
  count: number,
): AsyncGenerator<Item, void> {
  let index = 0;
  for await (const item of stream) if (index++ >= count) yield item;
}
