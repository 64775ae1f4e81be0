/**
 * @file Training and test error: a network learns 150 images by heart: empirical risk against risk, and when to stop.
 * @methods empirical risk against risk; overfitting; early stopping
 * @see The error on the training images goes to 0. That on new images turns early, where training should have
 * stopped.
 */

import { lineChart } from "@glissade/lab";
import { batches, fit, losses, nn, optim } from "glissade";
import { glyphs } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const { train, test } = glyphs({ train: 150, test: 2000 });
const [everything] = batches(train, { size: train.size })(0);

const model = nn.sequential(nn.flatten(), nn.linear(100), nn.relu(), nn.linear(10));
const events = fit(model, {
  data: Array.from({ length: 5 }, () => everything!), // an epoch of five steps, each on all images
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.003 }),
  epochs: 60,
  validation: test,
  seed: 1,
});
const curves = { training: [] as [number, number][], test: [] as [number, number][] };
for await (const event of events) {
  if (event.type !== "epoch") continue;
  curves.training.push([event.step, event.loss]);
  curves.test.push([event.step, event.validation!.loss]);
}

const [learned, generalised] = [curves.training.at(-1)![1], curves.test.at(-1)![1]];
const [bestStep, bestRisk] = curves.test.reduce((least, point) => (point[1] < least[1] ? point : least));
console.log(learned < 0.01); // true
console.log(generalised > 1.1 * bestRisk); // true
console.log(bestStep < 100); // true

const figure = lineChart({
  title: "Early stopping would have kept the best of the test curve",
  x: "step",
  y: "cross-entropy",
  yScale: "linear",
  lines: Object.entries(curves).map(([name, points]) => ({ name: `${name} error`, points })),
});

export default {
  numbers: { trainingError: learned, testError: generalised, bestTestError: bestRisk },
  holds: {
    "the training images are learned by heart": learned < 0.01,
    "the test error had been lower": generalised > 1.1 * bestRisk,
  },
  figure,
} satisfies Lesson;
