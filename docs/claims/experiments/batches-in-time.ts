/** @file Milliseconds until a regression is near its least loss, by the size of batches. */

import { batches, fit, losses, nn, optim, scorer } from "glissade";
import { airfoilExamples } from "../../../examples/support/airfoil.ts";

const SEEDS = 7;

export const setting = {
  target: 0.25,
  sizes: {
    whole: { size: 1500, learningRate: 1 },
    hundred: { size: 100, learningRate: 0.4 },
    ten: { size: 10, learningRate: 0.05 },
    one: { size: 1, learningRate: 0.005 },
  },
};

type Size = (typeof setting.sizes)["one"];

/** Training time of each run; twenty epochs are enough for all of them. */
export default async function batchesInTime() {
  const everything = await airfoilExamples();
  const model = nn.linear(1, { weight: nn.normal(0.01) });
  const loss = losses.halfSquaredError;
  const scoreOf = scorer(model, { loss });
  const timeOf = async ({ size, learningRate }: Size, seed: number) => {
    let [milliseconds, steps, before, next] = [0, 0, 0, 1];
    const data = batches(everything, { size, seed });
    const options = { data, loss, optimizer: optim.sgd({ learningRate }), epochs: 20, seed };
    for await (const event of fit(model, options)) {
      if (event.type !== "step") continue;
      if (event.step > 1) milliseconds += performance.now() - before; // the first one compiles
      steps++;
      // At steps that are a tenth apart, and the time of scoring does not count.
      if (steps >= next) {
        next = Math.ceil(1.1 * steps);
        if ((await scoreOf(event.state, everything)).loss <= setting.target) return { milliseconds, steps };
      }
      before = performance.now();
    }
    throw new Error(
      `batches of ${size}, seed ${seed}: the loss is above ${setting.target} after ${steps} steps`,
    );
  };
  const found: Record<string, number[]> = {};
  for (const [name, options] of Object.entries(setting.sizes)) {
    found[name] = [];
    found[`${name}Steps`] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { milliseconds, steps } = await timeOf(options, seed);
      found[name].push(milliseconds);
      found[`${name}Steps`]!.push(steps);
    }
  }
  return found;
}
