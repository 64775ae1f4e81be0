/**
 * @file Airfoil noise: linear regression against the clock: all rows at once, one by one, and batches between.
 * @methods gradient descent, SGD and mini-batches in wall-clock time; least-squares floor
 * @see All settings end near the floor of least squares. Batches get there in the least time.
 */

import { lineChart } from "@glissade/lab";
import {
  batches,
  concat,
  fit,
  losses,
  matmul,
  nn,
  ones,
  optim,
  scorer,
  solveLinear,
  transpose,
} from "glissade";
import { airfoil, airfoilExamples } from "./support/airfoil.ts";
import type { Lesson } from "./support/lesson.ts";

const { inputs, targets } = await airfoil();
const everything = await airfoilExamples();

const settings = [
  { name: "gradient descent", size: 1500, learningRate: 1, epochs: 10 },
  { name: "SGD", size: 1, learningRate: 0.005, epochs: 2 },
  { name: "batches of 100", size: 100, learningRate: 0.4, epochs: 2 },
  { name: "batches of 10", size: 10, learningRate: 0.05, epochs: 2 },
];
const model = nn.linear(1, { weight: nn.normal(0.01) });
const loss = losses.halfSquaredError;
const scoreOf = scorer(model, { loss });

/** Points of training time in milliseconds and loss over all rows; the time that this loss takes does not count. */
async function race({ size, learningRate, epochs }: (typeof settings)[number]) {
  const data = batches(everything, { size, seed: 1 });
  const points: [number, number][] = [];
  let [milliseconds, before] = [0, 0];
  for await (const event of fit(model, {
    data,
    loss,
    optimizer: optim.sgd({ learningRate }),
    epochs,
    seed: 1,
  })) {
    if (event.type === "step" && event.step > 1) milliseconds += performance.now() - before; // the first one compiles
    if (event.type === "done" || milliseconds > 1.2 * (points.at(-1)?.[0] ?? 0))
      points.push([milliseconds, (await scoreOf(event.state, everything)).loss]);
    before = performance.now();
  }
  return points;
}

const lines = [];
for (const setting of settings) lines.push({ name: setting.name, points: await race(setting) });

const ends = lines.map(({ points }) => points.at(-1)![1]);
console.log(ends.every((end) => end > 0.241 && end < 0.25)); // true
console.log(await leastLoss()); // 0.241688

/** Where all of them go: the normal equations, solved in float64. */
async function leastLoss(): Promise<number> {
  const x = concat([inputs, ones([1500, 1], { dtype: "float64" })], { axis: 1 });
  const weights = solveLinear(matmul(transpose(x), x), matmul(transpose(x), targets));
  return loss(matmul(x, weights), targets).item();
}

const figure = lineChart({
  title: "Airfoil noise: the same regression by four sizes of batches",
  x: "training time (ms)",
  y: "loss over all rows",
  xScale: "log",
  lines,
});

export default {
  numbers: {
    leastSquares: await leastLoss(),
    gradientDescent: ends[0]!,
    sgd: ends[1]!,
    batchesOf100: ends[2]!,
    batchesOf10: ends[3]!,
  },
  holds: { "all end between .241 and .25": ends.every((end) => end > 0.241 && end < 0.25) },
  figure,
} satisfies Lesson;
