import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { compile, dot, grad, optim, type Tensor, type Tree, tensor } from "../../index.ts";

const double = (values: number | readonly number[]) => tensor(values, { dtype: "float64" });

/** What a gradient of 1 that never changes is multiplied by at each step. */
async function effectiveRates(optimizer: optim.Optimizer, steps: number): Promise<number[]> {
  const params = double([1]);
  const step = compile((state: Tree) => optimizer.update(params, state, { params }));
  const rates: number[] = [];
  let state = optimizer.init(params);
  for (let count = 0; count < steps; count++) {
    const [updates, next] = await step(state);
    rates.push(-(await updates.item()));
    state = next;
  }
  return rates;
}

describe("a gradient that stays", () => {
  test("lets AdaGrad's rate die like 1/√t", async () => {
    const optimizer = optim.adagrad({ learningRate: 1, initialAccumulator: 0, eps: 1e-30 });
    const rates = await effectiveRates(optimizer, 400);
    expectClose([rates[0]!, rates[3]!, rates[99]!, rates[399]!], [1, 0.5, 0.1, 0.05]);
  });

  test("does not touch RMSProp's rate, once its window is full", async () => {
    const rates = await effectiveRates(optim.rmsprop({ learningRate: 1, eps: 1e-30 }), 400);
    const exact = [1, 4, 100, 400].map((step) => 1 / Math.sqrt(1 - 0.9 ** step));
    expectClose([rates[0]!, rates[3]!, rates[99]!, rates[399]!], exact);
    expect(rates[399]).toBeCloseTo(1, 12);
  });
});

describe("a neuron with an input that is always there and one that is there in every tenth sample", () => {
  const samples = Array.from({ length: 100 }, (_, index) => [1, index % 10 === 9 ? 1 : 0]);

  /** The weights behind each sample; the neuron is to answer as strongly as it can, so a gradient is minus the input. */
  async function train(optimizer: optim.Optimizer): Promise<number[][]> {
    const step = compile((weights: Tensor, input: Tensor, state: Tree) => {
      const gradient = grad((w: Tensor) => dot(w, input).neg())(weights);
      const [updates, next] = optimizer.update(gradient, state, { params: weights });
      return [optim.applyUpdates(weights, updates), next] as const;
    });
    const path = [double([0, 0])];
    let state = optimizer.init(path[0]!);
    for (const sample of samples) {
      const [weights, next] = await step(path.at(-1)!, double(sample), state);
      path.push(weights);
      state = next;
    }
    return Promise.all(path.map(numbers));
  }

  /** η/√1 + ... + η/√n */
  const sumOfRates = (count: number) =>
    Array.from({ length: count }, (_, index) => 0.5 / Math.sqrt(index + 1)).reduce((sum, rate) => sum + rate);

  test("has a rate for each weight with AdaGrad: η/√n at the n-th time that its input is there", async () => {
    const path = await train(optim.adagrad({ learningRate: 0.5, initialAccumulator: 0, eps: 1e-30 }));
    expectClose(path[100]!, [sumOfRates(100), sumOfRates(10)]);
    const [dense, sparse] = [0, 1].map((weight) => path[100]![weight]! - path[99]![weight]!);
    expectClose([sparse! / dense!], [Math.sqrt(10)]);
  });

  test("has one rate for both with plain descent", async () => {
    expectClose((await train(optim.sgd({ learningRate: 0.5 })))[100]!, [50, 5]);
  });
});
