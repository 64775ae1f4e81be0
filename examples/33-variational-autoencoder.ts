/**
 * @file Variational autoencoder: codes that follow a normal distribution, so that new digits can be drawn from it.
 * @methods variational autoencoder; reparameterisation; KL divergence to the normal distribution; evidence lower bound
 * @see A grid over the two numbers of the code, one tile for each: neighbouring codes give digits that turn into one another.
 */

import { imageGrid } from "@glissade/lab/charts";
import {
  batches,
  evaluate,
  exp,
  finish,
  fit,
  losses,
  nn,
  optim,
  progress,
  random,
  sigmoid,
  type Tensor,
  tensor,
} from "glissade";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const CODE = 2;
const { train } = await digits();
const count = full ? 30_000 : 2000;
const x = tensor(train.inputs.slice(0, 784 * count), { shape: [count, 784] });

/** Draws z = μ + σε while training (Kingma and Welling 2013), and gives μ otherwise. */
const draw: nn.Layer<nn.None, { mean: Tensor; logVariance: Tensor }, Tensor> = {
  name: "draw",
  random: true,
  init: () => [],
  apply: (_, { mean, logVariance }, context) =>
    context?.training && context.key
      ? mean.add(exp(logVariance.mul(0.5)).mul(random.normal(context.key, mean.shape)))
      : mean,
};
const decoder = nn.sequential(nn.linear(256), nn.relu(), nn.linear(784));
const parts = {
  body: nn.sequential(nn.linear(256), nn.relu()),
  mean: nn.linear(CODE),
  spread: nn.linear(CODE),
  draw,
  decoder,
};
const model = nn.block("vae", parts, (own, image: Tensor) => {
  const hidden = own.body(image);
  const [mean, logVariance] = [own.mean(hidden), own.spread(hidden)];
  return { logits: own.decoder(own.draw({ mean, logVariance })), mean, logVariance };
});

type Outputs = { logits: Tensor; mean: Tensor; logVariance: Tensor };
const reconstruction = ({ logits }: Outputs, y: Tensor) => losses.binaryCrossEntropy(logits, y).mul(784);
/** KL(N(μ, σ²) ‖ N(0, 1)) = ½Σ(μ² + σ² - 1 - log σ²) */
const divergence = ({ mean, logVariance }: Outputs) =>
  mean.square().add(exp(logVariance)).sub(1).sub(logVariance).sum({ axis: 1 }).mul(0.5).mean();

const events = fit(model, {
  data: batches({ x, y: x }, { size: 100, seed: 1 }),
  loss: (outputs: Outputs, y: Tensor) => reconstruction(outputs, y).add(divergence(outputs)),
  optimizer: optim.adam({ learningRate: 0.002 }),
  epochs: full ? 30 : 4,
  seed: 1,
});
const { params, history } = await finish(progress(events, { write: (line) => console.error(line) }));
const outputs = await evaluate(
  model.apply(
    params,
    x.shape[0]! > 2000 ? tensor(train.inputs.slice(0, 784 * 2000), { shape: [2000, 784] }) : x,
  ),
);
const klDivergence = await divergence(outputs).item();
const codes = Array.from(await outputs.mean.data(), Number);
const spread = Math.sqrt(codes.reduce((sum, value) => sum + value ** 2, 0) / codes.length);

const SIDE = 12;
const grid = Array.from({ length: SIDE * SIDE }, (_, at) => [
  (at % SIDE) / 2.2 - 2.5,
  Math.floor(at / SIDE) / 2.2 - 2.5,
]);
const drawn = Array.from(await sigmoid(decoder.apply(params.decoder, tensor(grid))).data(), Number);
const numbers = {
  loss: history.at(-1)!.loss,
  lossAtFirst: history[0]!.loss,
  klDivergence,
  codeDeviation: spread,
};

export default {
  numbers,
  holds: {
    "the bound improves": numbers.loss < numbers.lossAtFirst,
    "codes carry something of the digits": numbers.klDivergence > 0.5,
    "and lie about as the normal distribution does": Math.abs(numbers.codeDeviation - 1) < 0.6,
  },
  figure: imageGrid({
    title: "Digits decoded from a grid of codes",
    images: Array.from({ length: SIDE * SIDE }, (_, at) => ({
      pixels: drawn.slice(784 * at, 784 * (at + 1)),
      width: 28,
      height: 28,
    })),
    columns: SIDE,
    range: [0, 1],
  }),
} satisfies Lesson;
