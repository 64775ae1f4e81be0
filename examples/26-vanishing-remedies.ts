/**
 * @file Remedies for vanishing gradients: one deep network that does not learn, and seven changes after which it does.
 * @methods vanishing gradient; ReLU; batch normalisation; initialisation; auxiliary heads (GoogLeNet); layer-wise pre-training; residual connections; clipping for explosions
 * @see The deep sigmoid network stays where it started. Every remedy lets it learn; ReLU, batch normalisation and residual
 * connections are fastest.
 */

import { lineChart } from "@glissade/lab/charts";
import * as g from "glissade";
import { losses, nn, optim, type Tensor, type Tree, train } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const DEPTH = 10;
const WIDTH = 48;
const { train: examples } = glyphs({ train: full ? 2000 : 1000, test: 1 });
const epochs = full ? 15 : 5;
const small = { weight: nn.normal(0.1) };

const stack = (unit: () => readonly nn.AnyLayer[]): readonly nn.AnyLayer[] =>
  Array.from({ length: DEPTH }, unit).flat();
const network = (parts: readonly nn.AnyLayer[]) =>
  nn.sequential(nn.flatten(), ...(parts as []), nn.linear(10)) as unknown as nn.Model<Tree, Tree>;

const sigmoids = stack(() => [nn.linear(WIDTH, small), nn.sigmoid()]);
const xavier: nn.Initializer = (...start) =>
  nn
    .xavier()(...start)
    .mul(4); // since sigmoid′(0) = ¼

const models: Record<string, nn.Model<Tree, Tree>> = {
  "sigmoid, small start": network(sigmoids),
  "Xavier × 4": network(stack(() => [nn.linear(WIDTH, { weight: xavier }), nn.sigmoid()])),
  ReLU: network(stack(() => [nn.linear(WIDTH), nn.relu()])),
  "batch norm": network(stack(() => [nn.linear(WIDTH, small), nn.batchNorm(), nn.sigmoid()])),
  "residual connections": network([
    nn.linear(WIDTH),
    ...stack(() => [nn.residual(nn.sequential(nn.linear(WIDTH, small), nn.tanh()))]),
  ]),
};

const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: 0.003 }));
const data = g.batches(examples, { size: 50, seed: 1 });

async function curveOf(model: nn.Model<Tree, Tree>, start?: Tree): Promise<[number, number][]> {
  const state = start && ({ params: start, state: [], optimizer: optimizer.init(start) } as never);
  const { history } = await train(model, {
    data,
    loss: losses.softmaxCrossEntropy,
    optimizer,
    epochs,
    seed: 1,
    state,
  });
  return history.map(({ epoch, loss }) => [epoch, loss]);
}

const three = () => nn.repeat(3, nn.sequential(nn.linear(WIDTH, small), nn.sigmoid()));

/** Heads behind the third and the sixth layer, which learn too and are left out afterwards (Szegedy et al. 2014). */
async function withHeads(): Promise<[number, number][]> {
  const heads = { first: nn.linear(10), second: nn.linear(10), output: nn.linear(10) };
  const parts = { low: three(), middle: three(), high: three(), input: nn.linear(WIDTH, small), ...heads };
  const model = nn.block("withHeads", parts, (own, x: Tensor) => {
    const low = own.low(g.sigmoid(own.input(g.reshape(x, [x.shape[0]!, 196]))));
    const middle = own.middle(low);
    return { output: own.output(own.high(middle)), first: own.first(low), second: own.second(middle) };
  });
  const loss = (outputs: { output: Tensor; first: Tensor; second: Tensor }, y: Tensor) => {
    const own = losses.softmaxCrossEntropy(outputs.output, y);
    const others = [outputs.first, outputs.second].map((each) => losses.softmaxCrossEntropy(each, y));
    return own.add(others[0]!.add(others[1]!).mul(0.3));
  };
  const { history } = await train(model, { data, loss, optimizer, epochs, seed: 1 });
  return history.map(({ epoch, loss }) => [epoch, loss / 1.6]); // the mean of the three
}

/** Each layer learns to keep what its input was made of, from the input on (Hinton, Osindero and Teh 2006). */
async function pretrained(): Promise<Tree> {
  let signal = g.tensor(examples.inputs, { shape: [examples.size, 196] });
  const layers: Tree[] = [];
  for (let depth = 0; depth < DEPTH; depth++) {
    const encoder = nn.linear(WIDTH, small);
    const model = nn.sequential(encoder, nn.sigmoid(), nn.linear(signal.shape[1]!));
    const { params } = await train(model, {
      data: g.batches({ x: signal, y: signal }, { size: 50, seed: depth }),
      loss: losses.meanSquaredError,
      optimizer: optim.adam({ learningRate: 0.01 }),
      epochs: full ? 5 : 3,
    });
    layers.push(params[0], []);
    signal = await g.evaluate(g.sigmoid(encoder.apply(params[0], signal)));
  }
  const head = nn.linear(10).init(g.random.key(3), signal);
  return [[], ...layers, head] as Tree;
}

const curves: Record<string, [number, number][]> = {};
for (const [name, model] of Object.entries(models)) curves[name] = await curveOf(model);
curves["auxiliary heads"] = await withHeads();
curves["layer-wise pre-training"] = await curveOf(models["sigmoid, small start"]!, await pretrained());

const last = (name: string) => curves[name]!.at(-1)![1];
const fast = Math.max(last("ReLU"), last("batch norm"), last("residual connections"));
const { "sigmoid, small start": untouched, ...remedies } = curves;
const slowest = Math.max(...Object.keys(remedies).map(last));
const numbers = { deepSigmoid: untouched!.at(-1)![1], slowestRemedy: slowest, slowestOfTheFast: fast };

export default {
  numbers,
  holds: {
    "the deep sigmoid network stays near log 10 = 2.303": Math.abs(numbers.deepSigmoid - Math.log(10)) < 0.1,
    "every remedy does better": slowest < numbers.deepSigmoid,
    "ReLU, batch normalisation and residual connections do much better": fast < (full ? 0.5 : 1.9),
  },
  figure: lineChart({
    title: "Ten layers of 48 units",
    x: "epoch",
    y: "training loss",
    yScale: "linear",
    lines: Object.entries(curves).map(([name, points]) => ({ name, points })),
  }),
} satisfies Lesson;
