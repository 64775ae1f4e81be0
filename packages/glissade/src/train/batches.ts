/** @file Random batches of data with rows. */

import type { Examples } from "../data/examples.ts";
import { seedKind } from "../data/host-random.ts";
import { epochRows, type FreshOptions, freshRows, lasts, orders, requireSize } from "../data/row-order.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import type { Batch } from "./batch-source.ts";
import { type Rows, type TensorsOf, toRows } from "./rows.ts";

export interface BatchesOptions {
  /** Examples per step, at most as many as there are. */
  readonly size: number;
  /**
   * `"epochs"`, the default: all examples in a random order, without repetition, epoch after epoch. `"fresh"`: every
   * step draws distinct examples afresh, in one epoch without end, so that training needs `steps`.
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
}

const readBatches = optionsReader<BatchesOptions>({
  size: kind.needed(kind.number),
  order: kind.choice(...orders),
  seed: seedKind,
  last: kind.choice(...lasts),
});

/** A function from epochs, counted from 0, to batches. */
export interface RowBatches<Tensors> {
  (epoch: number): Generator<Tensors, void>;
  /** The batches of an epoch without the first ones, which cost next to nothing. */
  readonly skip: (epoch: number, count: number) => Generator<Tensors, void>;
  readonly endless: boolean;
  /** What determines the batches, in words, by which a training that goes on knows them again. */
  readonly drawn: string;
}

/**
 * Random batches of data with rows: examples, tensors, typed arrays, arrays of numbers, or a tree of these, which must
 * share axis 0. `fit` takes trees with `x` and `y`, which may be trees themselves. Everything keeps its dtype and the
 * shape of its rows.
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
 */
export function batches(examples: Examples, options: BatchesOptions): RowBatches<Batch>;
export function batches<Data>(data: Data, options: BatchesOptions): RowBatches<TensorsOf<Data>>;
export function batches<Data>(data: Data, options: BatchesOptions): RowBatches<TensorsOf<Data>> {
  const { size, order = "epochs", seed, last } = readBatches("batches", options);
  const rows = toRows("batches(data)", data);
  requireSize("batches(data, { size })", size, rows.count);
  const endless = order === "fresh";
  const skip = (epoch: number, count: number) => {
    const draw = { size, seed, skip: count };
    return taken(
      rows,
      endless ? freshRows(rows.count, draw) : epochRows(rows.count, { ...draw, epoch, last }),
    );
  };
  const drawn = drawnFrom(rows.count, { size, order, seed, last });
  return Object.assign((epoch: number) => skip(epoch, 0), { skip, endless, drawn });
}

/** What determines the batches, in words: the last ones of epochs only where there are such. */
function drawnFrom(count: number, { size, order, seed = 0, last = "keep" }: BatchesOptions): string {
  const end = order === "epochs" && count % size > 0 ? `, last: "${last}"` : "";
  return `size ${size} of ${count} rows, order: "${order}", seed ${JSON.stringify(seed)}${end}`;
}

function* taken<Tensors>(
  rows: Rows<Tensors>,
  order: Generator<Uint32Array, unknown>,
): Generator<Tensors, void> {
  for (const positions of order) yield rows.take(positions);
}
