/**
 * @file ResNet: twenty layers with a shortcut around every two of them, and the same without, on images of 14×14.
 * @methods residual connections; ResNet-20; batch normalisation; deep networks that do not learn without
 * @see The plain network of twenty layers learns more slowly than the one whose blocks add to their input.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, fit, losses, nn, optim, progress, type Tensor } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train, test } = glyphs(full ? { train: 1500, test: 500 } : { train: 120, test: 60 });
const BLOCKS = full ? 3 : 1;

const unit = (filters: number, stride = 1) =>
  nn.sequential(nn.conv2d(filters, 3, { padding: 1, stride, bias: null }), nn.batchNorm());

/** Two convolutions; with a shortcut, the input is added, through a 1×1 convolution where its shape changes. */
function block(filters: number, stride: number, hasShortcut: boolean) {
  const body = nn.sequential(unit(filters, stride), nn.relu(), unit(filters));
  const shortcut = nn.conv2d(filters, 1, { stride, bias: null });
  if (!hasShortcut) return nn.sequential(body, nn.relu());
  if (stride === 1) return nn.sequential(nn.residual(body), nn.relu());
  const parts = { body, shortcut };
  const added = nn.block("shrinking", parts, (own, x: Tensor) => own.body(x).add(own.shortcut(x)));
  return nn.sequential(added, nn.relu());
}

/** 3 stages of as many blocks, 6n + 2 layers (He et al. 2015). */
function resnet(hasShortcut: boolean) {
  const stages = [16, 32, 64].flatMap((filters, stage) =>
    Array.from({ length: BLOCKS }, (_, at) => block(filters, stage > 0 && at === 0 ? 2 : 1, hasShortcut)),
  );
  return nn.sequential(
    nn.reshape([1, 14, 14]),
    unit(16),
    nn.relu(),
    ...stages,
    nn.globalAveragePool(),
    nn.linear(10),
  );
}

const curves: Record<string, [number, number][]> = {};
const accuracy: Record<string, number> = {};
for (const [name, hasShortcut] of Object.entries({ "with shortcuts": true, plain: false })) {
  curves[name] = [];
  const epochs = full ? 6 : 2;
  const events = fit(resnet(hasShortcut), {
    data: batches(train, { size: full ? 50 : 30, seed: 1 }),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 1e-4 }),
    validation: test,
    epochs,
    seed: 1,
  });
  for await (const event of progress(events, { epochs, write: (line) => console.error(name, line) })) {
    if (event.type !== "epoch") continue;
    curves[name].push([event.epoch, event.loss]);
    accuracy[name] = event.validation!.accuracy!;
  }
}
const numbers = {
  lossWithShortcuts: curves["with shortcuts"]!.at(-1)![1],
  lossPlain: curves.plain!.at(-1)![1],
  accuracyWithShortcuts: accuracy["with shortcuts"]!,
  accuracyPlain: accuracy.plain!,
};

export default {
  numbers,
  holds: {
    "shortcuts help twenty layers to learn": !full || numbers.lossWithShortcuts < numbers.lossPlain,
    "both learn something": Math.max(numbers.lossWithShortcuts, numbers.lossPlain) < (full ? 2 : 2.6),
  },
  figure: lineChart({
    title: "Twenty layers on 14×14 images",
    x: "epoch",
    y: "training loss",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
