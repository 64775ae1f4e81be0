/**
 * @file DeepOBS quadratic: a published benchmark with its published curves: ten runs of three optimizers, side by
 * side by vmap.
 * @methods DeepOBS quadratic_deep; Adam; momentum; gradient descent; runs over seeds by vmap
 * @see Our curves go through the published values, the circles.
 */

import { lineChart, quadraticDeep } from "@glissade/lab";
import * as g from "glissade";
import { optim, random, type Tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const { matrix, train, test } = quadraticDeep();

/** ½(θ - x)ᵀQ(θ - x), averaged over the points. */
function loss(theta: Tensor, points: Tensor): Tensor {
  const distance = theta.sub(points); // (points, 100)
  return g
    .matmul(distance, matrix)
    .mul(distance)
    .sum({ axis: [1] })
    .mean()
    .mul(0.5);
}

type Run = { readonly theta: Tensor; readonly state: g.Tree };

const EPOCHS_IN_ALL = 100;

/** The test loss before training and after every epoch of seven steps. */
function trainOn(batches: Tensor, optimizer: optim.Optimizer): Tensor {
  const step = ({ theta, state }: Run, points: Tensor): [Run, []] => {
    const gradient = g.grad((at: Tensor) => loss(at, points))(theta);
    const [updates, next] = optimizer.update(gradient, state, { params: theta });
    return [{ theta: optim.applyUpdates(theta, updates), state: next }, []];
  };
  const epoch = (run: Run, _: readonly []) => {
    const [after] = g.scan(step, run, batches);
    return [after, loss(after.theta, test)] as const;
  };
  const theta = g.ones([100]);
  const [, losses] = g.scan(epoch, { theta, state: optimizer.init(theta) }, [], { length: EPOCHS_IN_ALL });
  return g.concat([g.reshape(loss(theta, test), [1]), losses]);
}

/** DeepOBS' runs draw one order and keep it: the same seven batches in every epoch. */
function drawBatches(key: Tensor): Tensor {
  const order = g.slice(random.permutation(key, 1000), { ends: [896] });
  return g.reshape(g.gather(train, order), [7, 128, 100]);
}

const RUNS = 10;
const batches = await g.evaluate(g.stack(random.split(random.key(42), RUNS).map(drawBatches)));

/** vmap makes ten runs of one. */
async function meanLosses(optimizer: optim.Optimizer): Promise<number[]> {
  const train = g.compile(g.vmap((own: Tensor) => trainOn(own, optimizer)));
  const losses = await train(batches); // (runs, epochs + 1)
  return Array.from(await losses.mean({ axis: 0 }).data(), Number);
}

const curves = {
  Adam: await meanLosses(optim.adam({ learningRate: 0.03981 })),
  "gradient descent": await meanLosses(optim.sgd({ learningRate: 0.01585 })),
  momentum: await meanLosses(optim.sgd({ learningRate: 0.002512, momentum: 0.99 })),
};

/** The stored runs of DeepOBS. */
const EPOCHS = [1, 2, 3, 5, 10, 20, 50, 100];
const published = {
  Adam: [141.825, 110.829, 120.078, 101.354, 94.73, 89.898, 87.394, 87.112],
  "gradient descent": [105.33, 102.922, 100.888, 97.695, 92.978, 89.472, 87.669, 87.397],
  momentum: [271.158, 137.885, 154.948, 217.381, 134.261, 111.349, 92.818, 87.045],
};
const farthest = Object.entries(published).map(([name, losses]) =>
  Math.max(
    ...losses.map((value, index) =>
      Math.abs(curves[name as keyof typeof curves][EPOCHS[index]!]! / value - 1),
    ),
  ),
);
console.log(curves.Adam[0]); // 353.4468
console.log(Math.max(...farthest) < 0.01); // true

const figure = lineChart({
  title: "quadratic_deep: ten runs, and DeepOBS' own (circles)",
  x: "epoch",
  y: "mean test loss",
  xScale: "log",
  yScale: "log",
  lines: Object.entries(curves).map(([name, losses]) => ({
    name,
    points: losses.map((loss, epoch) => [epoch, loss] as const).slice(1),
    marks: published[name as keyof typeof curves].map((loss, index) => [EPOCHS[index]!, loss] as const),
  })),
});

export default {
  numbers: {
    start: curves.Adam[0]!,
    adam: curves.Adam.at(-1)!,
    momentum: curves.momentum.at(-1)!,
    farthest: Math.max(...farthest),
  },
  holds: { "no published value is further off than 1 %": Math.max(...farthest) < 0.01 },
  figure,
} satisfies Lesson;
