import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn_layers.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  evaluate,
  flatten,
  grad,
  nn,
  random,
  stack,
  type Tensor,
  type Tree,
  tensor,
  unflatten,
  valueAndGradWith,
  zeros,
} from "../../index.ts";

type Numbers = number | readonly Numbers[];
type Create = (...settings: unknown[]) => nn.Layer<Tree, unknown>;

const double = (values: unknown) => tensor(values as Numbers as never, { dtype: "float64" });
const doubles = (each: readonly unknown[]) => each.map(double);

/** Σ of the products of leaves and what they are multiplied with. */
const weighed = (leaves: readonly Tensor[], by: readonly Tensor[]): Tensor =>
  leaves.map((leaf, index) => leaf.mul(by[index]!).sum()).reduce((sum, each) => sum.add(each));

async function expectLeaves(tree: Tree, expected: readonly unknown[], tolerance = 1e-10): Promise<void> {
  const { leaves } = flatten(await evaluate(tree));
  expect(leaves.length).toBe(expected.length);
  for (const [index, leaf] of leaves.entries()) {
    expectClose(await numbers(leaf), expected[index] as Numbers, tolerance);
  }
}

interface Case {
  readonly inputs: readonly unknown[];
  readonly params: readonly unknown[];
  readonly y: unknown;
  readonly dy: unknown;
  readonly first: readonly unknown[];
  readonly directions: readonly unknown[];
  readonly second: readonly unknown[];
}

/** Values, first and second gradients of a layer whose inputs and parameters are leaves in PyTorch's order. */
async function expectPyTorch(layer: nn.Layer<Tree, unknown>, each: Case): Promise<void> {
  const count = each.inputs.length;
  const inputOf = (leaves: readonly Tensor[]) =>
    count === 1 ? leaves[0]! : { a: leaves[0]!, b: leaves[1]! };
  const leaves = doubles([...each.inputs, ...each.params]);
  const { structure } = flatten(layer.init(random.key(1), inputOf(leaves)));
  const apply = (own: readonly Tensor[]) =>
    layer.apply(unflatten(structure, own.slice(count)) as Tree, inputOf(own)) as Tensor;
  expectClose(await numbers(apply(leaves)), each.y as Numbers, 1e-11);
  const first = (own: readonly Tensor[]) =>
    grad((at: readonly Tensor[]) => apply(at).mul(double(each.dy)).sum())(own);
  await expectLeaves(first(leaves) as Tree, each.first);
  const directions = doubles(each.directions);
  const second = grad((own: readonly Tensor[]) => weighed(first(own), directions))(leaves);
  await expectLeaves(second as Tree, each.second, 1e-9);
}

describe("layers are PyTorch's: values, first and second gradients", () => {
  test.each(fixture.cases.map((each) => [each.name, JSON.stringify(each.arguments), each] as const))(
    "%s%s",
    async (name, _, each) => {
      const create = (nn as unknown as Record<string, Create>)[name]!;
      await expectPyTorch(create(...each.arguments), each as Case);
    },
  );

  test.each(fixture.weightNorm.map((each) => [each.name, each] as const))(
    "weightNorm of %s",
    async (name, each) => {
      const create = (nn as unknown as Record<string, Create>)[name]!;
      await expectPyTorch(
        nn.weightNorm(create(...each.arguments)) as unknown as nn.Layer<Tree, unknown>,
        each as Case,
      );
    },
  );
});

test("weightNorm starts as the layer that it is around", async () => {
  const x = random.normal(random.key(2), [5, 4]);
  const [plain, normed] = [nn.linear(3), nn.weightNorm(nn.linear(3))];
  const [a, b] = [plain, normed].map((layer) => {
    const own = layer as unknown as nn.Layer<Tree>;
    return own.apply(own.init(random.key(1), x), x);
  });
  expectClose(await numbers(a!), await numbers(b!), 1e-6);
});

