/** @file Pooling against PyTorch: every mix of padding, stride, dilation and rounding, with first and second gradients. */

import { averagePool, evaluate, grad, maxPool, type Nested, type Tensor, tensor } from "glissade";
import { describe, test } from "vitest";
import cases from "./fixtures/pooling.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

type Case = (typeof cases)[number];

const pools = { averagePool, maxPool } as unknown as {
  readonly [name: string]: (x: Tensor, kernel: readonly number[], options: object) => Tensor;
};

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  test.each(cases as Case[])(
    "$name $kernel $options is PyTorch's",
    async ({ name, kernel, options, ...each }) => {
      const pool = (x: Tensor) => pools[name]!(x, kernel, options);
      const [x, dy] = [each.x, each.dy].map((values) => tensor(values as Nested, { dtype }));
      const gradient = grad((x: Tensor) => pool(x).mul(dy!).sum());
      const curved = grad((x: Tensor) => pool(x).square().mul(dy!).sum());
      const second = grad((x: Tensor) => curved(x).square().sum());
      const found = await evaluate({ y: pool(x!), gradient: gradient(x!), second: second(x!) });
      const tolerance = dtype === "float32" ? 2e-6 : 1e-12;
      expectClose(await numbers(found.y), each.y, tolerance);
      expectClose(await numbers(found.gradient), each.gradient, tolerance);
      expectClose(await numbers(found.second), each.second, tolerance);
    },
  );
});
