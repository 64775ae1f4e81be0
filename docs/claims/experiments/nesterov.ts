/** @file How far momentum and Nesterov's form of it run past the minimum of a parabola. */

import { minimize, readExpression } from "@glissade/lab";
import { optim } from "glissade";

export const setting = {
  start: -1,
  rates: [0.01, 0.03, 0.1, 0.2],
  momenta: [0.8, 0.9, 0.95],
  steps: 200,
} as const;

/** The farthest point behind the minimum, in parts of the way from the start to it. */
async function overshoot(optimizer: string): Promise<number> {
  const options = { function: readExpression("x^2"), optimizer: optim.parse(optimizer) };
  const { path } = await minimize({ ...options, start: [setting.start], steps: setting.steps });
  return Math.max(0, ...path.map(({ x }) => x[0]!));
}

/** Of each setting, with plain momentum and with Nesterov's. */
export default async function nesterov() {
  const { rates, momenta } = setting;
  const settings = rates.flatMap((rate) => momenta.map((momentum) => `${rate}, momentum=${momentum}`));
  const [momentum, nesterovs]: [number[], number[]] = [[], []];
  for (const options of settings) {
    momentum.push(await overshoot(`sgd(${options})`));
    nesterovs.push(await overshoot(`sgd(${options}, nesterov=true)`));
  }
  return { momentum, nesterov: nesterovs };
}
