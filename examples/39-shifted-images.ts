/**
 * @file Shifted images: a dense and a convolutional network that learned centred symbols, on symbols moved aside.
 * @methods translation invariance of convolution and pooling; dense against convolutional networks; augmentation by shifts
 * @see The dense network loses most of what it knew after a shift by three pixels. The convolutional one, whose last layer takes the
 * mean over places, keeps far more, and training on shifted images helps both.
 */

import { lineChart } from "@glissade/lab/charts";
import { augment, batches, losses, mapBatches, metrics, nn, optim, score, type Tree, train } from "glissade";
import { type Examples, glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train: examples, test } = glyphs(full ? { train: 3000, test: 1000 } : { train: 400, test: 200 });

/** The images moved to the right by some pixels. */
function shifted({ inputs, ...rest }: Examples, by: number): Examples {
  const moved = inputs.map((_, index) => (index % 14 >= by ? inputs[index - by]! : 0));
  return { ...rest, inputs: moved };
}

const dense = nn.sequential(nn.flatten(), nn.linear(64), nn.relu(), nn.linear(10));
const convolutional = nn.sequential(
  nn.reshape([1, 14, 14]),
  nn.conv2d(16, 3, { padding: "same" }),
  nn.batchNorm(),
  nn.relu(),
  nn.conv2d(32, 3, { padding: "same" }),
  nn.batchNorm(),
  nn.relu(),
  nn.globalAveragePool(),
  nn.linear(10),
);

const plain = batches(examples, { size: 50, seed: 1 });
const moved = mapBatches(plain, ({ x, y }, key) => ({ x: augment.shift(3)(x, key), y }), { seed: 2 });
const shifts = [0, 1, 2, 3, 4];
const curves: Record<string, [number, number][]> = {};
async function measure<Params extends Tree, State extends Tree = nn.None>(
  kind: string,
  model: nn.Model<Params, State>,
) {
  for (const [how, data] of Object.entries({ "": plain, ", on shifted images": moved })) {
    const { variables } = await train(model, {
      data,
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.adam({ learningRate: 0.003 }),
      epochs: full ? 15 : 4,
      seed: 1,
    });
    const points: [number, number][] = [];
    for (const by of shifts) {
      const { accuracy } = await score(model, variables, shifted(test, by), { accuracy: metrics.accuracy() });
      points.push([by, accuracy]);
    }
    curves[kind + how] = points;
  }
}
await measure("dense", dense);
await measure("convolutional", convolutional);

const at = (name: string, by: number) => curves[name]![by]![1];
const numbers = {
  dense: at("dense", 0),
  denseShifted: at("dense", 3),
  convolutional: at("convolutional", 0),
  convolutionalShifted: at("convolutional", 3),
  denseAugmentedShifted: at("dense, on shifted images", 3),
  convolutionalAugmentedShifted: at("convolutional, on shifted images", 3),
};

export default {
  numbers,
  holds: {
    "a shift by three pixels costs the dense network most of what it knew":
      numbers.denseShifted < numbers.dense / 2,
    "a shift costs the convolutional network less":
      numbers.convolutionalShifted / numbers.convolutional > numbers.denseShifted / numbers.dense,
    "the dense network learns shifts from shifted images":
      numbers.denseAugmentedShifted > numbers.denseShifted,
    "so does the convolutional one": numbers.convolutionalAugmentedShifted > numbers.convolutionalShifted,
  },
  figure: lineChart({
    title: "Accuracy on symbols that were moved to the right",
    x: "shift, pixels",
    y: "test accuracy",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
