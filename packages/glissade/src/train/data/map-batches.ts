/** @file Batches that a function changes on their way to training. */

import { seedKind } from "../../data/host-random.ts";
import type { FreshOptions } from "../../data/rows/row-order.ts";
import { fromData } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFunction } from "../../options/arguments.ts";
import { optionsReader } from "../../options/kinds.ts";
import * as random from "../../random/index.ts";
import { evaluate } from "../../run/evaluate.ts";
import { type Batches, batchesFrom, byEpoch, factsOf, type SkippingBatches } from "./epoch-batches.ts";

export interface MapBatchesOptions {
  /** A number or a key, 0 by default, that the keys of batches come from. */
  readonly seed?: FreshOptions["seed"];
}

const readMap = optionsReader<MapBatchesOptions>({ seed: seedKind });

/**
 * Batches that a function of a batch and a key changes, such as by `augment`. The function computes with tensors, and its
 * graph is compiled once for each shape. Each batch has a key of its own, by seed, epoch and position, so that a training
 * that goes on takes the same ones. Targets that it passes on are checked by `fit` as those of `batches`.
 *
 * @example
 * const data = batches({ x: [[1], [2]], y: [0, 1] }, { size: 2 });
 * const noisy = mapBatches(data, ({ x, y }, key) => ({ x: x.add(random.normal(key, x.shape)), y }), { seed: 1 });
 * for await (const { x } of noisy(0)) x.shape; // [2, 1]
 *
 * @throws ArgumentError for what is no list of batches or function from epochs to batches
 */
export function mapBatches<Input, Targets, Mapped>(
  data: Batches<Input, Targets>,
  fn: (batch: { readonly x: Input; readonly y: Targets }, key: Tensor) => Mapped,
  options?: MapBatchesOptions,
): SkippingBatches<AsyncGenerator<Mapped, void>> {
  const { seed = 0 } = readMap("mapBatches", options);
  requireBatches("mapBatches(batches)", data);
  requireFunction("mapBatches(fn)", fn);
  const root =
    typeof seed === "number"
      ? random.key(seed)
      : fromData(Uint32Array.from(seed), { dtype: "uint32", shape: [2] });
  const { endless = false, drawn, targets } = factsOf(data);
  let own: Tensor | undefined;
  async function* skip(epoch: number, count: number): AsyncGenerator<Mapped, void> {
    const key = random.foldIn(root, epoch);
    let position = count;
    for await (const batch of batchesFrom(data, { epoch, position: count })) {
      const mapped = fn(batch, random.foldIn(key, position++));
      if (targetsOf(mapped) === batch.y) own = targets;
      yield await evaluate(mapped);
    }
  }
  const known = drawn === undefined ? {} : { drawn: `${drawn}, changed by seed ${JSON.stringify(seed)}` };
  return Object.defineProperty(byEpoch(skip, { endless, ...known }), "targets", { get: () => own });
}

const targetsOf = (batch: unknown): unknown => (Object(batch) as { readonly y?: unknown }).y;

function requireBatches(where: string, data: unknown): void {
  if (!Array.isArray(data)) requireFunction(where, data);
}
