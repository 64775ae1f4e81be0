/** @file Random batches of data with rows. */

import type { Examples } from "../../data/examples.ts";
import { seedKind } from "../../data/host-random.ts";
import { type ListOf, listOf } from "../../data/list.ts";
import { type FreshOptions, lasts, orders, requireSize } from "../../data/rows/row-order.ts";
import { describeRow, isRowSource, type RowSource } from "../../data/rows/row-source.ts";
import { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { type Batch, byEpoch, type EpochFacts, type SkippingBatches } from "./epoch-batches.ts";
import { requireFiniteRows } from "./finite-rows.ts";
import { type Rows, type TensorsOf, toRows } from "./rows.ts";
import { drawnFrom, isEndless, orderOf } from "./sampling.ts";
import { sourceRows } from "./source-batches.ts";

export interface BatchesOptions {
  /** Examples per step, at most as many as there are. */
  readonly size: number;
  /**
   * `"epochs"`, the default: all examples in a random order, without repetition, epoch after epoch. `"sequential"`: all
   * examples as they lie. `"fresh"`: every step draws distinct examples afresh, `stepsPerEpoch` of them, or in one epoch without
   * end, so that training needs `steps`.
   */
  readonly order?: (typeof orders)[number];
  /** The number of batches in an epoch of fresh draws, each epoch of its own draws; without end where left out. */
  readonly stepsPerEpoch?: number;
  /** A number or a key, 0 by default; the same seed gives the same batches. */
  readonly seed?: FreshOptions["seed"];
  /**
   * Where the size does not divide the number of examples: `"keep"`, the default as in PyTorch and Keras, ends each
   * epoch with a smaller batch, for which the training step is compiled once more, in its first epoch; `"drop"` leaves
   * it out, another few examples in every epoch.
   */
  readonly last?: (typeof lasts)[number];
  /** One for each example, not negative: examples are drawn with repetition, each as often as its weight says. */
  readonly weights?: ListOf<number>;
  /** The class of each example, or any label: batches of an epoch have the classes in their shares, as far as they can. */
  readonly stratify?: ListOf<number | bigint>;
  /**
   * Whether numbers that are not finite are an error, with their row and column: `true` by default, before training; those of
   * a source of rows when they are read.
   */
  readonly finite?: boolean;
}

const readBatches = optionsReader<BatchesOptions>({
  size: kind.needed(kind.number),
  order: kind.choice(...orders),
  stepsPerEpoch: kind.count,
  seed: seedKind,
  last: kind.choice(...lasts),
  weights: listOf<number>("a list of numbers"),
  stratify: listOf<number | bigint>("a list of numbers"),
  finite: kind.boolean,
});

/** The batches of data in memory, and those of a source of rows, which are waited for. */
export type BatchesOf<Data> =
  Data extends RowSource<infer Rows>
    ? SkippingBatches<AsyncGenerator<TensorsOf<Rows>, void>>
    : SkippingBatches<Generator<TensorsOf<Data>, void>>;

/**
 * Random batches of data with rows: examples, tensors, arrays as readers give them, typed arrays, arrays of numbers, or a
 * tree of these, which must share axis 0. `fit` takes trees with `x` and `y`, which may be trees themselves. Everything
 * keeps its dtype and the shape of its rows. A source of rows, `{ length, rows(indices) }`, gives such data when it is
 * called; its batches are waited for.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * const [first] = batches(train, { size: 64, seed: 1 })(0);
 * first.x.shape; // [64, 14, 14]
 *
 * @example
 * // two inputs and a float target
 * const data = { x: { size: [[1, 2], [3, 4], [5, 6]], town: new Int32Array([0, 1, 0]) }, y: [[0.5], [1.5], [2.5]] };
 * const [{ x, y }] = batches(data, { size: 2 })(0);
 * [x.size.shape, x.town.dtype, y.dtype]; // [[2, 2], "int32", "float32"]
 *
 * @example
 * // rows that need not be in memory
 * const rows = (indices: Uint32Array) => ({ x: Float32Array.from(indices, Math.sqrt), y: Int32Array.from(indices) });
 * for await (const { x, y } of batches({ length: 100, rows }, { size: 32, last: "drop" })(0)) x.shape; // [32]
 */
export function batches(examples: Examples, options: BatchesOptions): SkippingBatches<Generator<Batch, void>>;
export function batches<Data>(data: Data, options: BatchesOptions): BatchesOf<Data>;
export function batches(data: unknown, options: BatchesOptions): unknown {
  const read = readBatches("batches", options);
  const { finite = true } = read;
  if (isRowSource(data))
    return drawnBatches(read, data.length, (order) => sourceRows(data, order, { finite }));
  const rows = toRows("batches(data)", data);
  const targets = targetsOf(rows.tree);
  const lend = (order: Iterable<Uint32Array>) => taken(rows.lend(), order);
  const drawn = drawnBatches(read, rows.count, (order) => taken(rows.take, order), { ...targets, lend });
  if (finite) requireFiniteRows(rows.tree, (row, path) => `batches(data): ${describeRow(row, path)}`);
  return drawn;
}

/** The targets of rows, where they are one tensor. */
const targetsOf = (tree: unknown): Pick<EpochFacts, "targets"> => {
  const { y } = Object(tree) as { readonly y?: unknown };
  return y instanceof Tensor ? { targets: y } : {};
};

type Take<Stream> = (order: Iterable<Uint32Array>) => Stream;

/** Batches by epoch, which `take` makes of the positions of their rows, and `lend` in memory that is written again. */
function drawnBatches<Stream>(
  options: BatchesOptions,
  count: number,
  take: Take<Stream>,
  { lend, ...facts }: EpochFacts & { readonly lend?: Take<Stream> } = {},
): SkippingBatches<Stream> {
  requireSize("batches(data, { size })", options.size, count);
  const order = orderOf(count, options);
  const endless = isEndless(options);
  return byEpoch((epoch, skipped) => take(order(epoch, skipped)), {
    endless,
    drawn: drawnFrom(count, options),
    ...(lend && { lend: (epoch: number, skipped: number) => lend(order(epoch, skipped)) }),
    ...facts,
  });
}

function* taken<Tensors>(
  take: Rows<Tensors>["take"],
  order: Iterable<Uint32Array>,
): Generator<Tensors, void> {
  for (const positions of order) yield take(positions);
}
