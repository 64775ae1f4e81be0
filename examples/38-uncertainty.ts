/**
 * @file Uncertainty: a network that says how sure it is, by a mean and a variance, and five of them that disagree.
 * @methods Gaussian negative log likelihood; ensembles; uncertainty of data and of the model
 * @see The band is two deviations wide: noise of the data where there are examples, and beyond them the disagreement of five
 * networks, which grows.
 */

import { lineChart } from "@glissade/lab/charts";
import { exp, losses, nn, optim, predictor, type Tensor, tensor, train } from "glissade";
import { hostRandom } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const chance = hostRandom(2);
const truth = (x: number) => Math.sin(1.5 * x);
const noise = (x: number) => 0.05 + (0.15 * (x + 2) ** 2) / 8; // more to the right
const xs = Array.from({ length: 300 }, () => -2 + 4 * chance.uniform());
const ys = xs.map((x) => truth(x) + noise(x) * chance.normal());
const data = [{ x: tensor(xs.map((x) => [x])), y: tensor(ys.map((y) => [y])) }];

const model = nn.block(
  "distribution",
  {
    body: nn.sequential(nn.linear(64), nn.tanh(), nn.linear(64), nn.tanh()),
    mean: nn.linear(1),
    spread: nn.linear(1),
  },
  ({ body, mean, spread }, x: Tensor) => {
    const hidden = body(x);
    return { mean: mean(hidden), variance: exp(spread(hidden)) };
  },
);

const grid = Array.from({ length: 121 }, (_, index) => -3 + index / 20);
const members: { readonly mean: number[]; readonly variance: number[] }[] = [];
for (let seed = 1; seed <= (full ? 5 : 3); seed++) {
  const { variables } = await train(model, {
    data,
    loss: losses.gaussian,
    optimizer: optim.adam({ learningRate: 0.005 }),
    epochs: full ? 2000 : 1000,
    seed,
  });
  const { mean, variance } = await predictor(model, variables)(tensor(grid.map((x) => [x])));
  members.push({
    mean: Array.from(await mean.data(), Number),
    variance: Array.from(await variance.data(), Number),
  });
}

// The mixture of the members: its mean, and its variance as that within and that between them
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
const mixture = grid.map((x, at) => {
  const mean = average(members.map((member) => member.mean[at]!));
  const within = average(members.map((member) => member.variance[at]!));
  const between = average(members.map((member) => (member.mean[at]! - mean) ** 2));
  return { x, mean, within, between, deviation: Math.sqrt(within + between) };
});

const at = (x: number) => mixture[Math.round(20 * (x + 3))]!;
const inside = xs.filter((x, index) => {
  const { mean, deviation } = at(Math.round(20 * x) / 20);
  return Math.abs(ys[index]! - mean) < 2 * deviation;
}).length;
const numbers = {
  coverage: inside / xs.length,
  noiseLeft: Math.sqrt(at(-1.5).within),
  noiseRight: Math.sqrt(at(1.5).within),
  disagreementInside: Math.sqrt(at(0).between),
  disagreementOutside: Math.sqrt(at(3).between),
};

export default {
  numbers,
  holds: {
    "about 95 % of the examples lie within two deviations": Math.abs(numbers.coverage - 0.95) < 0.05,
    "the noise is larger on the right, as it is": numbers.noiseRight > 2 * numbers.noiseLeft,
    "the networks disagree where there are no examples":
      numbers.disagreementOutside > 2 * numbers.disagreementInside,
  },
  figure: lineChart({
    title: "Mean and two deviations of five networks",
    x: "x",
    y: "y",
    yScale: "linear",
    lines: [
      {
        name: "prediction",
        points: mixture.map(({ x, mean }) => [x, mean] as const),
        band: mixture.map(
          ({ x, mean, deviation }) => [x, mean - 2 * deviation, mean + 2 * deviation] as const,
        ),
        marks: xs.slice(0, 150).map((x, index) => [x, ys[index]!] as const),
      },
      { name: "truth", points: grid.map((x) => [x, truth(x)] as const) },
    ],
  }),
} satisfies Lesson;
