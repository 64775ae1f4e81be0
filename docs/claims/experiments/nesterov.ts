/** @file How far momentum and Nesterov's form of it run past the minimum of a parabola. */

import { minimize, readExpression } from "@glissade/lab";
import { optim } from "glissade";

const RATES = [0.01, 0.03, 0.1, 0.2];
const MOMENTA = [0.8, 0.9, 0.95];
const STEPS = 200;

/** The farthest point behind the minimum, in parts of the way from the start to it. */
async function overshoot(optimizer: string): Promise<number> {
  const options = { function: readExpression("x^2"), optimizer: optim.parse(optimizer) };
  const { path } = await minimize({ ...options, start: [-1], steps: STEPS });
  return Math.max(0, ...path.map(({ x }) => x[0]!));
}

/** Of each setting, with plain momentum and with Nesterov's. */
export default async function nesterov() {
  const settings = RATES.flatMap((rate) => MOMENTA.map((momentum) => `${rate}, momentum=${momentum}`));
  const [momentum, nesterovs]: [number[], number[]] = [[], []];
  for (const setting of settings) {
    momentum.push(await overshoot(`sgd(${setting})`));
    nesterovs.push(await overshoot(`sgd(${setting}, nesterov=true)`));
  }
  return { momentum, nesterov: nesterovs };
}
