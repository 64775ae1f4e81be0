/** @file Batches of rows that come one after the other, shuffled within a buffer. */

import { hostRandom, seedKind } from "../../data/host-random.ts";
import { childKey, type FreshOptions, lasts } from "../../data/row-order.ts";
import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { concat } from "../../ops/shape/concat.ts";
import { requireFunction } from "../../options/arguments.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { evaluate } from "../../run/evaluate.ts";
import { flatten, mapTree } from "../../tree.ts";
import { type Rows, type TensorsOf, toRows } from "../rows.ts";

export interface StreamedBatchesOptions {
  /** Rows per batch. */
  readonly size: number;
  /** Rows that are kept to draw from; 16 batches by default, and `size` of them shuffle nothing. */
  readonly buffer?: number;
  /** A number or a key, 0 by default; the same seed gives the same batches of the same stream. */
  readonly seed?: FreshOptions["seed"];
  /** What becomes of rows at the end that do not fill a batch: `"keep"`, the default, or `"drop"`. */
  readonly last?: (typeof lasts)[number];
}

const readStreamed = optionsReader<StreamedBatchesOptions>({
  size: kind.needed(kind.count),
  buffer: kind.count,
  seed: seedKind,
  last: kind.choice(...lasts),
});

/** A function from epochs to batches. */
export type StreamedBatches<Tensors> = (epoch: number) => AsyncGenerator<Tensors, void>;

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
): StreamedBatches<TensorsOf<Chunk>> {
  const { size, seed = 0, last = "keep", buffer = 16 * size } = readStreamed("streamedBatches", options);
  requireFunction("streamedBatches(chunks)", chunks);
  if (buffer < size) {
    throw new ArgumentError({
      where: "streamedBatches({ buffer })",
      rule: `must hold at least a batch of ${size} rows, got ${buffer}`,
    });
  }
  return async function* (epoch) {
    const random = hostRandom(childKey(seed, epoch));
    const kept: Kept<TensorsOf<Chunk>>[] = [];
    const draw = (): Kept<TensorsOf<Chunk>>[] =>
      Array.from({ length: Math.min(size, kept.length) }, () => {
        const at = random.integer(kept.length);
        const drawn = kept[at]!;
        kept[at] = kept.at(-1)!;
        kept.pop();
        return drawn;
      });
    for await (const chunk of chunks(epoch)) {
      const rows = toRows("streamedBatches(chunks)", chunk);
      for (let row = 0; row < rows.count; row++) {
        kept.push({ rows, row });
        if (kept.length >= buffer + size) yield await join(draw());
      }
    }
    while (kept.length >= (last === "drop" ? size : 1)) yield await join(draw());
  };
}

/** A row of a chunk. */
interface Kept<Tensors> {
  readonly rows: Rows<Tensors>;
  readonly row: number;
}

/** Rows of one or several chunks as one batch. */
async function join<Tensors>(drawn: readonly Kept<Tensors>[]): Promise<Tensors> {
  const chunks = [...new Set(drawn.map(({ rows }) => rows))];
  const parts = chunks.map((rows) =>
    rows.take(Uint32Array.from(drawn.filter((each) => each.rows === rows).map(({ row }) => row))),
  );
  if (parts.length === 1) return parts[0]!;
  const lists = parts.map((part) => flatten(part).leaves);
  let leaf = -1;
  return evaluate(
    mapTree((_: Tensor) => {
      leaf++;
      return concat(lists.map((leaves) => leaves[leaf]!));
    }, parts[0]!),
  );
}
