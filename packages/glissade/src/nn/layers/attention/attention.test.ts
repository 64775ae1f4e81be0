import {
  evaluate,
  grad,
  groupNorm,
  layerNorm,
  nn,
  random,
  rmsNorm,
  scaledDotProductAttention,
  slice,
  type Tensor,
  vmap,
} from "glissade";
import { describe, expect, it, test } from "vitest";
import { expectClose, numbers } from "../../../../../../test/support/close.ts";

const draw = (seed: number, shape: readonly number[]) =>
  random.normal(random.key(seed), shape, { dtype: "float64" });

describe("multiHeadAttention", () => {
  const layer = nn.multiHeadAttention(2, { causal: true });
  const x = draw(1, [1, 5, 4]);
  const params = layer.init(random.key(2), x);

  it("has four linear maps of the features", () => {
    for (const { weight, bias } of Object.values(params)) {
      expect([weight.shape, bias!.shape]).toEqual([[4, 4], [4]]);
    }
  });

  it("looks back only, where it is causal", async () => {
    const early = (inputs: Tensor) => slice(layer.apply(params, inputs), { ends: [1, 2] }).sum();
    const slopes = await numbers(grad(early)(x));
    expect(slopes.map((slope) => slope !== 0)).toEqual(slopes.map((_, at) => at < 2 * 4));
  });
});

describe("vmap agrees with a loop", () => {
  const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    layerNorm: (x) => layerNorm(x, { weight: draw(5, [4]) }),
    rmsNorm: (x) => rmsNorm(x),
    groupNorm: (x) => groupNorm(x, 2),
    attention: (x) => scaledDotProductAttention(x, x, x, { causal: true }),
  };

  it.each(Object.entries(functions))("%s and its gradient", async (_, f) => {
    const slope = grad((x: Tensor) => f(x).square().mul(x).sum());
    const batch = draw(1, [3, 3, 4]);
    const rows = [0, 1, 2].map((row) => slice(batch, { starts: [row], ends: [row + 1] }).reshape([3, 4]));
    for (const each of [f, slope]) {
      const [whole, ...parts] = await evaluate([vmap(each)(batch), ...rows.map(each)]);
      expectClose(await numbers(whole!), (await Promise.all(parts.map(numbers))).flat());
    }
  });
});

test("normalising layers start as the plain functions", async () => {
  const x = draw(4, [2, 4, 3]);
  const pairs = [
    [nn.layerNorm(), layerNorm(x)],
    [nn.rmsNorm(), rmsNorm(x)],
    [nn.groupNorm(2), groupNorm(x, 2)],
  ] as const;
  const start = <P>({ init, apply }: nn.Layer<P>) => apply(init(random.key(1), x), x);
  for (const [layer, expected] of pairs) {
    const y = start<nn.NormParams>(layer as nn.Layer<nn.NormParams>);
    expectClose(await numbers(y), await numbers(expected));
  }
});
