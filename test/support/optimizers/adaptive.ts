/** @file Subjects: optimizers with a rate for each parameter from the history of its gradients. */

import { optim } from "glissade";
import type { Family } from "./family.ts";

const momentum = 0.9;
const rates = { parabola: 0.2, rosenbrock: 0.05, illConditioned: 0.02, regression: 0.1 };

/** Updates of one size until the gradients of one step are forgotten need rates that end small. */
const shrinking = (start: number, steps: number) => optim.schedules.exponential({ start, rate: 1e-3, steps });
const falling = {
  parabola: shrinking(0.5, 200),
  rosenbrock: shrinking(0.05, 1500),
  illConditioned: shrinking(0.05, 600),
  regression: shrinking(0.2, 200),
};

/** An optimizer with all other options fixed. */
const fix =
  <const Options>(
    create: (options: Options & { learningRate: optim.LearningRate }) => optim.Optimizer,
    options: Options,
  ) =>
  (learningRate: optim.LearningRate) =>
    create({ ...options, learningRate });

export const adaptive: Family = {
  subjects: [
    {
      name: "adagrad",
      create: fix(optim.adagrad, {}),
      rates: { parabola: 2, rosenbrock: 0.5, illConditioned: 0.5, regression: 1 },
    },
    {
      name: "adadelta",
      create: fix(optim.adadelta, { eps: 1e-4 }),
      rates: {
        parabola: 5,
        rosenbrock: shrinking(0.2, 1500),
        illConditioned: shrinking(0.5, 600),
        regression: shrinking(20, 200),
      },
    },
    { name: "rmsprop", create: fix(optim.rmsprop, {}), rates: falling },
    { name: "rmsprop, centered", create: fix(optim.rmsprop, { centered: true }), rates: falling },
    {
      name: "rmsprop with momentum",
      create: fix(optim.rmsprop, { momentum: 0.5, nesterov: true }),
      rates: falling,
    },
    { name: "adam", create: fix(optim.adam, {}), rates },
    { name: "adam without bias correction", create: fix(optim.adam, { biasCorrection: false }), rates },
    { name: "adamw", create: fix(optim.adamw, {}), rates },
    { name: "amsgrad", create: fix(optim.amsgrad, {}), rates: { ...rates, parabola: 0.5 } },
    {
      name: "amsgrad, raw",
      create: fix(optim.amsgrad, { largest: "raw" }),
      rates: { ...rates, parabola: 0.5 },
    },
    { name: "nadam", create: fix(optim.nadam, {}), rates },
    {
      name: "nadam, warming",
      create: fix(optim.nadam, { momentumDecay: 4e-3 }),
      rates: { ...rates, rosenbrock: 0.01 },
    },
    { name: "adamax", create: fix(optim.adamax, {}), rates: { ...rates, parabola: 0.5 } },
    {
      name: "radam",
      create: fix(optim.radam, {}),
      rates: { parabola: 0.2, rosenbrock: 0.01, illConditioned: 0.02, regression: 0.2 },
    },
    { name: "adabelief", create: fix(optim.adabelief, {}), rates },
    { name: "yogi", create: fix(optim.yogi, {}), rates },
    { name: "adan", create: fix(optim.adan, {}), rates: { ...rates, parabola: 2, regression: 1 } },
    { name: "adopt", create: fix(optim.adopt, {}), rates },
    {
      name: "ademamix",
      create: fix(optim.ademamix, { b3: 0.99, alpha: 1 }),
      rates: { ...rates, parabola: 2 },
    },
    {
      name: "acprop",
      create: fix(optim.acprop, { eps: 0.1 }),
      rates: { parabola: 0.2, rosenbrock: 0.005, illConditioned: 0.05, regression: 0.1 },
    },
    { name: "madgrad", create: fix(optim.madgrad, {}), rates },
    {
      name: "optimisticAdam",
      create: fix(optim.optimisticAdam, {}),
      rates: { ...rates, rosenbrock: 0.01 },
    },
  ],
  optax: {
    adagrad: fix(optim.adagrad, {}),
    adadelta: () => optim.adadelta(),
    rmsprop: fix(optim.rmsprop, {}),
    rmsprop_c: fix(optim.rmsprop, { centered: true }),
    rmsprop_m: fix(optim.rmsprop, { momentum }),
    rmsprop_n: fix(optim.rmsprop, { momentum, nesterov: true }),
    rmsprop_out: fix(optim.rmsprop, { epsInside: false }),
    rmsprop_bc: fix(optim.rmsprop, { biasCorrection: true }),
    adam: fix(optim.adam, {}),
    adam_root: fix(optim.adam, { epsRoot: 1e-2 }),
    nadam: fix(optim.nadam, {}),
    adamw: fix(optim.adamw, {}),
    nadamw: fix(optim.nadam, { weightDecay: 1e-4 }),
    adamax: fix(optim.adamax, {}),
    adamaxw: fix(optim.adamax, { weightDecay: 1e-4 }),
    amsgrad: fix(optim.amsgrad, {}),
    adabelief: fix(optim.adabelief, {}),
    yogi: fix(optim.yogi, {}),
    radam: fix(optim.radam, {}),
    oadam2: fix(optim.optimisticAdam, {}),
    acprop: fix(optim.acprop, {}),
    ademamix: fix(optim.ademamix, {}),
    adopt: fix(optim.adopt, {}),
    madgrad: fix(optim.madgrad, {}),
  },
  torch: {
    adagrad: fix(optim.adagrad, { initialAccumulator: 0, eps: 1e-10, epsInside: false }),
    adagrad01: fix(optim.adagrad, { eps: 1e-10, epsInside: false }),
    adagrad_decay: fix(optim.adagrad, {
      initialAccumulator: 0,
      eps: 1e-10,
      epsInside: false,
      rateDecay: 0.1,
    }),
    adadelta: () => optim.adadelta(),
    rmsprop: fix(optim.rmsprop, { epsInside: false }),
    rmsprop99: fix(optim.rmsprop, { epsInside: false, decay: 0.99 }),
    rmsprop_c: fix(optim.rmsprop, { epsInside: false, centered: true }),
    rmsprop_m: fix(optim.rmsprop, { epsInside: false, momentum, momentumOf: "gradients" }),
    adam: fix(optim.adam, {}),
    adam_l2: (learningRate) => optim.chain(optim.addDecayedWeights(0.01), optim.adam({ learningRate })),
    adamw: fix(optim.adamw, { weightDecay: 0.01 }),
    adamw1e4: fix(optim.adamw, {}),
    amsgrad: fix(optim.amsgrad, { largest: "raw" }),
    adamax: fix(optim.adamax, {}),
    nadam: fix(optim.nadam, { momentumDecay: 4e-3 }),
    radam: fix(optim.radam, { epsHat: true }),
  },
};
