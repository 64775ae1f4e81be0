/**
 * @file Freezing: what a network learned of five symbols helps it with five others, of which it sees ten each.
 * @methods transfer learning; fine-tuning by freezing; fine-tuning of all
 * @see Learned features help: a new head on them, while they are frozen, is far ahead of a network from scratch, and so is
 * training all layers, which gives about as much. First the head and then all layers gives a percent more. Means over five
 * draws of the fifty images.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, losses, nn, optim, random, takeRows, train, zeros } from "glissade";
import { type Examples, glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train: examples, test } = glyphs({ train: 4000, test: full ? 2000 : 400 });

/** Examples of five classes from one on, which count from 0 again. */
function fiveFrom(from: number, source: Examples): Examples {
  const inside = (row: number) => source.labels[row]! >= from && source.labels[row]! < from + 5;
  const some = takeRows(source, [...source.labels.keys()].filter(inside));
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
const whole = nn.block({ features: features(), head: nn.linear(5) });
const before = await train(whole, {
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.003 }),
  data: batches(fiveFrom(0, examples), { size: 50, seed: 1 }),
  epochs: 8,
});

/** Parameters and state of the whole: features that were learned or not, under a head that was not. */
const fresh = whole.init(random.key(7), zeros([1, 14, 14]));
const learned = {
  params: { features: before.params.features, head: fresh.params.head },
  state: { features: before.state.state.features, head: fresh.state.head },
};
const still = nn.block({ features: nn.frozen(features()), head: nn.linear(5) });

const epochs = full ? 40 : 20;
const held = fiveFrom(5, test);

/** What is learned from a few images, and the test accuracy after each epoch. */
async function learn(few: Examples, model: typeof whole, start: typeof fresh, by = { rate: 0.003, epochs }) {
  const optimizer = optim.adam({ learningRate: by.rate });
  const { variables, history } = await train(model, {
    loss: losses.softmaxCrossEntropy,
    optimizer,
    data: batches(few, { size: 25, seed: 2 }),
    validation: held,
    epochs: by.epochs,
    state: { ...start, optimizer: optimizer.init(start.params) },
  });
  return { variables, accuracies: history.map(({ validation }) => validation!.accuracy!) };
}

/** Half of the epochs for the head alone, the others for all layers at a lower rate (Kumar et al. 2022). */
async function headFirst(few: Examples): Promise<readonly number[]> {
  const head = await learn(few, still, learned, { rate: 0.003, epochs: epochs / 2 });
  const all = await learn(few, whole, head.variables, { rate: 0.002, epochs: epochs / 2 });
  return [...head.accuracies, ...all.accuracies];
}

const ways = {
  "from scratch": async (few: Examples) => (await learn(few, whole, fresh)).accuracies,
  "frozen features": async (few: Examples) => (await learn(few, still, learned)).accuracies,
  "all layers at once": async (few: Examples) => (await learn(few, whole, learned)).accuracies,
  "head first, then all": headFirst,
};

/** Draws of fifty images: the classes take turns, so that there are ten of each. */
const unseen = fiveFrom(5, examples);
const rows = [...unseen.labels.keys()];
const draws = (full ? [0, 50, 100, 150, 200] : [0]).map((at) => takeRows(unseen, rows.slice(at, at + 50)));
const curves: Record<string, (readonly [number, number])[]> = {};
for (const [name, way] of Object.entries(ways)) {
  const runs: (readonly number[])[] = [];
  for (const few of draws) runs.push(await way(few));
  const mean = (at: number) => runs.reduce((sum, run) => sum + run[at]!, 0) / runs.length;
  curves[name] = runs[0]!.map((_, at) => [at + 1, mean(at)]);
}

const last = (name: keyof typeof ways) => curves[name]!.at(-1)![1];
const numbers = {
  fromScratch: last("from scratch"),
  frozen: last("frozen features"),
  allAtOnce: last("all layers at once"),
  headFirst: last("head first, then all"),
};
/** In the short form ten test images of 200, from one draw. */
const slack = full ? 0 : 0.05;

export default {
  numbers,
  holds: {
    "frozen features learn more from 50 images than a network from scratch":
      numbers.frozen > numbers.fromScratch - slack,
    "so does fine-tuning of all layers, and about as much":
      numbers.allAtOnce > numbers.fromScratch - slack &&
      Math.abs(numbers.allAtOnce - numbers.frozen) < 0.03 + slack,
    "fine-tuning that starts with the head gives more than frozen features":
      numbers.headFirst > numbers.frozen - slack,
  },
  figure: lineChart({
    title: "Five new symbols, ten images of each",
    x: "epoch",
    y: "test accuracy",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
