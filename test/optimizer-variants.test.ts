/** @file Options of optimizers, with falling learning rates, against thirty steps of other libraries. */

import { optim, type Tensor, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import golden from "./fixtures/optimizer_variants.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { descend } from "./support/descend.ts";

const { schedules } = optim;
const falling = (start: number) => schedules.exponential({ start, rate: 0.95, steps: 1 });
const rising = (start: number, end: number) => schedules.polynomial({ start, end, steps: 20 });
const [hundredth, tenth] = [falling(0.01), falling(0.1)];

const variants: Readonly<Record<keyof typeof golden, Readonly<Record<string, optim.Optimizer>>>> = {
  optax: {
    average: optim.sgd({ learningRate: tenth, momentum: 0.9, average: true }),
    steps: optim.sgd({ learningRate: hundredth, momentum: 0.9, momentumOf: "steps" }),
    l2: optim.sgd({ learningRate: hundredth, momentum: 0.9, weightDecay: 0.1 }),
    signum: optim.signSgd({ learningRate: tenth, momentum: 0.8 }),
    ogd: optim.optimisticGradientDescent({ learningRate: hundredth, alpha: 0.7, beta: 0.4 }),
    polyak: optim.polyak({ maxStepSize: 0.01, minimum: 0.1, eps: 0.5 }),
    adagrad: optim.adagrad({ learningRate: falling(0.3), initialAccumulator: 0, eps: 1e-2 }),
    adadelta: optim.adadelta({ learningRate: falling(1), rho: 0.5, eps: 1e-2, weightDecay: 0.1 }),
    rmsprop: optim.rmsprop({
      learningRate: tenth,
      decay: 0.8,
      initialAccumulator: 1,
      momentum: 0.5,
      nesterov: true,
    }),
    rmsprop_centered: optim.rmsprop({ learningRate: tenth, eps: 1, centered: true, biasCorrection: true }),
    adam: optim.adam({ learningRate: tenth, b1: 0.7, b2: 0.9, eps: 1e-3, epsRoot: 1e-3, nesterov: true }),
    adamw: optim.adamw({ learningRate: tenth, weightDecay: 0.1, mask: [true, false] }),
    amsgrad: optim.amsgrad({ learningRate: tenth, b2: 0.8 }),
    amsgrad_plain: optim.amsgrad({ learningRate: tenth, b2: 0.8, biasCorrection: false, largest: "raw" }),
    adamax: optim.adamax({ learningRate: tenth, b2: 0.8, weightDecay: 0.1 }),
    radam: optim.radam({ learningRate: hundredth, b2: 0.95 }),
    radam_nesterov: optim.radam({
      learningRate: hundredth,
      epsRoot: 1e-3,
      threshold: 4.5,
      nesterov: true,
    }),
    adabelief: optim.adabelief({
      learningRate: tenth,
      b2: 0.9,
      eps: 1e-3,
      epsRoot: 1e-4,
      nesterov: true,
    }),
    yogi: optim.yogi({ learningRate: tenth, b2: 0.9 }),
    adopt: optim.adopt({ learningRate: tenth, b2: 0.9, nesterov: true }),
    adopt_free: optim.adopt({ learningRate: hundredth, b2: 0.9, clip: false }),
    ademamix: optim.ademamix({
      learningRate: hundredth,
      b3: rising(0.5, 0.99),
      alpha: rising(0, 4),
      weightDecay: 0.1,
    }),
    acprop: optim.acprop({ learningRate: tenth, b2: 0.9, eps: 1e-2, epsRoot: 1e-4 }),
    madgrad: optim.madgrad({ learningRate: tenth, momentum: 0.5, weightDecay: 0.1 }),
  },
  torch: {
    dampening: optim.sgd({ learningRate: hundredth, momentum: 0.9, dampening: 0.5 }),
    sgd: optim.sgd({ learningRate: hundredth, momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
    adagrad: optim.adagrad({
      learningRate: falling(0.3),
      initialAccumulator: 0,
      eps: 1e-10,
      epsInside: false,
      rateDecay: 0.1,
    }),
    adadelta: optim.adadelta({ learningRate: falling(1), rho: 0.5, eps: 1e-2, weightDecay: 0.1 }),
    rmsprop: optim.rmsprop({
      learningRate: tenth,
      decay: 0.8,
      epsInside: false,
      momentum: 0.5,
      momentumOf: "gradients",
    }),
    rmsprop_centered: optim.rmsprop({
      learningRate: tenth,
      decay: 0.8,
      eps: 1e-3,
      epsInside: false,
      centered: true,
    }),
    amsgrad: optim.amsgrad({ learningRate: tenth, b2: 0.8, largest: "raw" }),
    nadam: optim.nadam({ learningRate: tenth, momentumDecay: 0.1, weightDecay: 0.1 }),
    radam: optim.radam({ learningRate: hundredth, b2: 0.95, eps: 1e-3, epsHat: true }),
    asgd: optim.asgd({ learningRate: 0.01, lambda: 0.1, alpha: 0.6, start: 5 }),
    rprop: optim.rprop({
      learningRate: 0.01,
      etaMinus: 0.4,
      etaPlus: 1.3,
      minStepSize: 1e-3,
      maxStepSize: 0.1,
    }),
    asgd_average: optim.asgd({ learningRate: 0.01, lambda: 0.1, alpha: 0.6, start: 5 }),
  },
};

type Point = readonly [Tensor, Tensor];

const double = (value: number) => tensor(value, { dtype: "float64" });
const valley = ([x, y]: Point) => y.sub(x.square()).square().mul(10).add(x.sub(1).square());

describe.each(["optax", "torch"] as const)("%s", (library) => {
  const paths: Readonly<Record<string, readonly (readonly number[])[]>> = golden[library];

  test("has a variant for every path", () =>
    expect(Object.keys(variants[library]).sort()).toEqual(Object.keys(paths).sort()));

  test.each(Object.entries(variants[library]))("%s", async (name, optimizer) => {
    const start: Point = [double(-1), double(1.5)];
    const isEvaluated = name === "asgd_average";
    const { points } = await descend({ f: valley, start, optimizer, steps: 30, isEvaluated });
    const walked = await Promise.all(points.slice(1).map(([x, y]) => Promise.all([x, y].map(numbers))));
    expectClose(walked.flat(2), paths[name]!, 1e-10);
  });
});
