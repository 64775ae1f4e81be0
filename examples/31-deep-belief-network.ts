/**
 * @file Deep belief network: restricted Boltzmann machines, layer by layer, that dream digits and start a classifier.
 * @methods restricted Boltzmann machine; contrastive divergence; deep belief network by layer-wise RBMs (2006); layer-wise pre-training
 * @see What the first machine draws, each tile after two hundred steps of Gibbs sampling from noise: strokes of digits, which nobody
 * told it about.
 */

import { imageGrid } from "@glissade/lab/charts";
import {
  batches,
  compile,
  evaluate,
  losses,
  metrics,
  nn,
  optim,
  random,
  score,
  type Tensor,
  takeRows,
  tensor,
  train,
} from "glissade";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const { train: all, test } = await digits({ size: 14 });
const examples = takeRows(
  all,
  Array.from({ length: full ? 20_000 : 1000 }, (_, row) => row),
);
const labelled = takeRows(
  all,
  Array.from({ length: full ? 300 : 200 }, (_, row) => row),
);
const pixels = tensor(examples.inputs, { shape: [examples.size, 196] });
const epochs = full ? 20 : 5;

const first = nn.restrictedBoltzmannMachine(128);
const second = nn.restrictedBoltzmannMachine(64);

/** The parameters of a machine that has learned the distribution of its inputs. */
async function learn(machine: nn.RestrictedBoltzmann, x: Tensor) {
  const { params } = await train(machine.contrastiveDivergence, {
    data: batches({ x, y: x }, { size: 100, seed: 1 }),
    loss: (gap: Tensor) => gap.mean(),
    optimizer: optim.sgd({ learningRate: 0.05, momentum: 0.5 }),
    epochs,
    seed: 1,
  });
  return params;
}
const low = await learn(first, pixels);
const high = await learn(second, await evaluate(first.hidden(low, pixels)));

// How much lower the energy of digits is than that of noise with as much ink
const energy = async (v: Tensor) => first.freeEnergy(low, v).mean().item();
const noise = await evaluate(random.shuffle(random.key(4), pixels, { axis: 1 }));
const gap = (await energy(noise)) - (await energy(pixels));

// The stack as the start of a classifier that sees few labels
const network = nn.sequential(
  nn.flatten(),
  nn.linear(128),
  nn.sigmoid(),
  nn.linear(64),
  nn.sigmoid(),
  nn.linear(10),
);
const fresh = network.init(random.key(1), tensor(labelled.inputs.slice(0, 196), { shape: [1, 14, 14] }));
const stacked = [
  fresh[0],
  { weight: low.weight, bias: low.hiddenBias },
  fresh[2],
  { weight: high.weight, bias: high.hiddenBias },
  fresh[4],
  fresh[5],
] as const;
async function accuracyFrom(params: typeof fresh) {
  const optimizer = optim.adam({ learningRate: 0.003 });
  const { variables } = await train(network, {
    data: batches(labelled, { size: 50, seed: 1 }),
    loss: losses.softmaxCrossEntropy,
    optimizer,
    epochs: full ? 60 : 20,
    state: { params, state: [], optimizer: optimizer.init(params) },
  });
  return (await score(network, variables, test, { accuracy: metrics.accuracy() })).accuracy;
}

const dream = compile((v: Tensor, key: Tensor) => {
  const last = first.sample(low, v, key, 10);
  return { v: last, seen: first.visible(low, first.hidden(low, last)) };
});
let state = { v: await evaluate(random.bernoulli(random.key(2), [30, 196]).cast("float32")), seen: pixels };
for (let step = 0; step < 20; step++) state = await dream(state.v, random.foldIn(random.key(3), step));
const drawn = Array.from(await state.seen.data(), Number);

const numbers = {
  pretrained: await accuracyFrom(stacked),
  fromScratch: await accuracyFrom(fresh),
  energyGap: gap,
};

export default {
  numbers,
  holds: {
    "digits have a lower energy than noise of the same ink": numbers.energyGap > 0,
    "with few labels the pre-trained network reads more digits":
      numbers.pretrained > (full ? numbers.fromScratch : 0.3),
  },
  figure: imageGrid({
    title: "Dreams of a restricted Boltzmann machine",
    images: Array.from({ length: 30 }, (_, at) => ({
      pixels: drawn.slice(196 * at, 196 * (at + 1)),
      width: 14,
      height: 14,
    })),
    columns: 10,
    range: [0, 1],
  }),
} satisfies Lesson;
