/** @file A rate for each parameter from the history of its gradients. */

import { optim } from "glissade";
import type { Family } from "./family.ts";

export const adaptive: Family = {
  subjects: [
    {
      name: "adam",
      create: (learningRate) => optim.adam({ learningRate }),
      rates: { parabola: 0.2, rosenbrock: 0.05, illConditioned: 0.02, regression: 0.1 },
    },
  ],
  optax: { adam: (learningRate) => optim.adam({ learningRate }) },
  torch: { adam: (learningRate) => optim.adam({ learningRate }) },
};
