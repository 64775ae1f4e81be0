/** @file Milliseconds until a regression is near its least loss, by the size of batches. */

import { batches, fit, losses, nn, optim, scorer } from "glissade";
import { airfoilExamples } from "../../../examples/support/airfoil.ts";

/** The least loss is .2417. */
const TARGET = 0.25;
const SEEDS = 7;

const settings = {
  whole: { size: 1500, learningRate: 1 },
  hundred: { size: 100, learningRate: 0.4 },
  ten: { size: 10, learningRate: 0.05 },
  one: { size: 1, learningRate: 0.005 },
};

/** Training time of each run; twenty epochs are enough for all of them. */
export default async function batchesInTime() {
  const everything = await airfoilExamples();
  const model = nn.linear(1, { weight: nn.normal(0.01) });
  const loss = losses.halfSquaredError;
  const scoreOf = scorer(model, { loss });
  const timeOf = async ({ size, learningRate }: (typeof settings)["one"], seed: number) => {
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
        if ((await scoreOf(event.state, everything)).loss <= TARGET) return { milliseconds, steps };
      }
      before = performance.now();
    }
    throw new Error(`batches of ${size}, seed ${seed}: the loss is above ${TARGET} after ${steps} steps`);
  };
  const found: Record<string, number[]> = {};
  for (const [name, setting] of Object.entries(settings)) {
    found[name] = [];
    found[`${name}Steps`] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { milliseconds, steps } = await timeOf(setting, seed);
      found[name].push(milliseconds);
      found[`${name}Steps`]!.push(steps);
    }
  }
  return found;
}
