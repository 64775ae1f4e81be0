import { describe, expect, it, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn_batch_norm.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  type Dtype,
  flatten,
  grad,
  nn,
  random,
  type Tensor,
  tensor,
  valueAndGradWith,
  zeros,
} from "../../index.ts";

type Numbers = number | readonly Numbers[];
type Params = nn.NormParams | nn.None;
type Case = (typeof fixture)[number];

const training = { training: true };

const layerOf = ({ options }: Case) => {
  const affine: boolean = options.affine ?? true;
  return nn.batchNorm({ ...options, affine });
};

function startOf(each: Case, dtype: Dtype): nn.Variables<Params, nn.BatchNormState> {
  const [weight, bias] = each.params.map((values) => tensor(values, { dtype }));
  const { state } = layerOf(each).init(random.key(1), zeros(each.shape, { dtype }));
  return { params: weight && bias ? { weight, bias } : [], state };
}

async function expectState(
  { mean, variance }: nn.BatchNormState,
  expected: Case["evaluation"]["state"],
  tolerance?: number,
) {
  expectClose(await numbers(mean), expected.mean, tolerance);
  expectClose(await numbers(variance), expected.variance, tolerance);
}

describe.each(
  fixture.map((each) => [JSON.stringify(each.shape), JSON.stringify(each.options), each] as const),
)("batchNorm of %s with %s is PyTorch's", (_, __, each) => {
  const layer = layerOf(each);

  test("in training: outputs, gradients and running statistics of every step", async () => {
    let at = startOf(each, "float64");
    for (const step of each.training) {
      const x = tensor(step.x as Numbers, { dtype: "float64" });
      const dy = tensor(step.dy as Numbers, { dtype: "float64" });
      const weigh = (of: { readonly x: Tensor; readonly params: Params }) => {
        const [y, state] = layer.apply({ params: of.params, state: at.state }, of.x, training);
        return [y.mul(dy).sum(), { y, state }] as const;
      };
      const [, slopes, { y, state }] = valueAndGradWith(weigh)({ x, params: at.params });
      expectClose(await numbers(y), step.y as Numbers, 1e-11);
      for (const [index, slope] of [slopes.x, ...flatten(slopes.params).leaves].entries()) {
        expectClose(await numbers(slope), step.first[index] as Numbers, 1e-10);
      }
      await expectState(state, step.state);
      at = { ...at, state };
    }
  });

  test("in second gradients", async () => {
    const at = startOf(each, "float64");
    for (const step of each.training) {
      const dy = tensor(step.dy as Numbers, { dtype: "float64" });
      const weigh = (x: Tensor, params: Params) =>
        layer.apply({ params, state: at.state }, x, training)[0].mul(dy).sum();
      const power = (of: { readonly x: Tensor; readonly params: Params }) =>
        grad(weigh)(of.x, of.params).square().sum();
      const slopes = grad(power)({ x: tensor(step.x as Numbers, { dtype: "float64" }), params: at.params });
      for (const [index, slope] of [slopes.x, ...flatten(slopes.params).leaves.slice(0, 1)].entries()) {
        expectClose(await numbers(slope), step.second[index] as Numbers, 1e-8);
      }
    }
  });

  test.each(["float64", "float32"] as const)("in evaluation after training, in %s", async (dtype) => {
    const tolerance = dtype === "float64" ? 1e-11 : 1e-4;
    let at = startOf(each, dtype);
    for (const { x } of each.training) {
      const [, state] = layer.apply(at, tensor(x as Numbers, { dtype }), training);
      at = { ...at, state };
    }
    const { x, y, state } = each.evaluation;
    await expectState(at.state, state, tolerance);
    const [output, same] = layer.apply(at, tensor(x as Numbers, { dtype }));
    expect(output.dtype).toBe(dtype);
    expectClose(await numbers(output), y as Numbers, tolerance);
    expect(same).toBe(at.state);
  });
});

describe("batchNorm", () => {
  const layer = nn.batchNorm();
  const x = zeros([4, 3]);
  const start = layer.init(random.key(1), x);

  it("starts with ones and zeros in the dtype of the input", async () => {
    const { params, state } = layer.init(random.key(1), zeros([1, 2, 5, 5], { dtype: "float64" }));
    expect(params.weight.dtype).toBe("float64");
    expect(await Promise.all([params.weight, params.bias, state.mean, state.variance].map(numbers))).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    expect(nn.batchNorm({ affine: false }).init(random.key(1), x).params).toEqual([]);
  });

  it("takes a batch of one where each channel has several numbers", () => {
    const images = zeros([1, 3, 2, 2]);
    expect(layer.apply(start, images, training)[0].shape).toEqual([1, 3, 2, 2]);
    expect(layer.apply(start, zeros([1, 3]))[0].shape).toEqual([1, 3]);
  });

  it.each([
    [
      'batchNorm(): input: needs more than one number per channel while training, got [1, 3]. Train on larger batches, leave a last row out with batches(data, { last: "drop" }), or normalise with layerNorm() or groupNorm().',
      () => layer.apply(start, zeros([1, 3]), training),
    ],
    [
      'batchNorm(): input: needs more than one number per channel while training, got [1, 3, 1, 1]. Train on larger batches, leave a last row out with batches(data, { last: "drop" }), or normalise with layerNorm() or groupNorm().',
      () => layer.apply(start, zeros([1, 3, 1, 1]), training),
    ],
    [
      "batchNorm(): input: needs shape [batch, channels, ...], got [3].",
      () => layer.apply(start, zeros([3])),
    ],
    [
      "batchNorm(): params/weight: must be [5] for inputs [4, 5], got [3]. Check the shape of the inputs, or pass what init of this model gave.",
      () => layer.apply(start, zeros([4, 5])),
    ],
    [
      "batchNorm(): variables: must be { params, state }, got an object of weight, bias. Pass what init of this model gave.",
      () => layer.apply(start.params as never, x),
    ],
    [
      "batchNorm(): params: must be [], got an object of weight, bias. Pass what init of this model gave.",
      () => nn.batchNorm({ affine: false }).apply(start as never, x),
    ],
    [
      "batchNorm(): apply({ train }): is not an option. The nearest is training (known: training, key, observe).",
      () => layer.apply(start, x, { train: true } as never),
    ],
    [
      "batchNorm(): input: needs float32 or float64, got int32. Cast it with cast().",
      () => layer.init(random.key(1), zeros([2, 3], { dtype: "int32" })),
    ],
    ["batchNorm({ momentum }): must be in [0, 1], got 1.5.", () => nn.batchNorm({ momentum: 1.5 })],
    ["batchNorm({ eps }): must be finite and not negative, got -1.", () => nn.batchNorm({ eps: -1 })],
    [
      "batchNorm({ epsilon }): is not an option. The nearest is eps (known: momentum, eps, affine).",
      () => nn.batchNorm({ epsilon: 1 } as never),
    ],
  ])("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
});
