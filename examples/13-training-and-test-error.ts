/** @file Empirical risk against risk: a network learns 150 images by heart, and what it makes of 2 000 others. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import {
  type Batch,
  batches,
  compile,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tree,
  trainStep,
} from "glissade";
import { type Examples, glyphs } from "glissade/data";

const { train, test } = glyphs({ train: 150, test: 2000 });
const whole = (examples: Examples): Batch => [...batches(examples, { size: examples.size })(0)][0]!;
const [known, unknown] = [whole(train), whole(test)];

const model = nn.sequential(nn.flatten(), nn.linear(100), nn.relu(), nn.linear(10));
const training = { model, loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.003 }) };
const step = trainStep(training);
const risk = compile((params: Tree, { x, y }: Batch) => training.loss(model.apply(params as never, x), y));

let state = await initialState(training, random.key(1), known.x);
const curves = { training: [] as [number, number][], test: [] as [number, number][] };
for (let count = 0; count <= 300; count++) {
  const [next, loss] = await step(state, known);
  if (count % 5 === 0) {
    curves.training.push([count, await loss.item()]);
    curves.test.push([count, await (await risk(state.params, unknown)).item()]);
  }
  state = next;
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
