/** @file How parameters start. */

import { requireFinite, requirePositive } from "../check.ts";
import type { Dtype } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import * as random from "../random/index.ts";
import { full } from "../tensor.ts";

export interface Fans {
  /** Inputs that one output sums over. */
  readonly fanIn: number;
  /** Outputs that one input feeds. */
  readonly fanOut: number;
  readonly dtype: Dtype;
}

/** Random parameters of a shape. */
export type Initializer = (key: Tensor, shape: Shape, fans: Fans) => Tensor;

const between =
  (bound: (fans: Fans) => number): Initializer =>
  (key, shape, fans) =>
    random.uniform(key, shape, { low: -bound(fans), high: bound(fans), dtype: fans.dtype });

const around =
  (deviation: (fans: Fans) => number): Initializer =>
  (key, shape, fans) =>
    mul(random.normal(key, shape, { dtype: fans.dtype }), deviation(fans));

/** Uniform in [-bound, bound). */
export function uniform(bound: number): Initializer {
  requirePositive("uniform(bound)", bound);
  return between(() => bound);
}

/** Normal with mean 0 and the given standard deviation. */
export function normal(deviation: number): Initializer {
  requirePositive("normal(deviation)", deviation);
  return around(() => deviation);
}

/** Zeros. */
export const zeros = (): Initializer => constant(0);

/** Ones. */
export const ones = (): Initializer => constant(1);

/** One repeated number. */
export function constant(value: number): Initializer {
  requireFinite("constant(value)", value);
  return (_, shape, { dtype }) => full(shape, value, { dtype });
}

/** Uniform in ±√(6/(fanIn + fanOut)): keeps the variance of signals both ways (Glorot and Bengio 2010). */
export const xavier = (): Initializer => between(({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)));

/** Normal with variance 2/(fanIn + fanOut) (Glorot and Bengio 2010). */
export const xavierNormal = (): Initializer => around(({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut)));

/** Uniform in ±√(6/fanIn): keeps the variance through rectifiers (He et al. 2015). */
export const kaiming = (): Initializer => between(({ fanIn }) => Math.sqrt(6 / fanIn));

/** Normal with variance 2/fanIn (He et al. 2015). */
export const kaimingNormal = (): Initializer => around(({ fanIn }) => Math.sqrt(2 / fanIn));
