/** @file Reductions, running sums and products, and order against PyTorch: values, first and second gradients. */

import { evaluate, grad, type Nested, type Tensor, tensor } from "glissade";
import { test } from "vitest";
import * as functions from "../packages/glissade/src/ops/functions.ts";
import cases from "./fixtures/reductions.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

type Options = Readonly<Record<string, unknown>>;
const named = functions as unknown as Record<string, (...args: unknown[]) => Tensor>;

/** The function with the options of a case, of which some are arguments and Infinity is text. */
function call(name: string, { k, q, order, ...rest }: Options): (x: Tensor) => Tensor {
  if (name === "topK") return (x) => functions.topK(x, k as number, rest).values;
  if (name === "quantile") return (x) => functions.quantile(x, q as number, rest);
  const options = order === undefined ? rest : { ...rest, order: Number(order) };
  return (x) => named[name]!(x, options);
}

test.each(cases)("$name $options is PyTorch's", async ({ name, options, x, ...expected }) => {
  const f = call(name, options);
  const dy = double(expected.dy as Nested);
  const first = grad((leaf: Tensor) => f(leaf).mul(dy).sum());
  const second = grad((leaf: Tensor) => first(leaf).square().sum());
  const leaf = double(x as Nested);
  const results = await evaluate({ y: f(leaf), gradient: first(leaf), second: second(leaf) });
  expectClose(await numbers(results.y), expected.y, 1e-9);
  expectClose(await numbers(results.gradient), expected.gradient, 1e-9);
  if (expected.second) expectClose(await numbers(results.second), expected.second, 1e-9);
});
