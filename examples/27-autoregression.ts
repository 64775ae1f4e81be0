/**
 * @file Autoregression: the next value of a noisy sine from the four before it, one step ahead and many.
 * @methods autoregression x_t from x_{t-τ..t-1}; one-step prediction; multi-step prediction
 * @see One step ahead the prediction follows the curve closely. Fed with its own predictions it drifts, the sooner the more steps
 * it has to look ahead.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, losses, nn, optim, predictor, tensor, train, windows } from "glissade";
import { hostRandom } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const TAU = 4;
const LENGTH = 1000;
const TRAINED = 600;
const chance = hostRandom(1);
const truth = (t: number) => Math.sin(0.01 * t);
const series = Array.from({ length: LENGTH }, (_, t) => truth(t) + 0.2 * chance.normal());

const model = nn.sequential(nn.linear(10), nn.relu(), nn.linear(1));
const { variables } = await train(model, {
  data: batches(windows(series.slice(0, TRAINED), { size: TAU }), { size: 16, seed: 1 }),
  loss: losses.halfSquaredError,
  optimizer: optim.adam({ learningRate: 0.01 }),
  epochs: 10,
  seed: 1,
});
const predict = predictor(model, variables);
const next = async (rows: readonly (readonly number[])[]) =>
  Array.from(await (await predict(tensor(rows))).data(), Number);

const oneStep = await next(Array.from({ length: LENGTH - TAU }, (_, t) => series.slice(t, t + TAU)));

/** Predictions so many steps ahead, each made from predictions. */
async function ahead(steps: number): Promise<number[]> {
  let rows = Array.from({ length: LENGTH - TAU - steps + 1 }, (_, t) => series.slice(t, t + TAU));
  let last: number[] = [];
  for (let step = 0; step < steps; step++) {
    last = await next(rows);
    rows = rows.map((row, index) => [...row.slice(1), last[index]!]);
  }
  return last;
}

const horizons = [1, 4, 16, 64];
const errors: Record<number, number> = {};
const lines = [{ name: "truth", points: series.map((_, t) => [t, truth(t)] as const) }];
for (const steps of horizons) {
  const predicted = await ahead(steps);
  const at = (index: number) => index + TAU + steps - 1;
  const wrong = predicted.map((value, index) => (value - truth(at(index))) ** 2).slice(TRAINED);
  errors[steps] = Math.sqrt(wrong.reduce((sum, value) => sum + value, 0) / wrong.length);
  lines.push({
    name: steps === 1 ? "1 step ahead" : `${steps} steps ahead`,
    points: predicted.map((value, index) => [at(index), value] as const),
  });
}
const free = series.slice(TRAINED - TAU, TRAINED);
while (free.length < LENGTH - TRAINED + TAU) free.push((await next([free.slice(-TAU)]))[0]!);
const freeError = Math.abs(free.at(-1)! - truth(LENGTH - 1));
const numbers = {
  oneStep: errors[1]!,
  fourSteps: errors[4]!,
  sixteenSteps: errors[16]!,
  sixtyFourSteps: errors[64]!,
  freeError,
};

export default {
  numbers,
  holds: {
    "one step ahead is better than the noise of 0.2": numbers.oneStep < 0.2,
    "64 steps ahead is worse than one": numbers.sixtyFourSteps > numbers.oneStep,
    "predictions are for all windows": oneStep.length === LENGTH - TAU,
  },
  figure: lineChart({
    title: "Forecasts by a network trained on the first 600 steps",
    x: "time",
    y: "x",
    yScale: "linear",
    lines,
  }),
} satisfies Lesson;
