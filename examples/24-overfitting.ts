/**
 * @file Overfitting: a network that learns 200 images by heart, and four ways to keep it from that.
 * @methods weight decay (L2); L1; dropout; early stopping; training error against generalisation error
 * @see Without any of them the error on new images turns and grows, while that of the training images goes to 0. Each of the
 * others ends lower; early stopping takes the lowest point of the first curve.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, fit, keepBest, losses, nn, optim, stopEarly } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train, test } = glyphs({ train: 200, test: full ? 2000 : 300 });
const epochs = full ? 150 : 80;
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
  dropout: { dropout: 0.6 },
};

const options = (penalty: Way["penalty"]) => ({
  data: batches(train, { size: 50, seed: 1 }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.003 }),
  validation: test,
  epochs,
  seed: 1,
  penalty,
});

async function run({ dropout, penalty }: Way): Promise<[number, number][]> {
  const curve: [number, number][] = [];
  for await (const event of fit(network(dropout), options(penalty))) {
    if (event.type === "epoch") curve.push([event.epoch, event.validation!.loss]);
  }
  return curve;
}

const curves: Record<string, [number, number][]> = {};
for (const [name, way] of Object.entries(ways)) curves[name] = await run(way);

let stopped = { epoch: 0, loss: 0 };
const events = keepBest(stopEarly(fit(network(), options(undefined)), { patience: 5 }));
for await (const event of events) {
  if (event.type === "done") stopped = { epoch: event.epoch, loss: event.validation!.loss };
}
const last = (name: string) => curves[name]!.at(-1)![1];
const numbers = {
  nothing: last("nothing"),
  l2: last("L2 penalty"),
  l1: last("L1 penalty"),
  dropout: last("dropout"),
  earlyStopping: stopped.loss,
  stoppedAtEpoch: stopped.epoch,
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
      ...(name === "nothing" && { marks: [[stopped.epoch, stopped.loss] as const] }),
    })),
  }),
} satisfies Lesson;
