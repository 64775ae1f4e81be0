/** @file Positions as sines. */

import { literal } from "../../../graph/literal.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { mul } from "../../../ops/elementwise/arithmetic.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { cos, sin } from "../../../ops/elementwise/unary.ts";
import { concat } from "../../../ops/shape/concat.ts";
import { reshape, unsqueeze } from "../../../ops/shape/layout.ts";
import { slice } from "../../../ops/shape/slice.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { positives } from "../../../options/ranges.ts";
import { type None, none } from "../../layer.ts";
import type { CacheOption, MaybeCached, Passed } from "../attention/cache.ts";
import { positioned } from "./positioned.ts";

export interface SinusoidalPositionsOptions extends CacheOption<number | undefined> {
  /** Features 2i and 2i + 1 turn with position·base^(-2i/features); 10000 by default. */
  readonly base?: number;
}

const readSinusoidal = optionsReader<SinusoidalPositionsOptions>({
  base: kind.within(positives),
  cache: kind.count,
});

/**
 * x plus the sine, at even features, and cosine, at odd ones, of position·10000^(-2i/features), for sequences (batch,
 * time, features) of any length: Attention Is All You Need (Vaswani et al. 2017, arXiv:1706.03762). With a `cache`
 * positions go on from call to call.
 *
 * @example
 * const layer = nn.sinusoidalPositions();
 * await layer.apply([], zeros([1, 2, 2])).data(); // [0, 1, 0.84147098, 0.5403023]
 */
export function sinusoidalPositions<Cache extends number | undefined = undefined>(
  options?: SinusoidalPositionsOptions & CacheOption<Cache>,
): MaybeCached<Cache, None, Passed, Tensor, Tensor> {
  const { base = 10_000, cache } = readSinusoidal("sinusoidalPositions", options);
  const layer: unknown = positioned<None>({
    name: "sinusoidalPositions()",
    cache,
    shapes: () => ({}),
    init: () => none,
    rows: (_, at, x) => waves(at, { features: x.shape[2]!, base, x }),
  });
  return layer as MaybeCached<Cache, None, Passed, Tensor, Tensor>;
}

interface Waves {
  readonly features: number;
  readonly base: number;
  readonly x: Tensor;
}

/** Sine and cosine side by side for each rate: (time, features). */
function waves(at: Tensor, { features, base, x: { dtype } }: Waves): Tensor {
  const pairs = Math.ceil(features / 2);
  const rates = Array.from({ length: pairs }, (_, pair) => base ** ((-2 * pair) / features));
  const angles = mul(unsqueeze(cast(at, dtype), { axis: 1 }), literal(rates, dtype, [pairs]));
  const both = [sin(angles), cos(angles)].map((each) => unsqueeze(each, { axis: 2 }));
  const all = reshape(concat(both, { axis: 2 }), [at.size, 2 * pairs]);
  return features === 2 * pairs ? all : slice(all, { ends: [at.size, features] });
}
