/** @file Gradient descent, SGD and mini-batches against the clock: linear regression on NASA's airfoil noise. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import {
  type Batch,
  compile,
  initialState,
  losses,
  matmul,
  nn,
  optim,
  random,
  solveLinear,
  tensor,
  trainStep,
  transpose,
} from "glissade";
import { hostRandom } from "glissade/data";
import { readCsv } from "glissade/files";

// The UCI Machine Learning Repository has the file: https://archive.ics.uci.edu/dataset/291
const file = process.env.AIRFOIL ?? "../shared/data/airfoil_self_noise.dat";
const { values } = await readCsv(file, { header: false, delimiter: "\t" });
const rows = standardise(values.data, values.shape[1]!).slice(0, 1500);

/** Each column with mean 0 and (population) variance 1. */
function standardise(data: Float64Array, width: number): number[][] {
  const columns = Array.from({ length: width }, (_, column) => {
    const numbers = [...data.filter((_, index) => index % width === column)];
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
    return numbers.map((value) => (value - mean) / Math.sqrt(variance));
  });
  return columns[0]!.map((_, row) => columns.map((column) => column[row]!));
}

const toBatch = (chosen: readonly number[][]): Batch => ({
  x: tensor(chosen.map((row) => row.slice(0, -1))),
  y: tensor(chosen.map((row) => row.slice(-1))),
});

/** The batches of an epoch: all rows in a random order, without repetition. */
function* shuffle(size: number, epoch: number): Generator<Batch> {
  const order = hostRandom(epoch).permutation(rows.length);
  for (let start = 0; start < rows.length; start += size) {
    yield toBatch([...order.subarray(start, start + size)].map((row) => rows[row]!));
  }
}

const settings = [
  { name: "gradient descent", size: 1500, learningRate: 1, epochs: 10 },
  { name: "SGD", size: 1, learningRate: 0.005, epochs: 2 },
  { name: "batches of 100", size: 100, learningRate: 0.4, epochs: 2 },
  { name: "batches of 10", size: 10, learningRate: 0.05, epochs: 2 },
];
const model = nn.linear(1, { weight: nn.normal(0.01) });
const loss = losses.halfSquaredError;
const everything = toBatch(rows);
const lossOf = compile((params: nn.LinearParams) => loss(model.apply(params, everything.x), everything.y));

/** Points of training time in milliseconds and loss over all rows; the time that the loss takes does not count. */
async function race({ size, learningRate, epochs }: (typeof settings)[number]) {
  const training = { model, loss, optimizer: optim.sgd({ learningRate }) };
  const step = trainStep(training);
  let state = await initialState(training, random.key(1), everything.x);
  await step(state, shuffle(size, 0).next().value!); // compiles
  let milliseconds = 0;
  const points: [number, number][] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of shuffle(size, epoch)) {
      const start = performance.now();
      const [next, value] = await step(state, batch);
      await value.item();
      milliseconds += performance.now() - start;
      state = next;
      if (points.length === 0 || milliseconds > 1.2 * points.at(-1)![0])
        points.push([milliseconds, await lossNow()]);
    }
  }
  async function lossNow() {
    return (await lossOf(state.params as nn.LinearParams)).item();
  }
  return [...points, [milliseconds, await lossNow()] as const];
}

const lines = [];
for (const setting of settings) lines.push({ name: setting.name, points: await race(setting) });

const ends = lines.map(({ points }) => points.at(-1)![1]);
console.log(ends.every((end) => end > 0.241 && end < 0.25)); // true
console.log(await leastLoss()); // 0.241688

/** Where all of them go: the normal equations, solved in float64. */
async function leastLoss(): Promise<number> {
  const x = tensor(
    rows.map((row) => [...row.slice(0, -1), 1]),
    { dtype: "float64" },
  );
  const y = tensor(
    rows.map((row) => row.slice(-1)),
    { dtype: "float64" },
  );
  const weights = solveLinear(matmul(transpose(x), x), matmul(transpose(x), y));
  return loss(matmul(x, weights), y).item();
}

const figure = lineChart({
  title: "Airfoil noise: the same regression by four sizes of batches",
  x: "training time (ms)",
  y: "loss over all rows",
  xScale: "log",
  lines,
});
await writeFile("examples/figures/11-airfoil.svg", figure);
