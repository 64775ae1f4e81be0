/**
 * @file Small CNN: that of Math for Deep Learning (Kneusel 2021), on 16 384 digits, with two of its optimizers.
 * @methods the small CNN of Math for Deep Learning (Kneusel 2021); mini-batch SGD; Adam
 * @see Twelve epochs of each optimizer at its usual rate: Adam is ahead after every one of them. Kneusel found half a percent between
 * them after tuning; `glissade compare` does that honestly.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, fit, losses, nn, optim, progress, takeRows } from "glissade";
import { hostRandom } from "glissade/data";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const { train, test } = await digits();
const some = (count: number, examples: typeof train) =>
  takeRows(examples, hostRandom(1).sample(examples.size, count));
const [examples, held] = full ? [some(16_384, train), test] : [some(384, train), some(200, test)];
const epochs = full ? 12 : 1;

const model = nn.sequential(
  nn.reshape([1, 28, 28]),
  nn.conv2d(32, 3),
  nn.relu(),
  nn.conv2d(64, 3),
  nn.relu(),
  nn.maxPool2d(2),
  nn.dropout(0.25),
  nn.flatten(),
  nn.linear(128),
  nn.relu(),
  nn.dropout(0.5),
  nn.linear(10),
);
const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  SGD: optim.sgd({ learningRate: 0.01 }),
  Adam: optim.adam({ learningRate: 0.001 }),
};
const curves: Record<string, [number, number][]> = {};
for (const [name, optimizer] of Object.entries(optimizers)) {
  curves[name] = [];
  const events = fit(model, {
    data: batches(examples, { size: 128, seed: 1 }),
    loss: losses.softmaxCrossEntropy,
    optimizer,
    epochs,
    validation: held,
    seed: 1,
  });
  for await (const event of progress(events, { epochs, write: (line) => console.error(name, line) })) {
    if (event.type === "epoch") curves[name].push([event.epoch, event.validation!.accuracy!]);
  }
}
const accuracies = (name: string) => curves[name]!.map(([, accuracy]) => accuracy);
const numbers = {
  sgd: accuracies("SGD").at(-1)!,
  adam: accuracies("Adam").at(-1)!,
};

export default {
  numbers,
  holds: {
    [`Adam reads more than ${full ? 98 : 30} % at the end`]: numbers.adam > (full ? 0.98 : 0.3),
    "plain SGD is behind after every epoch": accuracies("SGD").every(
      (accuracy, at) => accuracy < accuracies("Adam")[at]!,
    ),
  },
  figure: lineChart({
    title: "16 384 digits, batches of 128",
    x: "epoch",
    y: "test accuracy",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
