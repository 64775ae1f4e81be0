/** @file Batches, and the sources that the loop takes them from. */

import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Progress } from "../state.ts";

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
  /** What determines the batches, in words; where it says so, training does not go on among others. */
  readonly drawn?: string;
  /** The targets of all rows, where they are in memory: `fit` checks labels before it starts. */
  readonly targets?: Tensor;
}

/** A list of batches, which serves for every epoch, or a function from epochs to batches. */
export type Batches<Input = Tensor, Targets = Tensor> =
  | readonly Batch<Input, Targets>[]
  | BatchSource<Input, Targets>;

/** What determines the batches, in words. */
const drawnOf = (data: Batches<unknown, unknown>): string | undefined =>
  typeof data === "function" ? data.drawn : `a list of ${data.length}`;

/**
 * A state before batches of an epoch, which remembers how they are drawn.
 *
 * @throws ArgumentError where it has taken others of the same epoch
 */
export function beforeBatches<State extends Progress>(data: Batches<unknown, unknown>, state: State): State {
  const drawn = drawnOf(data);
  if (state.position > 0 && state.drawn !== undefined && drawn !== undefined && drawn !== state.drawn) {
    throw new ArgumentError({
      where: "fit({ data })",
      rule: `must give the batches of which the state has taken ${state.position} in this epoch, ${state.drawn}, got ${drawn}`,
      fix: "Give the same ones, or start an epoch with others: { state: { ...state, position: 0, lossSum: 0 } }",
    });
  }
  return drawn === state.drawn ? state : { ...state, drawn };
}

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
