/**
 * @file Autoencoder: a network that squeezes a digit into 16 numbers, and draws it again from them.
 * @methods autoencoder (2006); reconstruction error; bottleneck
 * @see Above each digit as it is, below what the network draws from 16 numbers: thickness, slant and shape come through, small
 * irregularities do not.
 */

import { imageGrid } from "@glissade/lab/charts";
import {
  batches,
  evaluate,
  finish,
  fit,
  losses,
  nn,
  optim,
  progress,
  sigmoid,
  slice,
  tensor,
} from "glissade";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const CODE = 16;
const { train, test } = await digits();
const images = (count: number, { inputs }: typeof train) =>
  tensor(inputs.slice(0, 784 * count), { shape: [count, 784] });
const x = images(full ? 60_000 : 2000, train);
const held = images(1000, test);

const encoder = nn.sequential(nn.linear(256), nn.relu(), nn.linear(CODE));
const decoder = nn.sequential(nn.linear(256), nn.relu(), nn.linear(784));
const model = nn.block({ encoder, decoder });
const events = fit(model, {
  data: batches({ x, y: x }, { size: 100, seed: 1 }),
  loss: losses.binaryCrossEntropy, // of logits, against grey from 0 to 1
  optimizer: optim.adam({ learningRate: 0.002 }),
  epochs: full ? 15 : 4,
  seed: 1,
});
const { params } = await finish(progress(events, { write: (line) => console.error(line) }));

const drawn = await evaluate(sigmoid(model.apply(params, held)));
const mean = await evaluate(x.mean({ axis: 0 }));
const error = async (of: typeof held) => of.sub(held).square().mean().item();
const numbers = { error: await error(drawn), errorOfTheMean: await error(mean.add(held.mul(0))), code: CODE };

const rows = async (of: typeof held) => Array.from(await slice(of, { ends: [10] }).data(), Number);
const tiles = (pixels: readonly number[]) =>
  Array.from({ length: 10 }, (_, at) => ({
    pixels: pixels.slice(784 * at, 784 * (at + 1)),
    width: 28,
    height: 28,
  }));

export default {
  numbers,
  holds: {
    "a digit is drawn far better than by the mean digit":
      numbers.error < numbers.errorOfTheMean / (full ? 5 : 1.5),
  },
  figure: imageGrid({
    title: "Digits, and what 16 numbers keep of them",
    images: [...tiles(await rows(held)), ...tiles(await rows(drawn))],
    columns: 10,
    range: [0, 1],
  }),
} satisfies Lesson;
