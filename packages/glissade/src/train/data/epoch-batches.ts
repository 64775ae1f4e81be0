/** @file Batches by epoch: what trainings take them from. */

import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Progress } from "../state.ts";

/** Inputs and targets of one step: trees of tensors whose axis 0 counts the examples. */
export type Batch<Input = Tensor, Targets = Tensor> = { readonly x: Input; readonly y: Targets };

/** The batches of an epoch, there or still to come. */
export type BatchStream<Input = Tensor, Targets = Tensor> =
  | Iterable<Batch<Input, Targets>>
  | AsyncIterable<Batch<Input, Targets>>;

/** What epochs of batches say of themselves; all of it may be left out. */
export interface EpochFacts {
  /** Whether epochs have no end; `false` by default. */
  readonly endless?: boolean;
  /** What determines the batches, in words; where it says so, training does not go on among others. */
  readonly drawn?: string;
  /** The targets of all rows, where they are one tensor in memory: `fit` checks labels before it starts. */
  readonly targets?: Tensor;
}

/**
 * A function from epochs, counted from 0, to batches, such as `batches()` makes; a plain function will do. It gives the
 * same batches for the same epoch, so that training can be resumed.
 */
export interface EpochBatches<Stream = BatchStream> extends EpochFacts {
  (epoch: number): Stream;
  /** The batches of an epoch without the first ones; where left out, these are drawn and passed over. */
  readonly skip?: (epoch: number, count: number) => Stream;
  /** The same, each only until the next is asked for, which is written into its memory. `fit`, which keeps none, takes these. */
  readonly lend?: (epoch: number, count: number) => Stream;
}

/** Those that `batches()` and its like make: the first batches of an epoch are skipped without being made. */
export type SkippingBatches<Stream> = EpochBatches<Stream> & Required<Pick<EpochBatches<Stream>, "skip">>;

/** Batches by epoch of a function that leaves out the first ones. */
export const byEpoch = <Stream>(
  skip: (epoch: number, count: number) => Stream,
  more: EpochFacts & Pick<EpochBatches<Stream>, "lend">,
): SkippingBatches<Stream> => Object.assign((epoch: number) => skip(epoch, 0), { skip, ...more });

/** A list of batches, which serves for every epoch, or a function from epochs to batches. */
export type Batches<Input = Tensor, Targets = Tensor> =
  | readonly Batch<Input, Targets>[]
  | EpochBatches<BatchStream<Input, Targets>>;

/** What batches say of themselves. */
export const factsOf = (data: Batches<unknown, unknown>): EpochFacts =>
  typeof data === "function" ? data : { drawn: `a list of ${data.length}` };

/**
 * A state before batches of an epoch, which remembers how they are drawn.
 *
 * @throws ArgumentError where it has taken others of the same epoch
 */
export function beforeBatches<State extends Progress>(
  caller: string,
  data: Batches<unknown, unknown>,
  state: State,
): State {
  const { drawn } = factsOf(data);
  if (state.position > 0 && state.drawn !== undefined && drawn !== undefined && drawn !== state.drawn) {
    throw new ArgumentError({
      where: `${caller}({ data })`,
      rule: `must give the batches of which the state has taken ${state.position} in this epoch, ${state.drawn}, got ${drawn}`,
      fix: "Give the same ones, or start an epoch with others: { state: { ...state, position: 0, lossSum: 0 } }",
    });
  }
  return drawn === state.drawn ? state : { ...state, drawn };
}

/** The batches of an epoch from a position on; where they are lent, the reader keeps none. */
export function batchesFrom<Input, Targets>(
  data: Batches<Input, Targets>,
  { epoch, position }: { readonly epoch: number; readonly position: number },
  { lent = false }: { readonly lent?: boolean } = {},
): BatchStream<Input, Targets> {
  if (typeof data !== "function") return data.slice(position);
  if (lent && data.lend) return data.lend(epoch, position);
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
