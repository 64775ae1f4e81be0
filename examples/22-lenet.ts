/**
 * @file LeNet: two convolutions, two poolings and three dense layers read handwritten digits.
 * @methods LeNet; CNN; max pooling; MNIST; confusion matrix
 * @see Nearly all digits are on the diagonal. Those that are not are pairs that people confuse too, such as 4 and 9.
 */

import { confusionMatrix } from "@glissade/lab/charts";
import { batches, finish, fit, losses, metrics, nn, optim, progress, score, takeRows } from "glissade";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const { train, test } = await digits();
const epochs = full ? 8 : 1;
const size = 64;
const steps = Math.floor((epochs * train.size) / size);

const model = nn.sequential(
  nn.reshape([1, 28, 28]),
  nn.conv2d(6, 5, { padding: 2 }),
  nn.relu(),
  nn.maxPool2d(2),
  nn.conv2d(16, 5),
  nn.relu(),
  nn.maxPool2d(2),
  nn.flatten(),
  nn.linear(120),
  nn.relu(),
  nn.linear(84),
  nn.relu(),
  nn.linear(10),
);
const events = fit(model, {
  data: batches(train, { size, seed: 1, last: "drop" }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adamw({
    learningRate: optim.schedules.cosine({ start: 0.002, steps }),
    weightDecay: 0.01,
  }),
  steps: full ? steps : 200,
  seed: 1,
});
const { variables } = await finish(progress(events, { steps, write: (line) => console.error(line) }));
const part = full
  ? test
  : takeRows(
      test,
      Uint16Array.from({ length: 1000 }, (_, row) => row),
    );
const scores = await score(model, variables, part, {
  accuracy: metrics.accuracy(),
  confusion: metrics.confusion(),
});
const numbers = { testAccuracy: scores.accuracy };

export default {
  numbers,
  holds: {
    [`at least ${full ? 98.9 : 90} % of new digits are read, after at most ten epochs`]:
      scores.accuracy >= (full ? 0.989 : 0.9),
  },
  figure: confusionMatrix({ title: "10 000 test digits", matrix: scores.confusion }),
} satisfies Lesson;
