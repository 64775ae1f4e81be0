/** @file Empirical risk against risk: a network learns 150 images by heart, and what it makes of 2 000 others. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import { batches, fit, losses, nn, optim } from "glissade";
import { glyphs } from "glissade/data";

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
await writeFile("examples/figures/13-training-and-test-error.svg", figure);
