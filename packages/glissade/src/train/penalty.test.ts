import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { glyphs } from "../data/index.ts";
import {
  batches,
  findLearningRate,
  fit,
  grad,
  gradientStep,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  tensor,
  train,
} from "../index.ts";

const params = {
  encoder: [
    {
      weight: tensor(
        [
          [1, -2],
          [0.5, 0],
        ],
        { dtype: "float64" },
      ),
      bias: tensor([3, -3], { dtype: "float64" }),
    },
  ],
  head: { weight: tensor([4], { dtype: "float64" }) },
} as const;

describe("penalties", () => {
  test("are sums over the leaves that are chosen", async () => {
    expect(await losses.l1Penalty(params, { weight: 2 }).item()).toBe(2 * (3.5 + 6 + 4));
    expect(await losses.l2Penalty(params, { weight: 2, paths: "**/weight" }).item()).toBe(5.25 + 16);
    expect(await losses.l1Penalty(params, { weight: 1, paths: ["**", "!head/**"] }).item()).toBe(9.5);
  });

  test("have the gradients λ·sign(w) and λ·w", async () => {
    const slopes = grad((p: typeof params) => losses.l1Penalty(p, { weight: 0.1, paths: "**/weight" }))(
      params,
    );
    expectClose(await numbers(slopes.encoder[0].weight), [0.1, -0.1, 0.1, 0]);
    expectClose(await numbers(slopes.encoder[0].bias), [0, 0]);
    const decay = grad((p: typeof params) => losses.l2Penalty(p, { weight: 0.1 }))(params);
    expectClose(await numbers(decay.encoder[0].bias), [0.3, -0.3]);
  });

  test("refuse patterns that match nothing", () =>
    expect(() => losses.l2Penalty(params, { paths: "*/weights" })).toThrow(
      'l2Penalty: "*/weights" must match a leaf, got none. The nearest is "*/weight" (leaves: encoder/0/weight, encoder/0/bias, head/weight).',
    ));
});

describe("training with a penalty", () => {
  const x = tensor([
    [1, 2],
    [3, -1],
  ]);
  const y = tensor([[1], [0]]);
  const model = nn.linear(1);
  const options = { data: [{ x, y }], loss: losses.meanSquaredError, epochs: 5, seed: 2 };
  const penalty = (own: nn.LinearParams) => losses.l2Penalty(own, { weight: 0.1 });

  test("of L2 is weight decay for plain SGD", async () => {
    const rate = { learningRate: 0.05 };
    const one = await train(model, { ...options, optimizer: optim.sgd(rate), penalty });
    const other = await train(model, { ...options, optimizer: optim.sgd({ ...rate, weightDecay: 0.1 }) });
    expectClose(await numbers(one.params.weight), await numbers(other.params.weight), 1e-6);
  });

  test("reports the loss with it, and validates without", async () => {
    const optimizer = optim.sgd({ learningRate: 1e-12 });
    const training = { model, loss: losses.meanSquaredError, optimizer };
    const state = await initialState(training, random.key(2), x);
    const plain = await (await gradientStep(training)(state, { x, y })).loss.item();
    const whole = await (await gradientStep({ ...training, penalty })(state, { x, y })).loss.item();
    const added = await penalty(state.params).item();
    expect(whole).toBeCloseTo(plain + added, 6);
    const validation = { x, y };
    for await (const event of fit(model, { ...options, optimizer, penalty, validation })) {
      if (event.type !== "epoch") continue;
      expect(event.loss).toBeCloseTo(whole, 6);
      expect(event.validation!.loss).toBeCloseTo(plain, 6);
    }
  });

  test("of L1 leaves weights of no use near 0", async () => {
    const inputs = random.normal(random.key(1), [64, 8]);
    const useful = tensor([2, -3, 0, 0, 0, 0, 0, 0], { shape: [8, 1] });
    const data = [{ x: inputs, y: inputs.matmul(useful) }];
    const ends = await Promise.all(
      [0, 0.05].map(async (weight) => {
        const { params: end } = await train(nn.linear(1), {
          data,
          loss: (a: Tensor, b: Tensor) => losses.meanSquaredError(a, b),
          optimizer: optim.sgd({ learningRate: 0.1 }),
          penalty: (own) => losses.l1Penalty(own, { weight, paths: "weight" }),
          epochs: 30,
        });
        return (await numbers(end.weight)).slice(2).reduce((sum, value) => sum + Math.abs(value), 0);
      }),
    );
    expect(ends[1]).toBeLessThan(ends[0]! / 1.5);
  });
});

describe("findLearningRate", () => {
  const { train: examples } = glyphs({ train: 600, test: 10 });
  const data = batches(examples, { size: 60, seed: 1 });
  const model = nn.sequential(nn.flatten(), nn.linear(32), nn.relu(), nn.linear(10));
  const loss = losses.softmaxCrossEntropy;

  test("suggests a rate that trains, between one that does nothing and one that diverges", async () => {
    const found = await findLearningRate(model, {
      data,
      loss,
      optimizer: (learningRate) => optim.sgd({ learningRate }),
      high: 1000,
    });
    const { points, minimum, steepest, suggestion } = found;
    expect(points[0]!.learningRate).toBeCloseTo(1e-6, 12);
    expect(points.length).toBeLessThan(100); // it ran away
    expect(steepest).toBeLessThanOrEqual(minimum);
    expect(suggestion).toBeCloseTo(minimum / 10, 12);
    const final = async (learningRate: number) => {
      const { history } = await train(model, {
        data,
        loss,
        optimizer: optim.sgd({ learningRate }),
        epochs: 3,
      });
      return history.at(-1)!.loss;
    };
    expect(await final(suggestion)).toBeLessThan((await final(suggestion / 1000)) - 0.3);
  });

  test("grows by one factor, whatever the optimizer", async () => {
    const { points } = await findLearningRate(model, {
      data,
      loss,
      optimizer: (learningRate) => optim.adam({ learningRate }),
      low: 1e-5,
      high: 1e-2,
      steps: 31,
    });
    expect(points).toHaveLength(31);
    expect(points[10]!.learningRate).toBeCloseTo(1e-4, 8);
    expect(points[30]!.learningRate).toBeCloseTo(1e-2, 6);
  });

  test("refuses rates that do not grow", async () => {
    const search = findLearningRate(model, {
      data,
      loss,
      optimizer: (learningRate) => optim.sgd({ learningRate }),
      low: 1,
      high: 0.1,
    });
    await expect(search).rejects.toThrow(
      "findLearningRate({ low, high, steps }): must grow in at least two steps, got 1 to 0.1 in 100.",
    );
  });
});

test("findLearningRate says where no rate lowers the loss", async () => {
  const still = nn.lambda("still", (x: Tensor) => x);
  const search = findLearningRate(nn.sequential(still, nn.linear(1, { weight: nn.zeros() })), {
    data: [{ x: tensor([[0]]), y: tensor([[0]]) }],
    loss: losses.meanSquaredError,
    optimizer: (learningRate) => optim.sgd({ learningRate }),
    steps: 20,
  });
  await expect(search).rejects.toThrow(
    /^findLearningRate: needs a rate at which the loss falls, got none from 0.000001 to/,
  );
});
