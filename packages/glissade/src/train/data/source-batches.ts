/** @file Batches of data that give their rows when they are asked for them. */

import { placeIn, type RowSource } from "../../data/rows/row-source.ts";
import { DataError } from "../../errors.ts";
import { formatType } from "../../graph/tensor.ts";
import { flatten } from "../../tree.ts";
import { requireFiniteRows } from "./finite-rows.ts";
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
  { finite = false }: { readonly finite?: boolean } = {},
): AsyncGenerator<TensorsOf<Rows>, void> {
  const asked: Asked<Rows>[] = [];
  const take = async ({ rows, positions }: Asked<Rows>): Promise<TensorsOf<Rows>> => {
    const tensors = tensorsOf(await rows);
    requireRows(tensors, positions.length);
    if (finite) requireFiniteRows(tensors, (row, path) => placeIn(source, positions[row]!, path));
    return tensors;
  };
  for (const positions of order) {
    asked.push({ positions, rows: askFor(source, positions) });
    if (asked.length > (source.ahead ?? 0)) yield await take(asked.shift()!);
  }
  for (const each of asked) yield await take(each);
}

/** Throws unless every array of the rows has as many as were asked for. */
function requireRows(tensors: unknown, count: number): void {
  for (const { type } of flatten(tensors, "rows").leaves) {
    if (type.shape[0] === count) continue;
    throw new DataError({
      where: "batches(source): rows(indices)",
      rule: `must give ${count} rows, as many as it is asked for, got ${formatType(type)}`,
    });
  }
}

/** Rows that are on their way. */
interface Asked<Rows> {
  readonly positions: Uint32Array;
  readonly rows: Promise<Rows>;
}

function askFor<Rows>(source: RowSource<Rows>, positions: Uint32Array): Promise<Rows> {
  const rows = (async () => source.rows(positions))();
  // A loop that ends early does not wait for what it has asked for.
  rows.catch(() => undefined);
  return rows;
}

// The compiler does not see that arrays become tensors wherever they are.
const tensorsOf = <Rows>(rows: Rows): TensorsOf<Rows> => toTensors(rows) as TensorsOf<Rows>;
