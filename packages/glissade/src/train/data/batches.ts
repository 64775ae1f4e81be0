/** @file Random batches of data with rows. */

import type { Examples } from "../../data/examples.ts";
import { seedKind } from "../../data/host-random.ts";
import { type FreshOptions, lasts, orders, requireSize } from "../../data/rows/row-order.ts";
import { isRowSource, type RowSource } from "../../data/rows/row-source.ts";
import { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import type { Batch } from "./epoch-batches.ts";
import { placeOf, requireFiniteRows } from "./finite-rows.ts";
import { type Rows, type TensorsOf, toRows } from "./rows.ts";
import { drawnFrom, orderOf } from "./sampling.ts";
import { type SourceBatches, sourceRows } from "./source-batches.ts";

export interface BatchesOptions {
  /** Examples per step, at most as many as there are. */
  readonly size: number;
  /**
   * `"epochs"`, the default: all examples in a random order, without repetition, epoch after epoch. `"sequential"`: all
   * examples as they lie. `"fresh"`: every step draws distinct examples afresh, in one epoch without end, so that training
   * needs `steps`.
   */
  readonly order?: (typeof orders)[number];
  /** A number or a key, 0 by default; the same seed gives the same batches. */
  readonly seed?: FreshOptions["seed"];
  /**
   * Where the size does not divide the number of examples: `"keep"`, the default as in PyTorch and Keras, ends each
   * epoch with a smaller batch, for which the training step is compiled once more, in its first epoch; `"drop"` leaves
   * it out, another few examples in every epoch.
   */
  readonly last?: (typeof lasts)[number];
  /** One for each example, not negative: examples are drawn with repetition, each as often as its weight says. */
  readonly weights?: ArrayLike<number>;
  /** The class of each example, or any label: batches of an epoch have the classes in their shares, as far as they can. */
  readonly stratify?: ArrayLike<number | bigint>;
  /**
   * Whether numbers that are not finite are an error, with their row and column: `true` by default, before training; those of
   * a source of rows when they are read.
   */
  readonly finite?: boolean;
}

const listKind = kind.rule<ArrayLike<number>>(
  "a list of numbers",
  (value) => Array.isArray(value) || ArrayBuffer.isView(value),
);

const readBatches = optionsReader<BatchesOptions>({
  size: kind.needed(kind.number),
  order: kind.choice(...orders),
  seed: seedKind,
  last: kind.choice(...lasts),
  weights: listKind,
  stratify: listKind,
  finite: kind.boolean,
});

/** A function from epochs, counted from 0, to batches. */
export interface RowBatches<Tensors> {
  (epoch: number): Generator<Tensors, void>;
  /** The batches of an epoch without the first ones, which cost next to nothing. */
  readonly skip: (epoch: number, count: number) => Generator<Tensors, void>;
  readonly endless: boolean;
  /** What determines the batches, in words, by which a training that goes on knows them again. */
  readonly drawn: string;
  /** The targets of all rows, of which `fit` checks labels before it starts; missing where they are no single tensor. */
  readonly targets?: Tensor;
}

/** The batches of data in memory, and those of a source of rows, which are waited for. */
export type BatchesOf<Data> =
  Data extends RowSource<infer Rows> ? SourceBatches<TensorsOf<Rows>> : RowBatches<TensorsOf<Data>>;

/**
 * Random batches of data with rows: examples, tensors, arrays as readers give them, typed arrays, arrays of numbers, or a
 * tree of these, which must share axis 0. `fit` takes trees with `x` and `y`, which may be trees themselves. Everything
 * keeps its dtype and the shape of its rows. A source of rows, `{ length, rows(indices) }`, gives such data when it is
 * asked for them; its batches are waited for.
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
export function batches(examples: Examples, options: BatchesOptions): RowBatches<Batch>;
export function batches<Data>(data: Data, options: BatchesOptions): BatchesOf<Data>;
export function batches(data: unknown, options: BatchesOptions): unknown {
  const read = readBatches("batches", options);
  const { finite = true } = read;
  if (isRowSource(data))
    return drawnBatches(read, data.length, (order) => sourceRows(data, order, { finite }));
  const rows = toRows("batches(data)", data);
  const drawn = drawnBatches(read, rows.count, (order) => taken(rows, order));
  if (finite) requireFiniteRows(rows.tree, (row, path) => `batches(data): ${placeOf(path, row)}`);
  const { y } = rows.tree as { readonly y?: unknown };
  return y instanceof Tensor ? Object.assign(drawn, { targets: y }) : drawn;
}

/** A function from epochs to batches, which `take` makes of the positions of their rows. */
function drawnBatches<Stream>(
  options: BatchesOptions,
  count: number,
  take: (order: Generator<Uint32Array, unknown>) => Stream,
) {
  requireSize("batches(data, { size })", options.size, count);
  const order = orderOf(count, options);
  const endless = options.order === "fresh";
  const skip = (epoch: number, skipped: number) => take(order(epoch, skipped));
  const drawn = drawnFrom(count, options);
  return Object.assign((epoch: number) => skip(epoch, 0), { skip, endless, drawn });
}

function* taken<Tensors>(
  rows: Rows<Tensors>,
  order: Generator<Uint32Array, unknown>,
): Generator<Tensors, void> {
  for (const positions of order) yield rows.take(positions);
}
