/** @file Momentum that sums gradients against momentum that averages them, and how far back it remembers. */

import { minimize, readExpression } from "@glissade/lab";
import { optim } from "glissade";

/** Two optimizers that should take the same path. */
export const setting = {
  sum: "sgd(0.05, momentum=0.9)",
  average: "sgd(0.5, momentum=0.9, average=true)",
  steps: 60,
} as const;

const pathOf = async (optimizer: string, f: string, start: readonly number[], steps: number) => {
  const options = { function: readExpression(f), optimizer: optim.parse(optimizer) };
  return (await minimize({ ...options, start, steps })).path.map(({ x }) => x);
};

/** Both forms down a canyon, and steps under a constant gradient, in parts of the rate times the gradient. */
export default async function momentumForms() {
  const canyon = "0.1*x^2 + 2*y^2";
  const sum = await pathOf(setting.sum, canyon, [-5, -2], setting.steps);
  const average = await pathOf(setting.average, canyon, [-5, -2], setting.steps);
  const gaps = sum.flatMap((x, step) => x.map((value, at) => Math.abs(value - average[step]![at]!)));
  const windows = [0.5, 0.9, 0.99];
  const steps: number[] = [];
  for (const beta of windows) {
    const path = await pathOf(`sgd(1, momentum=${beta})`, "x", [0], 2000);
    steps.push(path.at(-2)![0]! - path.at(-1)![0]!);
  }
  return { largestGap: [Math.max(...gaps)], momenta: windows, stepsOfConstantGradient: steps };
}
