/** @file The same regression with a constant rate and with one that decays, in ten runs each. */

import { batches, finish, fit, losses, nn, optim, scorer } from "glissade";
import { airfoilExamples } from "../../../examples/support/airfoil.ts";

const SEEDS = 10;
export const setting = { size: 10, rate: 0.1, steps: 600 } as const;

/** The loss over all rows at the end of each run. */
export default async function decayingRates() {
  const { size, rate, steps } = setting;
  const everything = await airfoilExamples();
  const model = nn.linear(1, { weight: nn.normal(0.01) });
  const loss = losses.halfSquaredError;
  const scoreOf = scorer(model, { loss });
  const ends = async (learningRate: number | optim.Schedule) => {
    const found: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const data = batches(everything, { size, seed });
      const optimizer = optim.sgd({ learningRate });
      const { state } = await finish(fit(model, { data, loss, optimizer, steps, seed }));
      found.push((await scoreOf(state, everything)).loss);
    }
    return found;
  };
  return {
    constant: await ends(rate),
    decaying: await ends(optim.schedules.cosine({ start: rate, steps })),
  };
}
