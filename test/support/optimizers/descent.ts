/** @file Subjects: descent along the gradient, plain, with momentum, by signs. */

import { optim, random } from "glissade";
import type { Family } from "./family.ts";

const momentum = 0.9;
const heavy = { parabola: 0.05, rosenbrock: 0.005, illConditioned: 0.01, regression: 0.1 };
const plain = { parabola: 0.1, rosenbrock: 0.015, illConditioned: 0.018, regression: 0.2 };

/** Steps of a size that the gradient does not set must end small. */
const shrinking = (start: number, steps: number) => optim.schedules.exponential({ start, rate: 1e-3, steps });
const bySigns = {
  parabola: shrinking(0.5, 200),
  rosenbrock: shrinking(0.05, 1500),
  illConditioned: shrinking(0.05, 600),
  regression: shrinking(0.2, 200),
};

const sgd = (options: Omit<optim.SgdOptions, "learningRate">) => (learningRate: optim.LearningRate) =>
  optim.sgd({ learningRate, ...options });

export const descent: Family = {
  subjects: [
    { name: "sgd", create: sgd({}), rates: plain },
    { name: "momentum", create: sgd({ momentum }), rates: heavy },
    { name: "nesterov", create: sgd({ momentum, nesterov: true }), rates: heavy },
    { name: "textbook", create: sgd({ momentum, nesterov: "textbook" }), rates: heavy },
    { name: "momentum of steps", create: sgd({ momentum, momentumOf: "steps" }), rates: heavy },
    {
      name: "average momentum",
      create: sgd({ momentum, average: true }),
      rates: { parabola: 0.5, rosenbrock: 0.05, illConditioned: 0.1, regression: 1 },
    },
    {
      name: "dampened momentum",
      create: sgd({ momentum, dampening: 0.5 }),
      rates: { parabola: 0.1, rosenbrock: 0.01, illConditioned: 0.02, regression: 0.2 },
    },
    { name: "signSgd", create: (learningRate) => optim.signSgd({ learningRate }), rates: bySigns },
    {
      name: "signum",
      create: (learningRate) => optim.signSgd({ learningRate, momentum: 0.5 }),
      rates: bySigns,
    },
    {
      name: "noisySgd",
      create: (learningRate) => optim.noisySgd({ learningRate, key: random.key(1), eta: 1e-4 }),
      rates: plain,
    },
    {
      name: "rprop",
      create: (learningRate) => optim.rprop({ learningRate }),
      rates: { parabola: 0.1, rosenbrock: 0.01, illConditioned: 0.01, regression: 0.1 },
    },
    {
      name: "polyak",
      create: (learningRate) => optim.polyak({ learningRate }),
      rates: { parabola: 1, rosenbrock: 1, illConditioned: 1, regression: 1 },
    },
    {
      name: "optimisticGradientDescent",
      create: (learningRate) => optim.optimisticGradientDescent({ learningRate, beta: 0.2 }),
      rates: { parabola: 0.1, rosenbrock: 0.012, illConditioned: 0.012, regression: 0.2 },
    },
    { name: "asgd", create: (learningRate) => optim.asgd({ learningRate }), rates: plain },
  ],
  optax: {
    sgd: sgd({}),
    momentum: sgd({ momentum }),
    nesterov: sgd({ momentum, nesterov: true }),
    sign_sgd: (learningRate) => optim.signSgd({ learningRate }),
    signum: (learningRate) => optim.signSgd({ learningRate, momentum }),
    ogd: (learningRate) => optim.optimisticGradientDescent({ learningRate }),
    polyak: () => optim.polyak(),
  },
  torch: {
    sgd: sgd({}),
    momentum: sgd({ momentum }),
    nesterov: sgd({ momentum, nesterov: true }),
    damp: sgd({ momentum, dampening: 0.9 }),
    rprop: (learningRate) => optim.rprop({ learningRate }),
    asgd: (learningRate) => optim.asgd({ learningRate }),
  },
};
