/** @file A function as a layer, and the layer that makes rows of images. */

import { ArgumentError, ShapeError, within } from "../../errors.ts";
import { type Shape, sizeOf, toShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { reshape as reshapeOf } from "../../ops/shape/layout.ts";
import { withoutArguments } from "../../options/arguments.ts";
import { type Layer, type None, none } from "../layer.ts";
import { describe, requireCall } from "../layer-checks.ts";
import { requireNames } from "./parameters.ts";

/**
 * A function of the input as a layer without parameters.
 *
 * @example
 * const half = nn.lambda("half()", (x: Tensor) => x.mul(0.5));
 * await half.apply([], tensor([2, 4])).data(); // [1, 2]
 *
 * @throws ArgumentError without a name
 */
export function lambda<Input = Tensor, Output = Tensor>(
  name: string,
  f: (x: Input) => Output,
): Layer<None, Input, Output> {
  if (typeof name !== "string" || typeof f !== "function") {
    throw new ArgumentError({
      where: "lambda(name, f)",
      rule: `needs a name and a function of the input, got ${describe(name)} and ${describe(f)}`,
    });
  }
  return {
    name,
    init: () => none,
    apply: (params, x, context) =>
      within(name, () => {
        requireCall(x, context);
        requireNames("params", params, []);
        return f(x);
      }),
  };
}

/**
 * The elements of each example in another shape, such as with an axis of channels: from (batch, ...) to (batch, ...shape).
 *
 * @example
 * nn.reshape([1, 28, 28]).apply([], zeros([64, 28, 28])).shape; // [64, 1, 28, 28]
 *
 * @throws ShapeError for lengths that are no integers, and at `apply` where the elements do not fill the shape
 */
export function reshape(shape: Shape): Layer<None> {
  toShape("reshape(shape)", shape);
  return lambda(`reshape([${shape.join(", ")}])`, (x: Tensor) => reshapeOf(x, [x.shape[0] ?? 1, ...shape]));
}

/**
 * From (batch, ...) to (batch, features), for a `linear` layer behind convolutions.
 *
 * @example
 * nn.flatten().apply([], zeros([64, 16, 5, 5])).shape; // [64, 400]
 */
export const flatten = withoutArguments(
  "flatten",
  (): Layer<None> =>
    lambda("flatten()", (x: Tensor) => {
      const [batch, ...rest] = x.shape;
      if (batch === undefined) {
        throw new ShapeError({ where: "input", rule: "needs an axis for the batch, got a single number" });
      }
      return reshapeOf(x, [batch, sizeOf(rest)]);
    }),
);
