/** @file A function as a layer, and layers that only move elements. */

import { within } from "../errors.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { reshape } from "../ops/shape/layout.ts";
import { type Layer, type None, none } from "./layer.ts";

/**
 * A function of the input as a layer without parameters.
 *
 * @example
 * const half = nn.lambda("half()", (x: Tensor) => x.mul(0.5));
 * await half.apply([], tensor([2, 4])).data(); // [1, 2]
 */
export const lambda = <Input = Tensor, Output = Tensor>(
  name: string,
  apply: (x: Input) => Output,
): Layer<None, Input, Output> => ({
  name,
  init: () => none,
  apply: (_, x) => within(name, () => apply(x)),
});

/** From (batch, ...) to (batch, features). */
export const flatten = (): Layer<None> =>
  lambda("flatten()", (x: Tensor) => reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]));
