/** @file Subjects: optimizers of whole leaves, layers, curvature, or the distance covered. */

import { optim, random } from "glissade";
import { problems } from "../problems.ts";
import type { Family, Subject } from "./family.ts";

type Rates = Readonly<Record<keyof typeof problems, number>>;

/** Steps of a length that the gradient does not change must end small. */
const falling = (rates: Rates): Subject["rates"] => ({
  parabola: optim.schedules.cosine({ start: rates.parabola, steps: problems.parabola.steps }),
  rosenbrock: optim.schedules.cosine({ start: rates.rosenbrock, steps: problems.rosenbrock.steps }),
  illConditioned: optim.schedules.cosine({
    start: rates.illConditioned,
    steps: problems.illConditioned.steps,
  }),
  regression: optim.schedules.cosine({ start: rates.regression, steps: problems.regression.steps }),
});

const key = random.key(1);

export const structured: Family = {
  subjects: [
    {
      name: "lion",
      create: (learningRate) => optim.lion({ learningRate }),
      rates: falling({ parabola: 0.3, rosenbrock: 0.1, illConditioned: 0.1, regression: 0.1 }),
    },
    {
      name: "lamb",
      create: (learningRate) => optim.lamb({ learningRate }),
      rates: falling({ parabola: 0.08, rosenbrock: 0.03, illConditioned: 0.3, regression: 0.12 }),
    },
    {
      name: "lars",
      create: (learningRate) => optim.lars({ learningRate }),
      rates: falling({ parabola: 5, rosenbrock: 2, illConditioned: 5, regression: 5 }),
    },
    {
      name: "novograd",
      create: (learningRate) => optim.novograd({ learningRate }),
      rates: falling({ parabola: 0.1, rosenbrock: 0.03, illConditioned: 0.03, regression: 0.03 }),
    },
    {
      name: "fromage",
      create: (learningRate) => optim.fromage({ learningRate }),
      rates: falling({ parabola: 0.2, rosenbrock: 0.03, illConditioned: 1, regression: 0.4 }),
    },
    {
      name: "sm3",
      create: (learningRate) => optim.sm3({ learningRate }),
      rates: { parabola: 2, rosenbrock: 1, illConditioned: 1, regression: 2 },
    },
    {
      name: "adafactor",
      create: (learningRate) => optim.adafactor({ learningRate }),
      rates: falling({ parabola: 0.3, rosenbrock: 0.03, illConditioned: 1, regression: 0.3 }),
    },
    {
      name: "muon",
      create: (learningRate) => optim.muon({ learningRate }),
      rates: falling({ parabola: 1, rosenbrock: 0.1, illConditioned: 1, regression: 1 }),
    },
    {
      name: "shampoo",
      create: (learningRate) => optim.shampoo({ learningRate }),
      rates: { parabola: 3, rosenbrock: 0.3, illConditioned: 1, regression: 3 },
    },
    {
      name: "soap",
      create: (learningRate) => optim.soap({ learningRate, weightDecay: 0 }),
      rates: falling({ parabola: 1, rosenbrock: 0.1, illConditioned: 0.1, regression: 0.3 }),
    },
    {
      // The defaults are made for far longer runs.
      name: "sophia",
      create: (learningRate) =>
        optim.sophia({ learningRate, key, b1: 0.9, b2: 0.9, gamma: 1, interval: 2, weightDecay: 0 }),
      rates: { parabola: 0.3, rosenbrock: 0.2, illConditioned: 0.3, regression: 0.3 },
    },
    {
      name: "scheduleFreeSgd",
      create: (learningRate) => optim.scheduleFreeSgd({ learningRate }),
      rates: { parabola: 0.5, rosenbrock: 0.1, illConditioned: 0.1, regression: 3 },
    },
    {
      name: "scheduleFreeAdamw",
      create: (learningRate) => optim.scheduleFreeAdamw({ learningRate }),
      rates: { parabola: 1, rosenbrock: 0.03, illConditioned: 0.3, regression: 1 },
    },
    {
      name: "prodigy",
      create: (learningRate) => optim.prodigy({ learningRate }),
      rates: { parabola: 3, rosenbrock: 0.03, illConditioned: 1, regression: 3 },
    },
    {
      name: "dog",
      create: (learningRate) => optim.dog({ learningRate }),
      rates: { parabola: 3, rosenbrock: 0.5, illConditioned: 3, regression: 3 },
    },
    {
      name: "sparseRows",
      create: (learningRate) => optim.sparseRows(optim.adam({ learningRate })),
      rates: { parabola: 0.2, rosenbrock: 0.05, illConditioned: 0.02, regression: 0.1 },
    },
  ],
  optax: {
    lion: (learningRate) => optim.lion({ learningRate }),
    lamb: (learningRate) => optim.lamb({ learningRate }),
    lars: (learningRate) => optim.lars({ learningRate }),
    novograd: (learningRate) => optim.novograd({ learningRate }),
    fromage: (learningRate) => optim.fromage({ learningRate }),
    sm3: (learningRate) => optim.sm3({ learningRate }),
    dog: () => optim.dog(),
    prodigy: () => optim.prodigy(),
    schedule_free_sgd: (learningRate) => optim.scheduleFreeSgd({ learningRate }),
    schedule_free_adamw: (learningRate) => optim.scheduleFreeAdamw({ learningRate }),
  },
  torch: { adafactor: (learningRate) => optim.adafactor({ learningRate, relativeStep: true }) },
  evaluated: ["schedule_free_sgd", "schedule_free_adamw"],
};
