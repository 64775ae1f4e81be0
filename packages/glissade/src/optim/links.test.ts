/** @file Tests of chained transforms in edge cases: zero gradients, noise, order. */

import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { descend } from "../../../../test/support/descend.ts";
import { compile, grad, optim, random, type Tensor, tensor, zeros } from "../index.ts";

const double = (values: number | readonly number[]) => tensor(values, { dtype: "float64" });
const { chain, sgd } = optim;

describe("clipping where gradient and limit are 0", () => {
  const clips: Readonly<Record<string, (limit: Tensor | number) => optim.Transform>> = {
    clipByGlobalNorm: optim.clipByGlobalNorm,
    clipByNorm: optim.clipByNorm,
    clipByRms: optim.clipByRms,
    clipByValue: optim.clipByValue,
    adaptiveClip: optim.adaptiveClip,
  };

  test.each(Object.entries(clips))("%s", async (_, clip) => {
    const clipped = async (limit: Tensor | number, gradients: Tensor) =>
      numbers(clip(limit).update(gradients, [], { params: gradients })[0]);
    expect(await clipped(1, zeros([2]))).toEqual([0, 0]);
    expect(await clipped(double(0), zeros([2]))).toEqual([0, 0]);
    expect((await clipped(double(0), tensor([3, -4]))).map(Math.abs)).toEqual([0, 0]);
  });
});

describe("sam", () => {
  const climb = async (adaptive: boolean, params: Tensor, gradients: Tensor) => {
    // With the objective ½‖x‖² the gradient at a point is the point itself.
    const objective = (x: Tensor) => x.square().sum().mul(0.5);
    const transform = optim.sam(optim.scale(1), { rho: 0.5, adaptive });
    const [there] = transform.update(gradients, [], { params, objective });
    return (await numbers(there)).map((value, index) => [value, index] as const);
  };
  const params = double([3, -1, 0.5]);
  const gradients = double([0.2, 0.4, -2]);

  test("adaptive goes as far as the neighbourhood in proportion to the parameters, the steepest way", async () => {
    const [x, g] = await Promise.all([numbers(params), numbers(gradients)]);
    const steps = (await climb(true, params, gradients)).map(
      ([value, index]) => (value - x[index]!) / x[index]!,
    );
    expectClose([Math.hypot(...steps)], [0.5]);
    const gain = (way: readonly number[]) =>
      way.reduce((total, step, index) => total + step * x[index]! * g[index]!, 0) / Math.hypot(...way);
    for (const other of [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
      [0.5, -0.3, -0.8],
    ]) {
      expect(gain(steps)).toBeGreaterThan(gain(other));
    }
  });

  test.each([true, false])("stays where the gradient is 0 (adaptive: %s)", async (adaptive) => {
    const found = await climb(adaptive, params, zeros([3], { dtype: "float64" }));
    expect(found.map(([value]) => value)).toEqual([3, -1, 0.5]);
  });
});

describe("addNoise", () => {
  const size = 20_000;
  const noise = optim.addNoise({ eta: 4, gamma: 1, key: random.key(3) });
  const still = { a: zeros([size]), b: zeros([size]) };
  const next = compile((state: optim.NoiseState) => noise.update(still, state, { params: still }));

  test("has the variance η/t^γ, and other numbers at each step and leaf", async () => {
    let state = noise.init(still);
    const draws: number[][] = [];
    for (let step = 0; step < 4; step++) {
      const [updates, after] = await next(state);
      draws.push(await numbers(updates.a), await numbers(updates.b));
      state = after;
    }
    const variances = draws.map((values) => values.reduce((total, value) => total + value ** 2, 0) / size);
    // The relative deviation of an estimated variance is √(2/n) = 1 %.
    for (const [index, variance] of variances.entries()) {
      expect(Math.abs((variance * (Math.floor(index / 2) + 1)) / 4 - 1)).toBeLessThan(0.05);
    }
    expect(new Set(draws.map(([first]) => first)).size).toBe(8);
    expect(next.programs).toBe(1);
  });

  test("is the same for the same key", async () => {
    const [[first], [again]] = await Promise.all([next(noise.init(still)), next(noise.init(still))]);
    expect(await numbers(first.a)).toEqual(await numbers(again.a));
  });
});

