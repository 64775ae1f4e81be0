/** @file Random floats, computed from keys. */

import { ArgumentError } from "../errors.ts";
import type { Dtype } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import { type Operand, Tensor } from "../graph/tensor.ts";
import type { DtypeOptions } from "../graph/tensor-options.ts";
import { readDtype, tensorKind } from "../graph/tensor-options.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { add, mul, neg, sub } from "../ops/elementwise/arithmetic.ts";
import { less, where } from "../ops/elementwise/compare.ts";
import { log1p } from "../ops/elementwise/exponential.ts";
import { cos, log, sqrt } from "../ops/elementwise/unary.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { probabilities, requireNumber } from "../options/ranges.ts";
import { openUnit, randomWords, requireDraw, units } from "./bits.ts";

export interface UniformOptions {
  /** The least value; 0 by default. */
  readonly low?: number;
  /** The bound above all values; 1 by default. */
  readonly high?: number;
  readonly dtype?: Dtype;
}

const readUniform = optionsReader<UniformOptions>({
  low: kind.number,
  high: kind.number,
  dtype: tensorKind.dtype,
});

/**
 * Uniform random numbers in [low, high), but for rounding, which may reach `high` where that is far from 0.
 *
 * @example
 * const x = random.uniform(random.key(1), [2, 3], { low: -0.5, high: 0.5 });
 * x.shape; // [2, 3]
 */
export function uniform(key: Tensor, shape: Shape, options?: UniformOptions): Tensor {
  const { low = 0, high = 1, dtype = "float32" } = readUniform("uniform", options);
  requireDraw("uniform", key, shape);
  requireFloat("uniform", { dtype, shape });
  requireOrder("uniform({ low, high })", low, high);
  const [unit] = units(key, shape, dtype);
  return add(mul(unit!, high - low), low);
}

function requireOrder(where: string, low: number, high: number): void {
  if (Number.isFinite(high - low) && low <= high) return;
  throw new ArgumentError({
    where,
    rule: `must be finite with low at most high, got ${low} and ${high}`,
  });
}

/**
 * Standard normal random numbers, by the transform of Box and Muller (1958).
 *
 * @example
 * random.normal(random.key(1), [4]).mul(0.1).add(2).shape; // [4]
 */
export function normal(key: Tensor, shape: Shape, options?: DtypeOptions): Tensor {
  const { dtype = "float32" } = readDtype("normal", options);
  requireDraw("normal", key, shape);
  requireFloat("normal", { dtype, shape });
  const [u, v] = units(key, shape, dtype);
  const radius = sqrt(mul(log(sub(1, u!)), -2));
  return mul(radius, cos(mul(v!, 2 * Math.PI)));
}

/**
 * True with the given probability (0.5 by default), or with each of a tensor that broadcasts to the shape.
 *
 * @example
 * random.bernoulli(random.key(1), [4, 3], tensor([0, 0.5, 1])).dtype; // "bool"
 */
export function bernoulli(key: Tensor, shape: Shape, probability: Operand = 0.5): Tensor {
  requireDraw("bernoulli", key, shape);
  if (!(probability instanceof Tensor)) {
    requireNumber(probabilities, "bernoulli(probability)", probability);
  }
  return less(uniform(key, shape), probability);
}

/**
 * Exponential random numbers with mean 1, all positive.
 *
 * @example
 * random.exponential(random.key(1), [4]).mul(3).shape; // [4], mean 3
 */
export const exponential = (key: Tensor, shape: Shape, options?: DtypeOptions): Tensor =>
  waiting("exponential", { key, shape }, options)[0];

/** Exponential random numbers, and words of bits that are independent of them. */
function waiting(
  name: string,
  { key, shape }: { readonly key: Tensor; readonly shape: Shape },
  options: DtypeOptions | undefined,
): [Tensor, Tensor] {
  const { dtype = "float32" } = readDtype(name, options);
  requireDraw(name, key, shape);
  requireFloat(name, { dtype, shape });
  const [first, second] = randomWords(key, shape) as [Tensor, Tensor];
  // Fine near 0, where u is fine: the largest of many Gumbel numbers come from there.
  return [neg(log1p(neg(openUnit(first, dtype)))), second];
}

/**
 * Standard Gumbel random numbers: the largest of many exponential ones, as their number grows.
 *
 * @example
 * random.gumbel(random.key(1), [4]).shape; // [4]
 */
export const gumbel = (key: Tensor, shape: Shape, options?: DtypeOptions): Tensor =>
  neg(log(waiting("gumbel", { key, shape }, options)[0]));

/**
 * Laplace random numbers with mean 0 and scale 1: exponential ones with a random sign.
 *
 * @example
 * random.laplace(random.key(1), [4]).shape; // [4]
 */
export function laplace(key: Tensor, shape: Shape, options?: DtypeOptions): Tensor {
  const [size, word] = waiting("laplace", { key, shape }, options);
  return where(less(word, 2 ** 31), size, neg(size));
}
