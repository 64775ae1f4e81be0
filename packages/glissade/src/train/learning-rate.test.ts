import { expect, test } from "vitest";
import { expectClose } from "../../../../test/support/close.ts";
import { all } from "../../../../test/support/events.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  batches,
  diagnoser,
  findNonFinite,
  finish,
  fit,
  losses,
  type metrics,
  nn,
  optim,
  tensor,
} from "../index.ts";

const model = nn.sequential(nn.linear(3), nn.tanh(), nn.linear(2));
const data = batches(slopes(12), { size: 4, seed: 1 });
const loss = losses.softmaxCrossEntropy;
const halving = optim.schedules.step({ start: 0.8, every: 2, factor: 0.5 });
const halved = [0.8, 0.8, 0.4, 0.4, 0.2, 0.2];

/** The rates of six steps, and of the two epochs. */
async function ratesOf(optimizer: optim.Optimizer) {
  const events = await all(fit(model, { data, loss, optimizer, epochs: 2 }));
  const of = (type: string) =>
    events.flatMap((event) => (event.type === type && "learningRate" in event ? [event.learningRate] : []));
  const [steps, epochs] = [of("step"), of("epoch")];
  expect(epochs).toEqual([steps[2], steps[5]]);
  return steps;
}

test.each<[string, optim.Optimizer, readonly (number | undefined)[]]>([
  ["a number", optim.adam({ learningRate: 0.3 }), Array(6).fill(0.3)],
  ["the default", optim.adam(), Array(6).fill(0.001)],
  ["a tensor", optim.sgd({ learningRate: tensor(0.25) }), Array(6).fill(0.25)],
  ["a schedule", optim.sgd({ learningRate: halving }), halved],
  ["a schedule behind momentum", optim.sgd({ learningRate: halving, momentum: 0.9 }), halved],
  ["a schedule and weight decay", optim.adamw({ learningRate: halving, weightDecay: 0.1 }), halved],
  ["a schedule of its own kind", optim.fromage({ learningRate: halving }), halved],
  ["a schedule in MADGRAD", optim.madgrad({ learningRate: halving }), halved],
  ["a schedule in Adafactor", optim.adafactor({ learningRate: halving }), halved],
  [
    "a chain, and a clip in front",
    optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: halving })),
    halved,
  ],
  ["injected numbers", optim.inject(optim.adam, { learningRate: 0.3 }), Array(6).fill(0.3)],
  ["an injected schedule", optim.inject(optim.adam, { learningRate: halving, b1: 0.8 }), halved],
  ["one vector", optim.flatten(optim.sgd({ learningRate: halving })), halved],
  ["lookahead", optim.lookahead(optim.sgd({ learningRate: halving })), halved],
  ["sharpness-aware steps", optim.sam(optim.sgd({ learningRate: halving })), halved],
  ["steps left out", optim.applyIfFinite(optim.sgd({ learningRate: halving }), 2), halved],
  ["an average", optim.chain(optim.sgd({ learningRate: halving }), optim.averageParameters()), halved],
  [
    "one step for two batches",
    optim.accumulate(optim.sgd({ learningRate: halving }), 2),
    [0.8, 0.8, 0.8, 0.8, 0.4, 0.4],
  ],
  [
    "a warm-up without a schedule",
    optim.scheduleFreeSgd({ learningRate: 0.4, warmUpSteps: 4 }),
    [0.1, 0.2, 0.3, 0.4, 0.4, 0.4],
  ],
  [
    "parts, of which the first counts",
    optim.partition({
      "**/bias": optim.setToZero(),
      "0/**": optim.sgd({ learningRate: halving }),
      "**": optim.adam(),
    }),
    halved,
  ],
  ["a part", optim.masked(optim.sgd({ learningRate: halving }), "**/weight"), halved],
  [
    "a part without leaves, and another",
    optim.partition({ none: optim.adam(), all: optim.sgd({ learningRate: halving }) }, [
      { weight: "all", bias: "all" },
      [],
      { weight: "all", bias: "all" },
    ]),
    halved,
  ],
  [
    "plateaus of a loss that never improves enough",
    optim.chain(
      optim.sgd({ learningRate: 0.4 }),
      optim.reduceOnPlateau({ patience: 2, factor: 0.5, atol: 100 }),
    ),
    // The first value is the best one, the third is the second without improvement.
    [0.4, 0.4, 0.2, 0.2, 0.1, 0.1],
  ],
  ["none", optim.chain(optim.clipByGlobalNorm(1), optim.scale(-0.1)), Array(6).fill(undefined)],
])("events tell the rate: %s", async (_, optimizer, expected) => {
  const rates = await ratesOf(optimizer);
  if (expected[0] === undefined) expect(rates).toEqual(expected);
  else expectClose(rates as number[], expected as number[], 1e-7);
});

test("rates that follow a metric", async () => {
  const following = optim.reduceOnPlateau({
    follow: "value",
    better: "higher",
    patience: 1,
    factor: 0.5,
    atol: 10,
  });
  const optimizer = optim.chain(optim.sgd({ learningRate: 0.4 }), following);
  const task = { data, loss, optimizer, validation: slopes(20), follow: "accuracy" as const, epochs: 3 };
  const events = await all(fit(model, task));
  const rates = events.flatMap((event) => (event.type === "step" ? [event.learningRate!] : []));
  // The accuracy of the first epoch is the best there is, and that of the second is no improvement.
  expectClose(rates, [...Array(6).fill(0.4), ...Array(3).fill(0.2)], 1e-12);
});

test("a training whose rates follow a metric is diagnosed, and searched for what is not finite", async () => {
  const following = optim.reduceOnPlateau({ follow: "value", patience: 1, factor: 0.5 });
  const optimizer = optim.chain(optim.sgd({ learningRate: 0.4 }), following);
  const task = { data, loss, optimizer, validation: slopes(20), follow: "accuracy" as const, epochs: 2 };
  const events = await all(fit(model, { ...task, diagnose: { every: 1 }, findNonFinite: true }));
  const diagnoses = events.flatMap((event) => (event.type === "step" ? [event.diagnosis!] : []));
  expect(diagnoses.length).toBeGreaterThan(0);
  expect(diagnoses.every(({ layers }) => layers.length > 0)).toBe(true);
  const training = { model, loss, optimizer };
  const { state } = await finish(fit(model, task));
  const [batch] = [...data(0)];
  expect((await diagnoser(training)(state, batch!)).layers).toHaveLength(diagnoses[0]!.layers.length);
  expect(await findNonFinite(training, state, batch!)).toBeUndefined();
});

test.each([
  ["higher", undefined, 0.4],
  ["lower", undefined, 0.1],
  [undefined, undefined, 0.1],
  ["higher", "lower", 0.1],
] as const)("a metric of which %s is better, followed as %s, grows", async (own, given, last) => {
  let count = 0;
  const growing: metrics.Metric<number> = {
    start: () => tensor(0),
    add: (state) => state,
    result: () => ++count,
    better: own,
  };
  const following = optim.reduceOnPlateau({ follow: "value", better: given, patience: 1, factor: 0.5 });
  const optimizer = optim.chain(optim.sgd({ learningRate: 0.4 }), following);
  const task = { data, loss, optimizer, validation: slopes(20), metrics: { growing }, epochs: 4 };
  const events = await all(fit(model, { ...task, follow: "growing" }));
  const rates = events.flatMap((event) => (event.type === "epoch" ? [event.learningRate!] : []));
  expectClose(rates.slice(-1), [last], 1e-12);
});
