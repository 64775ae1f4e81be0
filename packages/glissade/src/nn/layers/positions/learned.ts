/** @file Positions that are learned. */

import { ArgumentError, ShapeError } from "../../../errors.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { gather } from "../../../ops/index/gather.ts";
import { slice } from "../../../ops/shape/slice.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { requireCount } from "../../../options/ranges.ts";
import { type Initializer, initialize, initializerKind, normal } from "../../initializers.ts";
import type { CacheOption, MaybeCached, Passed } from "../attention/cache.ts";
import { positioned } from "./positioned.ts";

export interface LearnedPositionsOptions extends CacheOption<number | undefined> {
  /** Start of the table; `normal(0.02)` by default, as in GPT-2. */
  readonly weight?: Initializer;
}

const readLearned = optionsReader<LearnedPositionsOptions>({ weight: initializerKind, cache: kind.count });

export type LearnedPositionsParams = { readonly weight: Tensor };

/**
 * x plus a learned row for each position, of which there are at most `capacity`, for sequences (batch, time, features):
 * Convolutional Sequence to Sequence Learning (Gehring et al. 2017, arXiv:1705.03122). With a `cache` positions go on
 * from call to call.
 *
 * @example
 * const layer = nn.learnedPositions(16);
 * const params = layer.init(random.key(1), zeros([1, 5, 2]));
 * params.weight.shape; // [16, 2]
 * layer.apply(params, zeros([3, 7, 2])).shape; // [3, 7, 2]
 *
 * @throws ArgumentError for a capacity that is no positive integer, or a cache above it; ShapeError for sequences that
 * are longer
 */
export function learnedPositions<Cache extends number | undefined = undefined>(
  capacity: number,
  options?: LearnedPositionsOptions & CacheOption<Cache>,
): MaybeCached<Cache, LearnedPositionsParams, Passed, Tensor, Tensor> {
  const { weight = normal(0.02), cache } = readLearned("learnedPositions", options);
  requireCount("learnedPositions(capacity)", capacity);
  requireWithin(capacity, cache);
  const layer: unknown = positioned<LearnedPositionsParams>({
    name: `learnedPositions(${capacity})`,
    cache,
    shapes: ({ shape: [, time, features] }) => {
      requireRoom(time!, capacity);
      return { weight: [capacity, features!] };
    },
    init: (key, { shape: [, , features], dtype }) => {
      const [shape, fans] = [[capacity, features!], { fanIn: capacity, fanOut: features!, dtype }];
      return { weight: initialize("{ weight }", weight, { key, shape, fans }) };
    },
    rows: (params, at, { shape: [, time] }) =>
      cache === undefined ? slice(params.weight, { ends: [time!] }) : gather(params.weight, at),
  });
  return layer as MaybeCached<Cache, LearnedPositionsParams, Passed, Tensor, Tensor>;
}

function requireWithin(capacity: number, cache: number | undefined): void {
  if (cache === undefined || cache <= capacity) return;
  throw new ArgumentError({
    where: "learnedPositions({ cache })",
    rule: `must not be larger than the capacity, got ${cache} for ${capacity}`,
  });
}

function requireRoom(time: number, capacity: number): void {
  if (time <= capacity) return;
  throw new ShapeError({
    where: "input",
    rule: `must not be longer than the capacity, got ${time} positions for ${capacity}`,
    fix: "Choose a larger capacity, or cut the sequences",
  });
}
