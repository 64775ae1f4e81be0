/** @file A function as a layer, and the layer that makes rows of images. */

import { ArgumentError, ShapeError, within } from "../../errors.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { reshape } from "../../ops/shape/layout.ts";
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
      return reshape(x, [batch, sizeOf(rest)]);
    }),
);
