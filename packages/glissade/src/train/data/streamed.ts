/** @file Batches of rows that come one after the other, shuffled within a buffer. */

import { hostRandom, seedKind } from "../../data/host-random.ts";
import { childKey, type FreshOptions, lasts } from "../../data/rows/row-order.ts";
import { describeRow } from "../../data/rows/row-source.ts";
import { ArgumentError, DataError } from "../../errors.ts";
import { requireFunction } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import type { EpochBatches } from "./epoch-batches.ts";
import { requireFiniteRows } from "./finite-rows.ts";
import { joinRows, type Rows, type TensorsOf, toRows } from "./rows.ts";

export interface StreamedBatchesOptions {
  /** Rows per batch. */
  readonly size: number;
  /** Rows that are kept to draw from; 16 batches by default. The more, the better they are shuffled. */
  readonly buffer?: number;
  /** A number or a key, 0 by default; the same seed gives the same batches of the same stream. */
  readonly seed?: FreshOptions["seed"];
  /** What becomes of rows at the end that do not fill a batch: `"keep"`, the default, or `"drop"`. */
  readonly last?: (typeof lasts)[number];
  /** Whether numbers that are not finite are an error when they come, with their row and column; `true` by default. */
  readonly finite?: boolean;
}

const readStreamed = optionsReader<StreamedBatchesOptions>({
  size: kind.needed(kind.count),
  buffer: kind.count,
  seed: seedKind,
  last: kind.choice(...lasts),
  finite: kind.boolean,
});

/**
 * Batches of a stream: a function from epochs to chunks of rows, trees of arrays that share axis 0, such as readers of large
 * files give. Rows are drawn from a buffer, so that neighbours are parted although the whole is never in memory.
 *
 * @example
 * async function* chunks() {
 *   for (let start = 0; start < 6; start += 3) yield { x: [[start], [start + 1], [start + 2]], y: [0, 1, 0] };
 * }
 * const data = streamedBatches(chunks, { size: 2, buffer: 4, seed: 1 });
 * for await (const { x } of data(0)) x.shape; // [2, 1]
 *
 * @throws ArgumentError for a buffer that is smaller than a batch; DataError for chunks without rows
 */
export function streamedBatches<Chunk>(
  chunks: (epoch: number) => Iterable<Chunk> | AsyncIterable<Chunk>,
  options: StreamedBatchesOptions,
): EpochBatches<AsyncGenerator<TensorsOf<Chunk>, void>> {
  const read = readStreamed("streamedBatches", options);
  const { size, seed = 0, last = "keep", buffer = 16 * size, finite = true } = read;
  requireFunction("streamedBatches(chunks)", chunks);
  if (buffer < size) {
    throw new ArgumentError({
      where: "streamedBatches({ buffer })",
      rule: `must hold at least a batch of ${size} rows, got ${buffer}`,
    });
  }
  async function* batchesOf(epoch: number): AsyncGenerator<TensorsOf<Chunk>, void> {
    const random = hostRandom(childKey(seed, epoch));
    const kept: Kept<TensorsOf<Chunk>>[] = [];
    const draw = (): Kept<TensorsOf<Chunk>> => {
      const at = random.integer(kept.length);
      const drawn = kept[at]!;
      kept[at] = kept.at(-1)!;
      kept.pop();
      return drawn;
    };
    const batch = () => joinRows(Array.from({ length: Math.min(size, kept.length) }, draw));
    for await (const rows of checked(chunks(epoch), finite)) {
      for (let row = 0; row < rows.count; row++) {
        kept.push({ rows, row });
        if (kept.length >= buffer + size) yield batch();
      }
    }
    while (kept.length >= (last === "drop" ? size : 1)) yield batch();
  }
  return Object.assign(batchesOf, {
    drawn: `size ${size} of a stream, buffer ${buffer}, seed ${JSON.stringify(seed)}, last: "${last}"`,
  });
}

/** Chunks as rows of the same columns. */
async function* checked<Chunk>(
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
  finite: boolean,
): AsyncGenerator<Rows<TensorsOf<Chunk>>, void> {
  const where = "streamedBatches(chunks)";
  let first: Rows<unknown> | undefined;
  let before = 0;
  const [sync, async] = [Symbol.iterator, Symbol.asyncIterator].map((name) => Object(chunks)[name]);
  if (typeof (sync ?? async) !== "function" || typeof chunks === "string")
    throw new ArgumentError({
      where,
      rule: `must give an iterable of chunks for an epoch, got ${describe(chunks)}`,
      fix: "Write it as a generator: async function* chunks(epoch) { ... }",
    });
  for await (const chunk of chunks) {
    const rows = toRows(where, chunk);
    first ??= rows;
    requireSame(rows, first);
    const start = before;
    if (finite) requireFiniteRows(rows.tree, (row, path) => `${where}: ${describeRow(start + row, path)}`);
    before += rows.count;
    yield rows;
  }
}

/** A row of a chunk. */
interface Kept<Tensors> {
  readonly rows: Rows<Tensors>;
  readonly row: number;
}

/** Throws unless a chunk has the columns of the first one. */
function requireSame({ columns }: Rows<unknown>, first: Rows<unknown>): void {
  const shown = ({ name, dtype, shape }: (typeof columns)[number]) => `${name}: ${dtype}[rows, ${shape}]`;
  const [own, others] = [columns, first.columns].map((each) => each.map(shown).join(", "));
  if (own === others) return;
  throw new DataError({
    where: "streamedBatches(chunks)",
    rule: `must have the columns of the first chunk, ${others}, got ${own}`,
  });
}
