/**
 * @file Softmax regression: ten classes of images by one linear layer, and what its weights look like.
 * @methods softmax regression; negative log likelihood; parameter count n₁n₂ + n₂
 * @see Each image is the weights of one class: bright where ink speaks for it, dark where it speaks against. One linear layer
 * sees a mean symbol, and no more.
 */

import { imageGrid } from "@glissade/lab/charts";
import { batches, losses, metrics, nn, optim, score, summary, train, zeros } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train: examples, test, classes } = glyphs(full ? {} : { train: 1000, test: 400 });
const model = nn.sequential(nn.flatten(), nn.linear(classes.length, { weight: nn.zeros() }));
const { variables } = await train(model, {
  data: batches(examples, { size: 50, seed: 1 }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.003 }),
  penalty: (params) => losses.l2Penalty(params, { weight: 1e-3, paths: "**/weight" }),
  epochs: full ? 20 : 8,
});
const scores = await score(model, variables, test, { accuracy: metrics.accuracy() });
const { parameters } = summary(model, zeros([1, 14, 14]));

const weights = await variables.params[1].weight.toArray(); // (196, 10)
const images = classes.map((caption, own) => ({
  pixels: (weights as number[][]).map((row) => row[own]!),
  width: 14,
  height: 14,
  caption,
}));
const numbers = { testAccuracy: scores.accuracy, parameters };

export default {
  numbers,
  holds: {
    "196 inputs and 10 units have 1970 parameters": numbers.parameters === 196 * 10 + 10,
    "a linear model tells most symbols apart": numbers.testAccuracy > (full ? 0.8 : 0.6),
    "and stays below 90 %": numbers.testAccuracy < 0.9,
  },
  figure: imageGrid({ title: "The weights of each class", images, columns: 5 }),
} satisfies Lesson;
