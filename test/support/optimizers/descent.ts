/** @file Descent along the gradient: plain, with momentum, by signs. */

import { optim } from "glissade";
import type { Family } from "./family.ts";

const momentum = 0.9;
const heavy = { parabola: 0.05, rosenbrock: 0.005, illConditioned: 0.01, regression: 0.1 };

export const descent: Family = {
  subjects: [
    {
      name: "sgd",
      create: (learningRate) => optim.sgd({ learningRate }),
      rates: { parabola: 0.1, rosenbrock: 0.015, illConditioned: 0.018, regression: 0.2 },
    },
    {
      name: "momentum",
      create: (learningRate) => optim.sgd({ learningRate, momentum }),
      rates: heavy,
    },
    {
      name: "nesterov",
      create: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: true }),
      rates: heavy,
    },
    {
      name: "textbook",
      create: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: "textbook" }),
      rates: heavy,
    },
  ],
  optax: {
    sgd: (learningRate) => optim.sgd({ learningRate }),
    momentum: (learningRate) => optim.sgd({ learningRate, momentum }),
    nesterov: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: true }),
  },
  torch: {
    sgd: (learningRate) => optim.sgd({ learningRate }),
    momentum: (learningRate) => optim.sgd({ learningRate, momentum }),
    nesterov: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: true }),
  },
};
