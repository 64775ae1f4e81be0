/** @file Batches of sources of rows. */

import { locateIn, type RowSource } from "../../data/rows/row-source.ts";
import { DataError } from "../../errors.ts";
import { formatType } from "../../graph/tensor.ts";
import { flatten } from "../../tree.ts";
import { requireFiniteRows } from "./finite-rows.ts";
import type { TensorsOf } from "./rows.ts";
import { toTensors } from "./to-tensors.ts";

/** Rows of a source in an order, of which some batches are requested before the first is needed. */
export async function* sourceRows<Rows>(
  source: RowSource<Rows>,
  order: Iterable<Uint32Array>,
  { finite = false }: { readonly finite?: boolean } = {},
): AsyncGenerator<TensorsOf<Rows>, void> {
  const pending: Pending<Rows>[] = [];
  const take = async ({ rows, positions }: Pending<Rows>): Promise<TensorsOf<Rows>> => {
    const tensors = tensorsOf(await rows);
    requireRows(tensors, positions.length);
    if (finite) requireFiniteRows(tensors, (row, path) => locateIn(source, positions[row]!, path));
    return tensors;
  };
  for (const positions of order) {
    pending.push({ positions, rows: request(source, positions) });
    if (pending.length > (source.ahead ?? 0)) yield await take(pending.shift()!);
  }
  for (const each of pending) yield await take(each);
}

/** Throws unless every array of the rows has as many as were requested. */
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
interface Pending<Rows> {
  readonly positions: Uint32Array;
  readonly rows: Promise<Rows>;
}

function request<Rows>(source: RowSource<Rows>, positions: Uint32Array): Promise<Rows> {
  const rows = (async () => source.rows(positions))();
  // A loop that ends early does not wait for what it has requested.
  rows.catch(() => undefined);
  return rows;
}

// The compiler does not see that arrays become tensors wherever they are.
const tensorsOf = <Rows>(rows: Rows): TensorsOf<Rows> =>
  toTensors("batches(source): rows(indices)", rows) as TensorsOf<Rows>;