describe("spectralNorm is PyTorch's while training and in evaluation", () => {
  const layers = {
    linear: nn.spectralNorm(nn.linear(3)),
    conv2d: nn.spectralNorm(nn.conv2d(3, 2), { iterations: 3 }),
  };
  test.each(["linear", "conv2d"] as const)("%s", async (name) => {
    const { weight, bias, start, training, evaluation } = fixture.spectralNorm[name];
    const layer = layers[name];
    const params = { weight: double(weight), bias: double(bias) };
    let state: nn.SpectralNormState = { u: double(start.u), v: double(start.v) };
    for (const call of training) {
      const weigh = (at: { x: Tensor; params: nn.LinearParams }) => {
        const [y, next] = layer.apply({ params: at.params, state }, at.x, { training: true });
        return [y.mul(double(call.dy)).sum(), { y, next }] as const;
      };
      const [, slopes, { y, next }] = valueAndGradWith(weigh)({ x: double(call.x), params });
      await expectLeaves(
        [y, slopes.x, slopes.params.weight, slopes.params.bias],
        [call.y, ...call.gradients],
      );
      await expectLeaves([next.u, next.v], [call.u, call.v]);
      state = next;
    }
    const [y, kept] = layer.apply({ params, state }, double(evaluation.x));
    await expectLeaves(y, [evaluation.y]);
    expect(kept).toBe(state);
  });

  test("it starts near the largest singular value", async () => {
    const layer = nn.spectralNorm(nn.linear(3));
    const { params, state } = layer.init(random.key(1), zeros([1, 3], { dtype: "float64" }));
    const [y] = layer.apply(
      { params, state },
      double([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    );
    const step = (v: Tensor) =>
      y
        .matmul(v.reshape([3, 1]))
        .transpose()
        .matmul(y)
        .reshape([3]);
    const settled = Array.from({ length: 60 }).reduce<Tensor>(
      (v) => step(v).div(step(v).square().sum().pow(0.5)),
      double([1, 1, 1]),
    );
    expect(await step(settled).square().sum().pow(0.25).item()).toBeCloseTo(1, 1);
  });
});

test.each(fixture.embedding.map((each) => [JSON.stringify(each.options), each] as const))(
  "embedding with %s is PyTorch's",
  async (_, each) => {
    const layer = nn.embedding(5, 3, { ...each.options, dtype: "float64" });
    const index = tensor(each.index, { dtype: "int64" });
    const y = (weight: Tensor) => layer.apply({ weight }, index);
    const weight = double(each.weight);
    await expectLeaves(y(weight), [each.y], 1e-12);
    const slope = grad((at: Tensor) => y(at).mul(double(each.dy)).sum())(weight);
    await expectLeaves(slope, [each.gradient], 1e-12);
  },
);

test("the row for padding starts as zeros", async () => {
  const { weight } = nn
    .embedding(3, 2, { paddingIndex: -1 })
    .init(random.key(1), tensor([[0]], { dtype: "int32" }));
  expect((await numbers(weight)).map((value) => value === 0)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

describe("restrictedBoltzmannMachine", () => {
  const { params: given, v, ...expected } = fixture.boltzmann;
  const machine = nn.restrictedBoltzmannMachine(3);
  const params = {
    weight: double(given.weight),
    visibleBias: double(given.visibleBias),
    hiddenBias: double(given.hiddenBias),
  };

  test("probabilities and free energies are scikit-learn's", async () => {
    const x = double(v);
    await expectLeaves(machine.apply(params, x), [expected.hidden]);
    await expectLeaves(machine.freeEnergy(params, x), [expected.freeEnergy]);
    await expectLeaves(machine.visible(params, double(expected.hidden)), [expected.visible]);
  });

  test("the gradient of the gap is contrastive divergence", async () => {
    const [x, key] = [double(v), random.key(5)];
    const gap = (at: typeof params) =>
      machine.contrastiveDivergence.apply(at, x, { training: true, key }).mean();
    const slopes = grad(gap)(params);
    const imagined = machine.sample(params, x, key);
    const moments = (seen: Tensor) => {
      const h = machine.hidden(params, seen);
      return [seen.transpose().matmul(h).div(6), seen.mean({ axis: 0 }), h.mean({ axis: 0 })];
    };
    const [data, model] = [moments(x), moments(imagined)];
    const difference = model.map((each, index) => each.sub(data[index]!));
    const wanted = await Promise.all(difference.map(numbers));
    await expectLeaves([slopes.weight, slopes.visibleBias, slopes.hiddenBias], wanted, 1e-12);
  });

  test("samples follow the distribution of the machine", async () => {
    const small = nn.restrictedBoltzmannMachine(2);
    const own = {
      weight: double([
        [1.5, -1],
        [-0.5, 2],
      ]),
      visibleBias: double([0.2, -0.3]),
      hiddenBias: double([-0.4, 0.1]),
    };
    const states = double([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const weights = (await numbers(small.freeEnergy(own, states))).map((energy) => Math.exp(-energy));
    const total = weights.reduce((sum, each) => sum + each);
    const samples = await numbers(
      small.sample(own, zeros([4000, 2], { dtype: "float64" }), random.key(3), 20),
    );
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 4000; index++) counts[2 * samples[2 * index]! + samples[2 * index + 1]!]!++;
    const chiSquare = counts.reduce((sum, count, index) => {
      const mean = (4000 * weights[index]!) / total;
      return sum + (count - mean) ** 2 / mean;
    }, 0);
    expect(chiSquare).toBeLessThan(16.3); // the 0.999 quantile with three degrees of freedom
  });
});

test("channelDropout drops whole channels and keeps the mean", async () => {
  const layer = nn.channelDropout(0.25);
  const y = await numbers(
    layer.apply([], stack([zeros([400, 8]).add(1), zeros([400, 8]).add(1)]), {
      training: true,
      key: random.key(1),
    }),
  );
  const rows = Array.from({ length: 800 }, (_, row) => new Set(y.slice(8 * row, 8 * row + 8)));
  expect(rows.every((row) => row.size === 1)).toBe(true);
  const kept = rows.filter((row) => !row.has(0));
  expect(kept.every((row) => Math.abs([...row][0]! - 4 / 3) < 1e-6)).toBe(true);
  expect(Math.abs(kept.length / 800 - 0.75)).toBeLessThan(0.06);
});

test("alphaDropout keeps mean 0 and variance 1, and its two values are PyTorch's", async () => {
  const layer = nn.alphaDropout(0.3);
  const x = random.normal(random.key(2), [100_000]);
  const y = await numbers(layer.apply([], x, { training: true, key: random.key(1) }));
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  const zeroed = new Set(
    (await numbers(layer.apply([], zeros([1000]), { training: true, key: random.key(1) }))).map((value) =>
      value.toFixed(5),
    ),
  );
  // torch.nn.functional.alpha_dropout(torch.zeros(1000), 0.3, True)
  expect([...zeroed].sort()).toEqual(["-1.05955", "0.45409"].sort());
});

test("gaussianNoise adds noise of its deviation while training alone", async () => {
  const layer = nn.gaussianNoise(0.5);
  const y = await numbers(layer.apply([], zeros([50_000]), { training: true, key: random.key(4) }));
  expect(Math.abs(Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0) / y.length) - 0.5)).toBeLessThan(
    0.01,
  );
  expect(await numbers(layer.apply([], zeros([2])))).toEqual([0, 0]);
});

test.each([-1, 5])("a length of %i is refused where it is known", (length) => {
  const lengths = tensor([4, length], { dtype: "int32" });
  const x = zeros([2, 4, 6]);
  const message = `input/lengths: must be from 0 to the 4 steps of the sequences, got ${length}.`;
  const [attention, lstm] = [nn.multiHeadAttention(2), nn.lstm(3)];
  expect(() => attention.apply(attention.init(random.key(1), x), { x, lengths })).toThrow(message);
  expect(() => lstm.apply(lstm.init(random.key(1), x), { x, lengths })).toThrow(message);
});
