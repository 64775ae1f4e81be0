/** @file Whole messages of descent and adaptive optimizers. */

import { optim, random, tensor } from "glissade";
import { expect, it, test } from "vitest";

const learningRate = 0.1;

/** The error with exactly this message. */
const whole = (message: string) => expect.objectContaining({ message, code: "ARGUMENT" });

const range = (where: string, rule: string, got: unknown) => `${where}: must be ${rule}, got ${got}.`;
const decay = (where: string, got: unknown) => range(where, "in [0, 1)", got);
const positive = (where: string, got: unknown) => range(where, "positive and finite", got);
const notNegative = (where: string, got: unknown) => range(where, "finite and not negative", got);

const withRate = {
  sgd: optim.sgd,
  signSgd: optim.signSgd,
  adagrad: optim.adagrad,
  adadelta: optim.adadelta,
  rmsprop: optim.rmsprop,
  adam: optim.adam,
  adamw: optim.adamw,
  amsgrad: optim.amsgrad,
  nadam: optim.nadam,
  adamax: optim.adamax,
  radam: optim.radam,
  adabelief: optim.adabelief,
  yogi: optim.yogi,
  adan: optim.adan,
  adopt: optim.adopt,
  ademamix: optim.ademamix,
  acprop: optim.acprop,
  madgrad: optim.madgrad,
  rprop: optim.rprop,
  polyak: optim.polyak,
  asgd: optim.asgd,
  optimisticGradientDescent: optim.optimisticGradientDescent,
  optimisticAdam: optim.optimisticAdam,
};

test.each(Object.entries(withRate))(
  "%s refuses a learning rate of 0, below, or not a number",
  (name, create) => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const message = positive(`${name}({ learningRate })`, bad);
      expect(() => create({ learningRate: bad })).toThrow(whole(message));
    }
  },
);

const withMoments = {
  adam: optim.adam,
  adamw: optim.adamw,
  amsgrad: optim.amsgrad,
  nadam: optim.nadam,
  adamax: optim.adamax,
  radam: optim.radam,
  adabelief: optim.adabelief,
  yogi: optim.yogi,
  adan: optim.adan,
  adopt: optim.adopt,
  ademamix: optim.ademamix,
  acprop: optim.acprop,
  optimisticAdam: optim.optimisticAdam,
};

test.each(Object.entries(withMoments))("%s refuses b1, b2 and eps outside their ranges", (name, create) => {
  expect(() => create({ b1: 1 })).toThrow(whole(decay(`${name}({ b1 })`, 1)));
  expect(() => create({ b2: -0.1 })).toThrow(whole(decay(`${name}({ b2 })`, -0.1)));
  expect(() => create({ b2: Number.NaN })).toThrow(whole(decay(`${name}({ b2 })`, Number.NaN)));
  expect(() => create({ eps: 0 })).toThrow(whole(positive(`${name}({ eps })`, 0)));
});

const params = { w: tensor([1, 2]), b: tensor([3]) };
const step = (optimizer: optim.Optimizer, context: object) =>
  optimizer.update(params, optimizer.init(params), context as optim.UpdateContext<typeof params>);

const needs = (where: string, field: string, fields = field) =>
  `${where}: needs context.${field}, got none. Pass { ${fields} } as the third argument of update.`;

