/** @file The length of steps under a constant gradient: AdaGrad, RMSProp and Adadelta. */

import { minimize, readExpression } from "@glissade/lab";
import { optim } from "glissade";

/** Steps whose length is kept. */
export const setting = { at: [10, 100, 1000] } as const;

async function stepsOf(optimizer: string): Promise<number[]> {
  const options = { function: readExpression("x"), optimizer: optim.parse(optimizer) };
  const { path } = await minimize({ ...options, start: [0], steps: Math.max(...setting.at) });
  return setting.at.map((step) => path[step - 1]!.x[0]! - path[step]!.x[0]!);
}

/** The lengths of those steps. */
export default async function dyingRates() {
  return {
    ...setting,
    adagrad: await stepsOf("adagrad(0.1)"),
    rmsprop: await stepsOf("rmsprop(0.01)"),
    adadelta: await stepsOf("adadelta(1)"),
  };
}
