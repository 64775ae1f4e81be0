import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { stepOf } from "../../../../../test/support/descend.ts";
import { compile, optim, type Tensor, type Tree, tensor } from "../../index.ts";

const f = (x: Tensor) => x.square().sum();
const start = tensor([1, 2, 3], { dtype: "float64" });
const { chain, hyperparametersOf, inject, setHyperparameters, sgd } = optim;

test("hyper-parameters are changed while training, and the program stays", async () => {
  const optimizer = chain(optim.clipByGlobalNorm(100), inject(sgd, { learningRate: 0.1, momentum: 0.9 }));
  const step = compile(stepOf({ f, optimizer }));
  let [x, state] = [start, optimizer.init(start) as Tree];
  [x, state] = await step(x, state);
  state = setHyperparameters(state, { learningRate: 0.01, momentum: 0 });
  const before = await numbers(x);
  [x, state] = await step(x, state);
  expectClose(
    await numbers(x),
    before.map((value) => value * (1 - 2 * 0.01)),
  );
  expect(step.programs).toBe(1);
  const { learningRate, momentum } = hyperparametersOf(state);
  expect([await learningRate!.item(), await momentum!.item()]).toEqual([0.01, 0]);
});

test("a scheduled one shows the number of the step just taken", async () => {
  const learningRate = optim.schedules.step({ start: 0.1, every: 2, factor: 0.5 });
  const optimizer = inject(sgd, { learningRate });
  let state = optimizer.init(start);
  const rates = [await state.hyperparameters.learningRate.item()];
  for (let step = 0; step < 4; step++) {
    [, state] = optimizer.update(start, state, { params: start });
    rates.push(await state.hyperparameters.learningRate.item());
  }
  expectClose(rates, [0.1, 0.1, 0.1, 0.05, 0.05]);
});

test("options that are no numbers are given by a function", async () => {
  const nesterov = ({ learningRate }: { readonly learningRate: Tensor }) =>
    sgd({ learningRate, momentum: 0.9, nesterov: true });
  const optimizer = inject(nesterov, { learningRate: 0.1 });
  const [updates] = optimizer.update(start, optimizer.init(start), { params: start });
  expectClose(await numbers(updates), [-0.19, -0.38, -0.57]);
});

test("the gradient point follows the changed values", async () => {
  const textbook = ({ momentum }: { readonly momentum: Tensor }) =>
    sgd({ learningRate: 1, momentum, nesterov: "textbook" });
  const optimizer = inject(textbook, { momentum: 0.5 });
  const [, moving] = optimizer.update(start, optimizer.init(start), { params: start });
  const faster = setHyperparameters(moving, { momentum: 0.75 });
  expectClose(await numbers(optimizer.gradientPoint!(start, faster) as Tensor), [0.25, 0.5, 0.75]);
  expect(inject(sgd, { learningRate: 0.1 }).gradientPoint).toBeUndefined();
});

test("a value that starts at 0 may grow", async () => {
  const optimizer = inject(sgd, { learningRate: 1, momentum: 0 });
  const [, once] = optimizer.update(start, optimizer.init(start), { params: start });
  const [updates] = optimizer.update(start, setHyperparameters(once, { momentum: 0.5 }), { params: start });
  expectClose(await numbers(updates), [-1.5, -3, -4.5]);
});

test("several are set at once, wherever they are", async () => {
  const optimizer = optim.partition(
    { one: inject(sgd, { learningRate: 0.1 }), other: inject(optim.adam, { learningRate: 0.2, b1: 0.5 }) },
    ["one", "other"],
  );
  const state = setHyperparameters(optimizer.init([start, start]), { learningRate: 1 });
  expect(await state.one.hyperparameters.learningRate.item()).toBe(1);
  expect(await state.other.hyperparameters.learningRate.item()).toBe(1);
  expect(await state.other.hyperparameters.b1.item()).toBe(0.5);
});
