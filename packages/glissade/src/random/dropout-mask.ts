/** @file Masks that drop elements at random and keep the mean. */

import type { Dtype } from "../graph/dtype.ts";
import { literal } from "../graph/literal.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { tensorKind } from "../graph/tensor-options.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { less, where } from "../ops/elementwise/compare.ts";
import { shiftLeft } from "../ops/elementwise/shift.ts";
import { concat } from "../ops/shape/concat.ts";
import { reshape } from "../ops/shape/layout.ts";
import { slice } from "../ops/shape/slice.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { decays } from "../options/ranges.ts";
import { randomWords, requireDraw } from "./bits.ts";

export interface DropoutMaskOptions {
  /** The share of zeros, rounded to a multiple of 2^-16; 0.5 by default, less than 1. */
  readonly rate?: number;
  readonly dtype?: Dtype;
}

const readDropoutMask = optionsReader<DropoutMaskOptions>({
  rate: kind.within(decays),
  dtype: tensorKind.dtype,
});

/** Steps of the rate: each decision takes 16 bits, so that a block of the generator serves four. */
const STEPS = 2 ** 16;

/**
 * Zeros with the probability `rate`, and elsewhere 1/(1 - rate), so that a product with it keeps its mean.
 *
 * @example
 * random.dropoutMask(random.key(1), [2, 3], { rate: 0.2 }).shape; // [2, 3], of 0 and 1.25
 */
export function dropoutMask(key: Tensor, shape: Shape, options?: DropoutMaskOptions): Tensor {
  const { rate = 0.5, dtype = "float32" } = readDropoutMask("dropoutMask", options);
  requireDraw("dropoutMask", key, shape);
  requireFloat("dropoutMask", { dtype, shape });
  const dropped = Math.min(Math.round(rate * STEPS), STEPS - 1);
  const size = sizeOf(shape);
  const words = concat(randomWords(key, [Math.ceil(size / 4)]));
  const chances = slice(concat([words, shiftLeft(words, 16)]), { ends: [size] });
  const isDropped = reshape(less(chances, dropped * STEPS), shape);
  return where(isDropped, 0, literal(STEPS / (STEPS - dropped), dtype));
}
