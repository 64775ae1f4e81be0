/**
 * @file Overfitting: a network that learns 200 images by heart, and four ways to keep it from that.
 * @methods weight decay (L2); L1; dropout; early stopping; training error against generalisation error
 * @see Without any of them the error on new images turns and grows, while that of the training images goes to 0. Each of the
 * others ends lower, L1 by a twentieth and the rest by an eighth; early stopping ends near the lowest point of the first curve.
 * Means of three seeds, whose runs without anything end within 0.08 of each other.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, finish, fit, keepBest, losses, nn, optim, stopEarly } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train, test } = glyphs({ train: 200, test: full ? 2000 : 300 });
const epochs = full ? 150 : 80;
const seeds = full ? [1, 2, 3] : [1];
const network = (rate = 0) =>
  nn.sequential(nn.flatten(), nn.linear(128), nn.relu(), nn.dropout(rate), nn.linear(10));
type Params = ReturnType<ReturnType<typeof network>["init"]>;

interface Way {
  readonly dropout?: number;
  readonly penalty?: (params: Params) => ReturnType<typeof losses.l1Penalty>;
}

const weights = { paths: "**/weight" };
const ways: Readonly<Record<string, Way>> = {
  nothing: {},
  "L2 penalty": { penalty: (params) => losses.l2Penalty(params, { ...weights, weight: 0.003 }) },
  "L1 penalty": { penalty: (params) => losses.l1Penalty(params, { ...weights, weight: 1e-4 }) },
  dropout: { dropout: 0.8 },
};

const options = (seed: number, penalty?: Way["penalty"]) => ({
  data: batches(train, { size: 50, seed }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.003 }),
  validation: test,
  epochs,
  seed,
  penalty,
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;

/** The loss on new images after each epoch, mean over the seeds. */
async function run({ dropout, penalty }: Way): Promise<readonly (readonly [number, number])[]> {
  const runs: (readonly number[])[] = [];
  for (const seed of seeds) {
    const { history } = await finish(fit(network(dropout), options(seed, penalty)));
    runs.push(history.map(({ validation }) => validation!.loss));
  }
  return runs[0]!.map((_, at) => [at + 1, mean(runs.map((losses) => losses[at]!))]);
}

const curves: Record<string, Awaited<ReturnType<typeof run>>> = {};
for (const [name, way] of Object.entries(ways)) curves[name] = await run(way);

const stops = [];
for (const seed of seeds)
  stops.push(await finish(keepBest(stopEarly(fit(network(), options(seed)), { patience: 5 }))));
const last = (name: string) => curves[name]!.at(-1)![1];
const numbers = {
  nothing: last("nothing"),
  l2: last("L2 penalty"),
  l1: last("L1 penalty"),
  dropout: last("dropout"),
  earlyStopping: mean(stops.map(({ validation }) => validation!.loss)),
  stoppedAtEpoch: mean(stops.map(({ epoch }) => epoch)),
};

export default {
  numbers,
  holds: {
    "L2 generalises better than nothing": numbers.l2 < numbers.nothing,
    "L1 generalises better than nothing": numbers.l1 < numbers.nothing,
    "dropout generalises better than nothing": numbers.dropout < numbers.nothing,
    "early stopping generalises better than nothing": numbers.earlyStopping < numbers.nothing,
  },
  figure: lineChart({
    title: "Error on 2000 new images, after learning 200",
    x: "epoch",
    y: "cross-entropy on new images",
    yScale: "log",
    lines: Object.entries(curves).map(([name, points]) => ({
      name,
      points: points.slice(5),
      ...(name === "nothing" && { marks: [[numbers.stoppedAtEpoch, numbers.earlyStopping] as const] }),
    })),
  }),
} satisfies Lesson;
