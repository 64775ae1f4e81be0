/**
 * @file Remedies for vanishing gradients: a deep network that does not learn, six changes after which it does, and clipping for the opposite.
 * @methods vanishing gradient; ReLU; batch normalisation; initialisation; auxiliary heads (GoogLeNet); layer-wise pre-training; residual connections; exploding gradient; clipping by global norm
 * @see On the left the deep sigmoid network stays where it started, and each of six changes lets it learn. On the right gradients
 * explode, since the weights start half as large again as ReLU needs: without clipping the loss is no number after seven steps.
 */

import { lineChart, panels } from "@glissade/lab/charts";
import * as g from "glissade";
import { fit, losses, nn, optim, type Tensor, type Tree, train } from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const { train: examples } = glyphs({ train: 2000, test: 1 });
const settings = { data: g.batches(examples, { size: 50, seed: 1 }), validation: examples, seed: 1 };
const epochs = full ? 15 : 7;
const entropy = losses.softmaxCrossEntropy;
type Curve = readonly (readonly [time: number, loss: number])[];

/** The loss of all training images after each epoch, without what is for training alone. */
async function curveOf<Params extends Tree, State extends Tree = nn.None, Output = Tensor>(
  model: nn.Model<Params, State, Tensor, Output>,
  loss: (output: Output, y: Tensor) => Tensor,
  start?: nn.Variables<Params, State>,
): Promise<Curve> {
  const optimizer = optim.adam({ learningRate: 0.003 });
  const state = start && { ...start, optimizer: optimizer.init(start.params) };
  const { history } = await train(model, { ...settings, loss, optimizer, epochs, state });
  return history.map(({ epoch, validation }) => [epoch, validation!.loss]);
}

const list = <L>(count: number, layer: L) => Array.from({ length: count }, () => layer);
const [first, head] = [nn.flatten(), nn.linear(10)];
const linear = nn.linear(48, { weight: nn.normal(0.1) });
const sigmoid = nn.sequential(linear, nn.sigmoid());
const untouched = nn.sequential(first, ...list(10, sigmoid), head);
/** Four times as wide, since sigmoid′(0) = ¼. */
const xavier: nn.Initializer = (key, shape, fans) => nn.xavier()(key, shape, fans).mul(4);
const spread = list(10, nn.sequential(nn.linear(48, { weight: xavier }), nn.sigmoid()));
const rectified = list(10, nn.sequential(nn.linear(48), nn.relu()));
const normed = list(10, nn.sequential(linear, nn.batchNorm(), nn.sigmoid()));
const residual = list(10, nn.residual(nn.sequential(linear, nn.tanh())));

/** Heads behind the third and the sixth layer, which are left out after training (Szegedy et al. 2014). */
const [three, four] = [nn.sequential(...list(3, sigmoid)), nn.sequential(...list(4, sigmoid))];
const parts = { low: three, middle: three, high: four, first: head, second: head, output: head };
const withHeads = nn.block("withHeads", parts, (own, x: Tensor, training) => {
  const below = own.low(g.reshape(x, [x.shape[0]!, 196]));
  const above = own.middle(below);
  const others = training ? [own.first(below), own.second(above)] : [];
  return { output: own.output(own.high(above)), others };
});
const sumOfHeads = ({ output, others }: nn.OutputOf<typeof withHeads>, y: Tensor) =>
  others.reduce((sum, each) => sum.add(entropy(each, y).mul(0.3)), entropy(output, y));

/** Each layer learns to keep what its input was made of, from the input on (Hinton, Osindero and Teh 2006). */
async function pretrained() {
  let signal = g.tensor(examples.inputs, { shape: [examples.size, 196] });
  const layers: nn.ParamsOf<typeof sigmoid>[] = [];
  const options = { loss: losses.meanSquaredError, optimizer: optim.adam({ learningRate: 0.01 }), epochs: 4 };
  for (let depth = 0; depth < 10; depth++) {
    const autoencoder = nn.block({ encoder: sigmoid, decoder: nn.linear(signal.shape[1]!) });
    const data = g.batches({ x: signal, y: signal }, { size: 50, seed: depth });
    const { params } = await train(autoencoder, { ...options, data });
    layers.push(params.encoder);
    signal = await g.evaluate(sigmoid.apply(params.encoder, signal));
  }
  return { params: [[], ...layers, head.init(g.random.key(3), signal)] as const, state: [] as const };
}

/** The loss before each step, from a start that is too large. */
async function exploding(...clipping: readonly optim.Transform[]): Promise<Curve> {
  const large = list(10, nn.sequential(nn.linear(48, { weight: nn.normal(0.3) }), nn.relu()));
  const optimizer = optim.chain(...clipping, optim.sgd({ learningRate: 0.03, momentum: 0.9 }));
  const curve: [number, number][] = [];
  const options = { ...settings, loss: entropy, optimizer, steps: full ? 600 : 120 };
  for await (const event of fit(nn.sequential(first, ...large, head), options))
    if (event.type === "step" || event.type === "diverged") curve.push([event.step, event.loss]);
  return curve;
}

const curves = {
  "sigmoid, small start": await curveOf(untouched, entropy),
  "Xavier × 4": await curveOf(nn.sequential(first, ...spread, head), entropy),
  ReLU: await curveOf(nn.sequential(first, ...rectified, head), entropy),
  "batch norm": await curveOf(nn.sequential(first, ...normed, head), entropy),
  "residual connections": await curveOf(nn.sequential(first, linear, ...residual, head), entropy),
  "auxiliary heads": await curveOf(withHeads, sumOfHeads),
  "layer-wise pre-training": await curveOf(untouched, entropy, await pretrained()),
};
const [exploded, clipped] = [await exploding(), await exploding(optim.clipByGlobalNorm(1))];
const { "sigmoid, small start": untreated, ...remedies } = curves;
const slowest = (...of: readonly Curve[]) => Math.max(...of.map((curve) => curve.at(-1)![1]));
const numbers = {
  deepSigmoid: slowest(untreated),
  slowestRemedy: slowest(...Object.values(remedies)),
  slowestOfTheFast: slowest(curves.ReLU, curves["batch norm"], curves["residual connections"]),
  auxiliaryHeads: slowest(curves["auxiliary heads"]),
  stepsWithoutClipping: exploded.length,
  clipped: clipped.slice(-40).reduce((sum, [, loss]) => sum + loss / 40, 0),
};
const lines = (of: Record<string, Curve>) => Object.entries(of).map(([name, points]) => ({ name, points }));
// Above 10⁶ the curve of an explosion would leave no room for the other.
const shown = { "no clipping": exploded.filter(([, loss]) => loss < 1e6), clipping: clipped.slice(0, 200) };
const y = "training loss";

export default {
  numbers,
  holds: {
    "the deep sigmoid network stays near log 10 = 2.303": Math.abs(numbers.deepSigmoid - Math.log(10)) < 0.1,
    "every remedy does better, auxiliary heads at the output that stays":
      numbers.slowestRemedy < numbers.deepSigmoid - 0.1,
    "ReLU, batch normalisation and residual connections do much better": numbers.slowestOfTheFast < 1,
    "a large start soon has no loss": numbers.stepsWithoutClipping < 20,
    [`with clipping its loss falls below ${full ? 0.7 : 2}`]: numbers.clipped < (full ? 0.7 : 2),
  },
  figure: panels({
    charts: [
      lineChart({ title: "Vanishing gradients", x: "epoch", y, yScale: "linear", lines: lines(curves) }),
      lineChart({ title: "Exploding gradients", x: "step", y, yScale: "log", lines: lines(shown) }),
    ],
  }),
} satisfies Lesson;
