/** @file Normal random numbers between bounds. */

import { ArgumentError } from "../errors.ts";
import type { Dtype } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { tensorKind } from "../graph/tensor-options.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { add, mul, neg } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { clip } from "../ops/elementwise/rounding.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { bits, openUnit, requireDraw } from "./bits.ts";
import { normalQuantile, normalShare } from "./normal-distribution.ts";

export interface TruncatedNormalOptions {
  /** The lower bound, in standard deviations; -2 by default, may be -Infinity. */
  readonly low?: number;
  /** The upper bound, in standard deviations; 2 by default, may be Infinity. */
  readonly high?: number;
  readonly dtype?: Dtype;
}

const readTruncatedNormal = optionsReader<TruncatedNormalOptions>({
  low: kind.number,
  high: kind.number,
  dtype: tensorKind.dtype,
});

/**
 * Standard normal random numbers in [low, high], by the inverse of the distribution function in float64, also where
 * the bounds lie far in a tail.
 *
 * @example
 * random.truncatedNormal(random.key(1), [2, 3], { low: 0, high: Infinity }).shape; // [2, 3]
 */
export function truncatedNormal(key: Tensor, shape: Shape, options?: TruncatedNormalOptions): Tensor {
  const { low = -2, high = 2, dtype = "float32" } = readTruncatedNormal("truncatedNormal", options);
  requireDraw("truncatedNormal", key, shape);
  requireFloat("truncatedNormal", { dtype, shape });
  // Shares are exact below 0, so bounds above it are mirrored.
  const isMirrored = low > 0;
  const [below, above] = (isMirrored ? [-high, -low] : [low, high]).map(normalShare) as [number, number];
  if (!(above > below)) {
    throw new ArgumentError({
      where: "truncatedNormal({ low, high })",
      rule: `low must be less than high with some probability between them, got ${low} and ${high}`,
    });
  }
  const share = add(mul(openUnit(bits(key, shape), "float64"), above - below), below);
  const value = normalQuantile(share);
  return clip(cast(isMirrored ? neg(value) : value, dtype), { min: low, max: high });
}
