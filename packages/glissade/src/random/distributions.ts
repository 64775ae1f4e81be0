/** @file Random tensors, computed in the graph from keys. */

import type { Dtype } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import { applyAll, type Tensor } from "../graph/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { less } from "../ops/compare.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { RandomBits } from "../ops/random-bits.ts";
import { shiftRight } from "../ops/shift.ts";
import { cos, log, sqrt } from "../ops/unary.ts";

export interface UniformOptions {
  /** The least value; 0 by default. */
  readonly low?: number;
  /** The bound above all values; 1 by default. */
  readonly high?: number;
  readonly dtype?: Dtype;
}

/** Two tensors, uniform in [0, 1): multiples of 2^-24 for float32, which holds no finer ones evenly, else of 2^-32. */
function units(key: Tensor, shape: Shape, dtype: Dtype): readonly Tensor[] {
  requireFloat("random", { dtype, shape });
  const [drop, scale] = dtype === "float32" ? [8, 2 ** -24] : [0, 2 ** -32];
  const words = applyAll(RandomBits, [key], { shape, stream: 0 });
  return words.map((bits) => mul(cast(drop ? shiftRight(bits, drop) : bits, dtype), scale));
}

/**
 * Uniform random numbers in [low, high), but for rounding, which may reach `high` where that is far from 0.
 *
 * @example
 * const x = random.uniform(random.key(1), [2, 3], { low: -0.5, high: 0.5 });
 * x.shape; // [2, 3]
 */
export function uniform(
  key: Tensor,
  shape: Shape,
  { low = 0, high = 1, dtype = "float32" }: UniformOptions = {},
): Tensor {
  const [unit] = units(key, shape, dtype);
  return add(mul(unit!, high - low), low);
}

/**
 * Standard normal random numbers, by the transform of Box and Muller (1958).
 *
 * @example
 * random.normal(random.key(1), [4]).mul(0.1).add(2).shape; // [4]
 */
export function normal(key: Tensor, shape: Shape, dtype: Dtype = "float32"): Tensor {
  const [u, v] = units(key, shape, dtype);
  const radius = sqrt(mul(log(sub(1, u!)), -2));
  return mul(radius, cos(mul(v!, 2 * Math.PI)));
}

/** True with the given probability (0.5 by default). */
export const bernoulli = (key: Tensor, shape: Shape, probability = 0.5): Tensor =>
  less(uniform(key, shape), probability);