test("an average is the parameters before the first step", async () => {
  const params = double([1, 2]);
  for (const link of [optim.averageParameters(), optim.stochasticWeightAveraging()] as optim.Transform[]) {
    expect(await numbers(link.evaluationPoint!(params, link.init(params)) as Tensor)).toEqual([1, 2]);
  }
});

test("of several evaluation points in a chain the last holds", async () => {
  const optimizer = chain(
    optim.lookahead(sgd({ learningRate: 0.1 }), { steps: 2 }),
    optim.averageParameters({ decay: 0.5 }),
  );
  const f = (x: Tensor) => x.square().sum();
  const { path, state } = await descend({ f, start: double([1]), optimizer, steps: 2 });
  const last = state as optim.StateOf<typeof optimizer>;
  const evaluated = optimizer.evaluationPoint!(path[2]!, last);
  expect(await numbers(evaluated)).toEqual(await numbers(last[1].average as Tensor));
});

test("an L1 penalty drives small weights to 0 where L2 does not", async () => {
  const f = (x: Tensor) =>
    x
      .sub(double([1, 0.05]))
      .square()
      .sum()
      .mul(0.5);
  const end = async (penalty: optim.Transform) => {
    const learningRate = optim.schedules.polynomial({ start: 0.1, end: 0, steps: 300 });
    const optimizer = chain(penalty, sgd({ learningRate }));
    const { path } = await descend({ f, start: double([0.5, 0.5]), optimizer, steps: 300 });
    return numbers(path.at(-1)!);
  };
  expectClose(await end(optim.addSignedWeights(0.1)), [0.9, 0], 1e-3);
  expectClose(await end(optim.addDecayedWeights(0.1)), [1 / 1.1, 0.05 / 1.1], 1e-6);
});

test("the trust ratio is 1 where parameters or updates are 0", async () => {
  const scaled = async (update: Tensor, params: Tensor) =>
    numbers(optim.scaleByTrustRatio().update(update, [], { params })[0]);
  expect(await scaled(tensor([3, -4]), zeros([2]))).toEqual([3, -4]);
  expect(await scaled(zeros([2]), tensor([3, -4]))).toEqual([0, 0]);
});

test("polyak waits where the loss is below the bound that it was given", async () => {
  const params = double([1, 2]);
  const context = { params, loss: double(5) };
  const [updates] = optim.scaleByPolyak({ minimum: 6 }).update(params, [], context);
  expect(await numbers(updates)).toEqual([0, 0]);
});

test("zeroNans leaves the other elements, also the infinite", async () => {
  const gradients = tensor([Number.NaN, Number.POSITIVE_INFINITY, -2]);
  const [cleaned] = optim.zeroNans().update(gradients, [], { params: gradients });
  expect(await numbers(cleaned)).toEqual([0, Number.POSITIVE_INFINITY, -2]);
});

test("accumulate over equal batches is one step on their mean", async () => {
  const x = double([1, -2]);
  const optimizer = optim.accumulate(optim.adam({ learningRate: 0.1 }), 2);
  const gradients = grad((point: Tensor) => point.square().sum())(x);
  const [nothing, state] = optimizer.update(gradients, optimizer.init(x), { params: x });
  const [updates] = optimizer.update(gradients, state, { params: x });
  const alone = optim.adam({ learningRate: 0.1 });
  const [expected] = alone.update(gradients, alone.init(x), { params: x });
  expect((await numbers(nothing)).every((value) => value === 0)).toBe(true);
  expectClose(await numbers(updates), await numbers(expected));
});
