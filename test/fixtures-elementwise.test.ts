/** @file Elementwise functions against PyTorch (values, first and second gradients) and SciPy (every digit). */

import { evaluate, grad, type Nested, type Tensor, tensor } from "glissade";
import { expect, test } from "vitest";
import * as functions from "../packages/glissade/src/ops/functions.ts";
import fixture from "./fixtures/elementwise.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

type Function = (...args: unknown[]) => Tensor;
const named = functions as unknown as Record<string, Function>;

test.each(fixture.cases)("$name $options is PyTorch's", async ({ name, options, inputs, ...expected }) => {
  const f = (leaves: readonly Tensor[]) => named[name]!(...leaves, ...(options ? [options] : []));
  const dy = double(expected.dy as Nested);
  const first = grad((leaves: readonly Tensor[]) => f(leaves).mul(dy).sum());
  const second = grad((leaves: readonly Tensor[]) =>
    first(leaves)
      .map((each) => each.square().sum())
      .reduce((sum, each) => sum.add(each)),
  );
  const leaves = inputs.map((input) => double(input as Nested));
  const results = await evaluate({ y: f(leaves), gradients: first(leaves), second: second(leaves) });
  expectClose(await numbers(results.y), expected.y, 1e-9);
  for (const key of ["gradients", "second"] as const) {
    const actual = await Promise.all(results[key].map(numbers));
    expectClose(actual.flat(), expected[key], 1e-9);
  }
});

test.each(fixture.special)("$name has every digit of SciPy's, in float64", async ({ name, x, y }) => {
  const actual = await numbers(named[name]!(double(x)));
  for (const [index, value] of y.entries()) {
    const error = Math.abs(actual[index]! - value) / Math.max(Math.abs(value), Number.MIN_VALUE);
    expect(
      value === actual[index] ? 0 : error,
      `${name}(${x[index]}) = ${value}, not ${actual[index]}`,
    ).toBeLessThan(1e-14);
  }
});