it.each([
  [decay("sgd({ momentum })", 1), () => optim.sgd({ learningRate, momentum: 1 })],
  [decay("sgd({ dampening })", 1.5), () => optim.sgd({ learningRate, momentum: 0.9, dampening: 1.5 })],
  ["sgd({ nesterov }): needs momentum above 0, got 0.", () => optim.sgd({ learningRate, nesterov: true })],
  ["sgd({ dampening }): needs momentum above 0, got 0.", () => optim.sgd({ learningRate, dampening: 0.5 })],
  [
    'sgd({ dampening }): goes without nesterov, got "textbook".',
    () => optim.sgd({ learningRate, momentum: 0.9, dampening: 0.5, nesterov: "textbook" }),
  ],
  [
    "sgd({ dampening }): goes without average, got true.",
    () => optim.sgd({ learningRate, momentum: 0.9, dampening: 0.5, average: true }),
  ],
  [notNegative("sgd({ weightDecay })", -1), () => optim.sgd({ learningRate, weightDecay: -1 })],
  [decay("addMomentum(momentum)", 1), () => optim.addMomentum(1)],
  [range("scale(factor)", "finite", Number.NaN), () => optim.scale(Number.NaN)],
  [decay("signSgd({ momentum })", -0.5), () => optim.signSgd({ learningRate, momentum: -0.5 })],
  [positive("noisySgd({ learningRate })", 0), () => optim.noisySgd({ learningRate: 0, key: random.key(1) })],
  [notNegative("adagrad({ initialAccumulator })", -1), () => optim.adagrad({ initialAccumulator: -1 })],
  [notNegative("adagrad({ rateDecay })", -1), () => optim.adagrad({ rateDecay: -1 })],
  [positive("adagrad({ eps })", 0), () => optim.adagrad({ eps: 0 })],
  [decay("adadelta({ rho })", 1), () => optim.adadelta({ rho: 1 })],
  [positive("adadelta({ eps })", -1), () => optim.adadelta({ eps: -1 })],
  [decay("rmsprop({ decay })", 1), () => optim.rmsprop({ decay: 1 })],
  [decay("rmsprop({ decay })", 2), () => optim.rmsprop({ decay: 2, centered: true })],
  [positive("rmsprop({ eps })", 0), () => optim.rmsprop({ eps: 0 })],
  [notNegative("rmsprop({ initialAccumulator })", -1), () => optim.rmsprop({ initialAccumulator: -1 })],
  ["rmsprop({ nesterov }): needs momentum above 0, got 0.", () => optim.rmsprop({ nesterov: true })],
  [notNegative("adam({ epsRoot })", -1e-8), () => optim.adam({ epsRoot: -1e-8 })],
  [notNegative("adamw({ weightDecay })", -0.1), () => optim.adamw({ weightDecay: -0.1 })],
  [notNegative("nadam({ momentumDecay })", -1), () => optim.nadam({ momentumDecay: -1 })],
  [decay("nadam({ b1 })", 1), () => optim.nadam({ momentumDecay: 1, b1: 1 })],
  [range("radam({ threshold })", "finite and at least 4", 3), () => optim.radam({ threshold: 3 })],
  [notNegative("yogi({ initialAccumulator })", -1), () => optim.yogi({ initialAccumulator: -1 })],
  [decay("adan({ b3 })", 1), () => optim.adan({ b3: 1 })],
  [decay("ademamix({ b3 })", 1), () => optim.ademamix({ b3: 1 })],
  [notNegative("ademamix({ alpha })", -1), () => optim.ademamix({ alpha: -1 })],
  [decay("madgrad({ momentum })", 1), () => optim.madgrad({ momentum: 1 })],
  [decay("rprop({ etaMinus })", 1), () => optim.rprop({ etaMinus: 1 })],
  [range("rprop({ etaPlus })", "finite and at least 1", 0.5), () => optim.rprop({ etaPlus: 0.5 })],
  [positive("rprop({ minStepSize })", 0), () => optim.rprop({ minStepSize: 0 })],
  [positive("rprop({ maxStepSize })", Number.NaN), () => optim.rprop({ maxStepSize: Number.NaN })],
  [range("polyak({ minimum })", "finite", Number.NaN), () => optim.polyak({ minimum: Number.NaN })],
  [positive("polyak({ maxStepSize })", 0), () => optim.polyak({ maxStepSize: 0 })],
  [notNegative("polyak({ eps })", -1), () => optim.polyak({ eps: -1 })],
  [notNegative("asgd({ lambda })", -1), () => optim.asgd({ lambda: -1 })],
  [
    notNegative("optimisticGradientDescent({ beta })", -1),
    () => optim.optimisticGradientDescent({ learningRate, beta: -1 }),
  ],
  [notNegative("optimisticAdam({ alpha })", -1), () => optim.optimisticAdam({ alpha: -1 })],
  [needs("polyak", "loss", "params, loss"), () => step(optim.polyak(), { params })],
  [needs("adamw", "params"), () => step(optim.adamw(), {})],
  [needs("sgd", "params"), () => step(optim.sgd({ learningRate, weightDecay: 0.1 }), {})],
  [needs("madgrad", "params"), () => step(optim.madgrad(), {})],
  [needs("asgd", "params"), () => step(optim.asgd(), {})],
  [
    "adamw({ mask }): the mask must follow the parameters, which have a leaf at b, got a branch there. Give a boolean for every leaf or branch, a pattern of paths, or a function of path and leaf.",
    () => step(optim.adamw({ mask: { w: true, b: [false] } }), { params }),
  ],
])("%s", (message, call) => {
  expect(call).toThrow(whole(message));
});
