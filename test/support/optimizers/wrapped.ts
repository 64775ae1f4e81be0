/** @file Subjects: optimizers inside wrappers. */

import { optim, random } from "glissade";
import type { Family, Goldens, Subject } from "./family.ts";

const { adam, chain, sgd } = optim;

const plain = { parabola: 0.1, rosenbrock: 0.015, illConditioned: 0.018, regression: 0.2 };
const adaptive = { parabola: 0.2, rosenbrock: 0.05, illConditioned: 0.02, regression: 0.1 };
const falling = (start: number, steps: number) => optim.schedules.cosine({ start, steps });

const behind = (name: string, link: () => optim.Transform): Subject => ({
  name,
  create: (learningRate) => chain(link(), sgd({ learningRate })),
  rates: plain,
});

const around = (name: string, wrap: (inner: optim.Optimizer) => optim.Optimizer): Subject => ({
  name,
  create: (learningRate) => wrap(adam({ learningRate })),
  rates: adaptive,
});

const clipped: Subject["rates"] = {
  parabola: falling(0.2, 200),
  rosenbrock: falling(0.03, 1500),
  illConditioned: 0.018,
  regression: 0.2,
};

export const wrapped: Family = {
  subjects: [
    ...[
      behind("clipByValue", () => optim.clipByValue(1)),
      behind("clipByNorm", () => optim.clipByNorm(1)),
      behind("clipByRms", () => optim.clipByRms(1)),
      behind("clipByGlobalNorm", () => optim.clipByGlobalNorm(1)),
    ].map((subject) => ({ ...subject, rates: clipped })),
    behind("centralizeGradients", () => optim.centralizeGradients()),
    behind("addNoise", () => optim.addNoise({ eta: 1e-6, key: random.key(1) })),
    behind("namedChain", () => optim.namedChain({ clean: optim.zeroNans(), scale: optim.scale(1) })),
    {
      name: "accumulate",
      create: (learningRate) => optim.accumulate(sgd({ learningRate }), 2),
      rates: { parabola: 0.2, rosenbrock: 0.02, illConditioned: 0.019, regression: 0.5 },
    },
    around("applyIfFinite", (inner) => optim.applyIfFinite(inner, 3)),
    around("averageParameters", (inner) => chain(inner, optim.averageParameters({ decay: 0.9 }))),
    around("stochasticWeightAveraging", (inner) =>
      chain(inner, optim.stochasticWeightAveraging({ start: 150, every: 2 })),
    ),
    around("masked", (inner) => optim.masked(inner, true)),
    around("partition", (inner) => optim.partition({ all: inner }, "all")),
    around("reduceOnPlateau", (inner) => chain(inner, optim.reduceOnPlateau({ patience: 100 }))),
    around("project", (inner) =>
      chain(inner, optim.project(optim.projections.box({ lower: -20, upper: 20 }))),
    ),
    {
      name: "lookahead",
      create: (learningRate) => optim.lookahead(sgd({ learningRate })),
      rates: { parabola: 0.2, rosenbrock: 0.02, illConditioned: 0.019, regression: 0.5 },
    },
    {
      name: "sam",
      create: (learningRate) => optim.sam(sgd({ learningRate }), { rho: 0.001 }),
      rates: { ...plain, illConditioned: falling(0.018, 600) },
    },
    {
      name: "inject",
      create: (learningRate) => optim.inject(adam, { learningRate }),
      rates: adaptive,
    },
  ],
  optax: {
    accumulated: (learningRate) => optim.accumulate(sgd({ learningRate }), 2),
    lookahead: (learningRate) => optim.lookahead(sgd({ learningRate }), { steps: 2 }),
    ...chained({
      centralize: () => optim.centralizeGradients(),
      clipped: () => optim.clipByValue(1),
      clipped_norm: () => optim.clipByGlobalNorm(1),
      clipped_rms: () => optim.clipByRms(1),
      adaptive_clip: () => optim.adaptiveClip(0.1),
      ema: () => optim.ema(0.9),
    }),
  },
  torch: {},
};

/** Each before plain descent. */
function chained(links: Readonly<Record<string, () => optim.Transform>>): Goldens {
  const entries = Object.entries(links).map(([name, link]): [string, Subject["create"]] => [
    name,
    (learningRate) => chain(link(), sgd({ learningRate })),
  ]);
  return Object.fromEntries(entries);
}
