/** @file Convolutions, pooling and images against PyTorch: values, first and second gradients. */

import { evaluate, grad, type Nested, type Tensor, tensor, vjp } from "glissade";
import { test } from "vitest";
import * as functions from "../packages/glissade/src/ops/functions.ts";
import cases from "./fixtures/convolution.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

const named = functions as unknown as Record<string, (...args: unknown[]) => Tensor>;

type Case = (typeof cases)[number];

/** The function of a case; kernels are an argument, a bias is an option. */
const call =
  ({ name, arguments: rest, options }: Pick<Case, "name" | "arguments" | "options">) =>
  ([x, w, bias]: readonly Tensor[]): Tensor =>
    named[name]!(x, ...(w ? [w] : []), ...rest, { ...options, ...(bias && { bias }) });

/** ONNX Runtime has kernels of their own for float32. */
const single = cases.filter(({ name, options }) => name.startsWith("conv") || "countIncludePad" in options);

test.each(single)("$name $arguments $options in float32 is PyTorch's", async ({ inputs, ...each }) => {
  const [y, pullback] = vjp(
    (...leaves: Tensor[]) => call(each)(leaves),
    ...inputs.map((input) => tensor(input as Nested)),
  );
  const results = await evaluate({ y, gradients: pullback(tensor(each.dy as Nested)) });
  expectClose(await numbers(results.y), each.y, 1e-5);
  for (const [index, gradient] of results.gradients.entries()) {
    expectClose(await numbers(gradient), each.gradients[index]!, 1e-5);
  }
});

test.each(cases)("$name $arguments $options is PyTorch's", async ({ inputs, ...each }) => {
  const f = call(each);
  const dy = double(each.dy);
  const first = grad((leaves: Tensor[]) => f(leaves).mul(dy).sum());
  const squares = (leaf: Tensor) => leaf.square().sum();
  const second = grad((leaves: Tensor[]) =>
    first(leaves)
      .map(squares)
      .reduce((a, b) => a.add(b)),
  );
  const leaves = inputs.map((input) => double(input as Nested));
  const results = await evaluate({ y: f(leaves), gradients: first(leaves), seconds: second(leaves) });
  expectClose(await numbers(results.y), each.y, 1e-9);
  for (const [index, gradient] of results.gradients.entries()) {
    expectClose(await numbers(gradient), each.gradients[index]!, 1e-9);
    expectClose(await numbers(results.seconds[index]!), each.seconds[index]!, 1e-9);
  }
});
