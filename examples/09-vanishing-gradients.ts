/**
 * @file Vanishing gradients: why deep sigmoid networks did not learn, and five ways out: the gradient of every layer.
 * @methods vanishing gradient; initialisation; ReLU; batch normalisation; auxiliary losses; layer-wise pre-training
 * @see Towards the input the gradient of the sigmoid network falls by a factor of about five with every layer. Each
 * remedy holds it up.
 */

import { lineChart } from "@glissade/lab";
import * as g from "glissade";
import { losses, nn, optim, random, type Tensor } from "glissade";
import { glyphs } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const DEPTH = 10;
const WIDTH = 64;

interface Network {
  readonly layer: nn.Layer<nn.LinearParams>;
  /** Behind every layer. */
  readonly activate: (z: Tensor) => Tensor;
  /** Layers, counted from 1, from whose outputs a classifier of their own learns too. */
  readonly heads?: readonly number[];
}

type Params = { readonly layers: readonly nn.LinearParams[]; readonly heads: readonly nn.LinearParams[] };

const [batch] = g.batches(glyphs({ train: 256, test: 10 }).train, { size: 256 })(0);
const head = nn.linear(10, { weight: nn.xavier() });

function init({ layer, heads = [] }: Network): Params {
  const input = (features: number) => g.zeros([1, features]);
  const keys = random.split(random.key(1), DEPTH + heads.length + 1);
  const layers = keys.slice(0, DEPTH).map((key, index) => layer.init(key, input(index === 0 ? 196 : WIDTH)));
  return { layers, heads: keys.slice(DEPTH).map((key) => head.init(key, input(WIDTH))) };
}

function loss({ layer, activate, heads = [] }: Network, params: Params): Tensor {
  let signal = g.reshape(batch!.x, [256, 196]);
  const total: Tensor[] = [];
  params.layers.forEach((own, index) => {
    signal = activate(layer.apply(own, signal));
    const classifier = index === DEPTH - 1 ? heads.length : heads.indexOf(index + 1);
    if (classifier < 0) return;
    const logits = head.apply(params.heads[classifier]!, signal);
    total.push(losses.softmaxCrossEntropy(logits, batch!.y));
  });
  return total.reduce((sum, each) => sum.add(each));
}

async function gradientNorms(network: Network, params = init(network)): Promise<number[]> {
  const gradients = g.grad((at: Params) => loss(network, at))(params);
  const norms = await g.evaluate(g.stack(gradients.layers.map(optim.globalNorm)));
  return [...(await norms.data())].map(Number);
}

/** Every layer by itself, from the input on: it learns to keep what its input was made of (Hinton et al. 2006). */
async function pretrain(network: Network): Promise<Params> {
  const params = init(network);
  const layers: nn.LinearParams[] = [];
  let signal = await g.evaluate(g.reshape(batch!.x, [256, 196]));
  for (const own of params.layers) {
    const decoder = nn.linear(signal.shape[1]!, { weight: nn.xavier() });
    const { params: learned } = await g.train(
      nn.sequential({ ...network.layer, init: () => own }, nn.sigmoid(), decoder),
      {
        data: [{ x: signal, y: signal }],
        loss: losses.meanSquaredError,
        optimizer: optim.adam({ learningRate: 0.01 }),
        epochs: 200,
        seed: 2,
      },
    );
    layers.push(learned[0]);
    signal = await g.evaluate(network.activate(network.layer.apply(learned[0], signal)));
  }
  return { ...params, layers };
}

const small = nn.linear(WIDTH, { weight: nn.normal(0.1) });
const sigmoid: Network = { layer: small, activate: g.sigmoid };
const xavier: nn.Initializer = (...start) =>
  nn
    .xavier()(...start)
    .mul(4); // since sigmoid'(0) = 1/4

const norms = {
  "sigmoid, N(0, .01)": await gradientNorms(sigmoid),
  "Xavier × 4": await gradientNorms({ ...sigmoid, layer: nn.linear(WIDTH, { weight: xavier }) }),
  "ReLU, Kaiming": await gradientNorms({ layer: nn.linear(WIDTH), activate: g.relu }),
  "batch norm": await gradientNorms({ ...sigmoid, activate: (z) => g.sigmoid(g.batchNorm(z)) }),
  "auxiliary losses": await gradientNorms({ ...sigmoid, heads: [3, 6] }),
  "layer-wise pre-training": await gradientNorms(sigmoid, await pretrain(sigmoid)),
};
const [vanishing, ...ways] = Object.values(norms).map((each) => each[0]! / each.at(-1)!);
console.log(vanishing! < 1e-5); // true
console.log(Math.min(...ways) > 0.01); // true

const figure = lineChart({
  title: "The gradient of each layer's parameters at the start",
  x: "layer",
  y: "norm of the gradient",
  lines: Object.entries(norms).map(([name, each]) => ({
    name,
    points: each.map((norm, index) => [index + 1, norm] as const),
  })),
});

export default {
  numbers: { vanishing: vanishing!, leastOfTheRemedies: Math.min(...ways) },
  holds: {
    "the gradient vanishes without a remedy": vanishing! < 1e-5,
    "and with none of them": Math.min(...ways) > 0.01,
  },
  figure,
} satisfies Lesson;
