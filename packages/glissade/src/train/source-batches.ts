/** @file Batches of data that give their rows when they are asked for them. */

import type { RowSource } from "../data/row-source.ts";
import { type TensorsOf, toTensors } from "./rows.ts";

/** A function from epochs, counted from 0, to batches that are waited for. */
export interface SourceBatches<Tensors> {
  (epoch: number): AsyncGenerator<Tensors, void>;
  /** The batches of an epoch without the first ones, which are not loaded. */
  readonly skip: (epoch: number, count: number) => AsyncGenerator<Tensors, void>;
  readonly endless: boolean;
  /** What determines the batches, in words, by which a training that goes on knows them again. */
  readonly drawn: string;
}

/** Rows of a source in an order, of which some batches are asked for before the first is needed. */
export async function* sourceRows<Rows>(
  source: RowSource<Rows>,
  order: Iterable<Uint32Array>,
): AsyncGenerator<TensorsOf<Rows>, void> {
  const asked: Promise<Rows>[] = [];
  for (const positions of order) {
    asked.push(askFor(source, positions));
    if (asked.length > (source.ahead ?? 0)) yield tensorsOf(await asked.shift()!);
  }
  for (const rows of asked) yield tensorsOf(await rows);
}

function askFor<Rows>(source: RowSource<Rows>, positions: Uint32Array): Promise<Rows> {
  const rows = (async () => source.rows(positions))();
  // A loop that ends early does not wait for what it has asked for.
  rows.catch(() => undefined);
  return rows;
}

// The compiler does not see that arrays become tensors wherever they are.
const tensorsOf = <Rows>(rows: Rows): TensorsOf<Rows> => toTensors(rows) as TensorsOf<Rows>;
