/**
 * @file Freezing: what a network learned of five symbols helps it with five others, of which it sees ten each.
 * @methods transfer learning; fine-tuning by freezing; fine-tuning of all
 * @see With few examples a new head on frozen features learns more than a network from scratch, and a careful fine-tuning of all
 * layers about as much or more.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, fit, losses, nn, optim, random, type Tree, takeRows, train, zeros } from "glissade";
import { type Examples, glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train: examples, test } = glyphs({ train: full ? 4000 : 1500, test: full ? 2000 : 400 });

/** Examples of five classes from one on, which count from 0 again; at most so many. */
function fiveFrom(from: number, source: Examples, most = source.size): Examples {
  const rows = [...source.labels.keys()].filter(
    (row) => source.labels[row]! >= from && source.labels[row]! < from + 5,
  );
  const some = takeRows(source, rows.slice(0, most));
  return { ...some, labels: some.labels.map((label) => label - from) };
}

const features = () =>
  nn.sequential(
    nn.reshape([1, 14, 14]),
    nn.conv2d(16, 3),
    nn.batchNorm(),
    nn.relu(),
    nn.maxPool2d(2),
    nn.conv2d(32, 3),
    nn.batchNorm(),
    nn.relu(),
    nn.flatten(),
  );
const options = { loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.003 }) };
const whole = nn.block({ features: features(), head: nn.linear(5) });
const before = await train(whole, {
  ...options,
  data: batches(fiveFrom(0, examples), { size: 50, seed: 1 }),
  epochs: full ? 8 : 5,
});

const few = fiveFrom(5, examples, 50);
const held = fiveFrom(5, test);
const fresh = whole.init(random.key(7), zeros([1, 14, 14]));
const learned = {
  params: { features: before.params.features, head: fresh.params.head },
  state: { features: before.state.state.features, head: fresh.state.head },
};
const still = nn.block({ features: nn.frozen(features()), head: nn.linear(5) });

const curves: Record<string, [number, number][]> = {};
async function run<Params extends Tree, State extends Tree>(
  name: string,
  model: nn.Stateful<Params, State>,
  start: nn.Variables<Params, State>,
  learningRate: number,
) {
  const optimizer = optim.adam({ learningRate });
  const state = { ...start, optimizer: optimizer.init(start.params) };
  const data = batches(few, { size: 25, seed: 2 });
  curves[name] = [];
  const events = fit(model, {
    loss: options.loss,
    optimizer,
    data,
    validation: held,
    epochs: full ? 40 : 12,
    state,
  });
  for await (const event of events) {
    if (event.type === "epoch") curves[name].push([event.epoch, event.validation!.accuracy!]);
  }
}
await run("from scratch", whole, fresh, 0.003);
await run("frozen features", still, learned, 0.003);
await run("all layers, carefully", whole, learned, 0.0005);

const at = (name: string) => curves[name]!.at(-1)![1];
const numbers = {
  fromScratch: at("from scratch"),
  frozen: at("frozen features"),
  fineTuned: at("all layers, carefully"),
};

export default {
  numbers,
  holds: {
    "frozen features learn more from 50 images than a network from scratch":
      numbers.frozen > (full ? numbers.fromScratch : 0.4),
    "so does fine-tuning": numbers.fineTuned > (full ? numbers.fromScratch : 0.4),
  },
  figure: lineChart({
    title: "Five new symbols, ten images of each",
    x: "epoch",
    y: "test accuracy",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
