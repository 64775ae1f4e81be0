/** @file Options of optimizers as tensors: the same steps as with a number, also under vmap. */

import { optim, random, type Tensor, tensor, vmap } from "glissade";
import { describe, expect, test } from "vitest";
import type { Option } from "../packages/glissade/src/optim/options/option.ts";
import { algorithms } from "../packages/glissade/src/optim/text/algorithms.ts";
import { expectClose, numbers } from "./support/close.ts";
import { stepOf } from "./support/descend.ts";

const moments = { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-3 };
const alphaAndBeta = { alpha: 0.7, beta: 0.4 };

type Options = Readonly<Record<string, number>>;

/** Values of such options by hand, where others would not show a difference, or with options of other kinds. */
const byHand: Readonly<
  Record<string, readonly [create: (options: never) => optim.Optimizer, options: Options]>
> = {
  sgd: [optim.sgd, { learningRate: 0.1, momentum: 0.8, dampening: 0.3, weightDecay: 0.1 }],
  "sgd, average": [
    (options: optim.SgdOptions) => optim.sgd({ ...options, average: true, nesterov: true }),
    { learningRate: 0.1, momentum: 0.8 },
  ],
  signSgd: [optim.signSgd, { learningRate: 0.1, momentum: 0.8 }],
  adagrad: [optim.adagrad, { learningRate: 0.1, eps: 1e-3, rateDecay: 0.1 }],
  adadelta: [optim.adadelta, { learningRate: 0.1, rho: 0.8, eps: 1e-3, weightDecay: 0.1 }],
  rmsprop: [optim.rmsprop, { learningRate: 0.1, decay: 0.8, eps: 1e-3, momentum: 0.5 }],
  "rmsprop, centered": [
    (options: optim.RmspropOptions) => optim.rmsprop({ ...options, centered: true, biasCorrection: true }),
    { learningRate: 0.1, decay: 0.8, eps: 1 },
  ],
  adam: [optim.adam, { ...moments, epsRoot: 1e-3 }],
  "adam, nesterov": [
    (options: optim.AdamOptions) => optim.adam({ ...options, nesterov: true, epsHat: true }),
    moments,
  ],
  adamw: [optim.adamw, { ...moments, weightDecay: 0.1 }],
  amsgrad: [optim.amsgrad, { ...moments, weightDecay: 0.1 }],
  nadam: [optim.nadam, { ...moments, momentumDecay: 0.1, weightDecay: 0.1 }],
  adamax: [optim.adamax, { ...moments, weightDecay: 0.1 }],
  radam: [optim.radam, { ...moments, b2: 0.99, epsRoot: 1e-3, threshold: 4.5 }],
  adabelief: [optim.adabelief, { ...moments, epsRoot: 1e-3 }],
  yogi: [optim.yogi, moments],
  adan: [optim.adan, { ...moments, b3: 0.7, epsRoot: 1e-3 }],
  adopt: [optim.adopt, moments],
  ademamix: [optim.ademamix, { ...moments, b3: 0.95, alpha: 2 }],
  acprop: [optim.acprop, { ...moments, epsRoot: 1e-3 }],
  madgrad: [optim.madgrad, { learningRate: 0.1, momentum: 0.5, eps: 1e-3 }],
  rprop: [
    optim.rprop,
    { learningRate: 0.37, etaMinus: 0.4, etaPlus: 1.3, minStepSize: 1e-3, maxStepSize: 0.6 },
  ],
  polyak: [optim.polyak, { learningRate: 0.9, minimum: 0.1, maxStepSize: 0.2, eps: 0.1 }],
  asgd: [optim.asgd, { learningRate: 0.1, lambda: 0.1, alpha: 0.6, start: 2 }],
  optimisticGradientDescent: [optim.optimisticGradientDescent, { learningRate: 0.1, ...alphaAndBeta }],
  optimisticAdam: [optim.optimisticAdam, { ...moments, ...alphaAndBeta }],
};

/** A number unlike the default that makes a difference in a few steps. */
function unlike({ rule, default: byDefault }: Option<unknown>): number {
  const number = typeof byDefault === "number" ? byDefault : 1;
  if (rule === "in [0, 1)" || rule === "in (0, 1)") return number > 0.5 ? 0.7 : 0.3;
  return Math.max(0.1, Math.min(1.3 * number, 60));
}

/** Every option of every optimizer that may be a tensor. */
const all = algorithms.map((create): [string, (typeof byHand)[string]] => {
  const taking = Object.entries(create.options).filter(([, { takesTensor }]) => takesTensor);
  const values = Object.fromEntries(taking.map(([name, option]) => [name, unlike(option)]));
  const key = "key" in create.options ? { key: random.key(1) } : {};
  const [, chosen] = byHand[create.name] ?? [];
  return [create.name, [(given: object) => create({ ...key, ...given }), { ...values, ...chosen }]];
});

const cases: typeof byHand = { ...byHand, ...Object.fromEntries(all) };

const STEPS = 5;
const f = (x: Tensor) => x.square().sum();
const start = tensor([1, 2, -0.3], { dtype: "float64" });
const double = (value: number | readonly number[]) => tensor(value, { dtype: "float64" });
const mapValues = <Value>(options: Options, change: (value: number) => Value) =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, change(value)]));

function walk(optimizer: optim.Optimizer, from = start): Tensor {
  const step = stepOf({ f, optimizer });
  let [x, state] = [from, optimizer.init(from)];
  for (let count = 0; count < STEPS; count++) [x, state] = step(x, state);
  return x;
}

describe.each(Object.entries(cases))("%s", (_, [create, options]) => {
  const by = (given: object) => create(given as never);
  const expected = numbers(walk(by(options)));

  test("with tensors of float64", async () =>
    expectClose(await numbers(walk(by(mapValues(options, double)))), await expected, 1e-11));

  test("with tensors of float32 beside parameters of float64", async () =>
    expectClose(await numbers(walk(by(mapValues(options, (value) => tensor(value))))), await expected, 1e-5));

  test("with float64 beside float32", async () => {
    const x = walk(by(mapValues(options, double)), start.cast("float32"));
    expect(x.dtype).toBe("float32");
    expectClose(await numbers(x), await expected, 1e-4);
  });

  test("over a batch of each", async () => {
    const batched = mapValues(options, (value) => double([value, value]));
    const together = vmap((given: Readonly<Record<string, Tensor>>) => walk(by(given)))(batched);
    const once = await expected;
    expectClose(await numbers(together), [once, once], 1e-11);
  });
});
