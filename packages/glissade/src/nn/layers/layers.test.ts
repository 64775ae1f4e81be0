import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { flatten, type Nested, nn, random, tensor, valueAndGrad, vjp, zeros } from "../../index.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });
const input = (...shape: number[]) => zeros(shape);
const shapes = (params: unknown) => flatten(params).leaves.map((leaf) => leaf.shape);

test("linear and its gradients are PyTorch's", async () => {
  const { x, weight, bias, dy, y, gradients } = fixture.linear;
  const layer = nn.linear(2);
  const [output, pullback] = vjp(layer.apply, { weight: double(weight), bias: double(bias) }, double(x));
  const [params, dx] = pullback(double(dy));
  const found = [dx, params.weight, params.bias];
  expectClose(await numbers(output), y);
  for (const [index, each] of found.entries()) expectClose(await numbers(each), gradients[index]!);
});

test.each(fixture.mlps)("a network with $name and its gradients are PyTorch's", async (each) => {
  const model = nn.sequential(nn.linear(3), nn[each.name as "tanh"](), nn.linear(2));
  const [weight0, bias0, weight1, bias1] = each.params.map(double);
  const params = [{ weight: weight0!, bias: bias0! }, [], { weight: weight1!, bias: bias1! }] as const;
  expectClose(await numbers(model.apply(params, double(each.x))), each.y);
  const weigh = (point: typeof params) => model.apply(point, double(each.x)).mul(double(each.dy)).sum();
  const [value, gradients] = valueAndGrad(weigh)(params);
  expectClose([await value.item()], each.value);
  for (const [index, leaf] of flatten(gradients).leaves.entries()) {
    expectClose(await numbers(leaf), each.gradients[index]!);
  }
});

describe("linear", () => {
  test("finds its inputs at init, in the dtype of the inputs", () => {
    const params = nn.linear(50).init(random.key(1), zeros([64, 100], { dtype: "float64" }));
    expect(shapes(params)).toEqual([[100, 50], [50]]);
    expect(params.weight.dtype).toBe("float64");
    expect(params.bias.dtype).toBe("float64");
  });

  test("starts as its initializers say", async () => {
    const layer = nn.linear(3, { weight: nn.zeros(), bias: nn.uniform(0.5) });
    const { weight, bias } = layer.init(random.key(1), input(1, 2));
    expect(await numbers(weight)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(new Set(await numbers(bias!)).size).toBe(3);
  });

  test("draws weights and biases from keys of their own", async () => {
    const layer = nn.linear(3, { weight: nn.uniform(0.5), bias: nn.uniform(0.5) });
    const { weight, bias } = layer.init(random.key(1), input(1, 1));
    expect(await numbers(weight)).not.toEqual(await numbers(bias!));
  });

  test("works without bias, and on sequences", async () => {
    const layer = nn.linear(3, { bias: null });
    const params = layer.init(random.key(1), input(5, 7, 2));
    expect(shapes(params)).toEqual([[2, 3]]);
    expect(layer.apply(params, zeros([5, 7, 2])).shape).toEqual([5, 7, 3]);
  });

  test.each([0, -1, 2.5, Number.NaN])("of %s units is refused", (units) => {
    expect(() => nn.linear(units)).toThrow(`linear(units): must be a positive integer, got ${units}.`);
  });
});

describe("sequential", () => {
  const model = nn.sequential(nn.flatten(), nn.linear(100), nn.sigmoid(), nn.linear(50));

  test("passes shapes from layer to layer at init", () => {
    const params = model.init(random.key(1), input(64, 14, 14));
    expect(shapes(params)).toEqual([[196, 100], [100], [100, 50], [50]]);
    expect(model.apply(params, zeros([3, 14, 14])).shape).toEqual([3, 50]);
    expect(model.apply(params, zeros([0, 14, 14])).shape).toEqual([0, 50]);
  });

  test("starts equal layers differently, and the same for the same key", async () => {
    const twins = nn.sequential(nn.linear(2), nn.linear(2));
    const start = async (seed: number) => {
      const params = twins.init(random.key(seed), input(1, 2));
      return Promise.all(params.map(({ weight }) => numbers(weight)));
    };
    const [first, second] = await start(1);
    expect(first).not.toEqual(second);
    expect(await start(1)).toEqual([first, second]);
    expect(await start(2)).not.toEqual([first, second]);
  });

  test("is named after its layers", () => {
    expect(model.name).toBe("sequential(flatten(), linear(100), sigmoid(), linear(50))");
  });

  test("names the layer that does not fit", () => {
    const layers = nn.sequential(nn.sigmoid(), nn.linear(50));
    const params = layers.init(random.key(1), input(1, 101));
    expect(() => layers.apply(params, zeros([64, 100]))).toThrow(
      "sequential[1]: linear(50): params/weight: must be [100, 50] for inputs [64, 100], got [101, 50]. Check the shape of the inputs, or pass what init of this model gave.",
    );
    expect(() => nn.sequential(nn.tanh(), layers).init(random.key(1), input(4))).toThrow(
      "sequential[1]: sequential[1]: linear(50): input: needs shape [batch, ..., features], got [4]. Put the axis of the batch in front, for example with unsqueeze(x, { axis: 0 }).",
    );
  });
});

test("softmax is over the last axis", async () => {
  expectClose(
    await numbers(
      nn.softmax().apply(
        [],
        double([
          [0, Math.log(3)],
          [1, 1],
        ]),
      ),
    ),
    [0.25, 0.75, 0.5, 0.5],
  );
});
