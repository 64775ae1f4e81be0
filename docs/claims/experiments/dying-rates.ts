/** @file The length of steps under a constant gradient: AdaGrad, RMSProp and Adadelta. */

import { minimize, readExpression } from "@glissade/lab";
import { optim } from "glissade";

const AT = [10, 100, 1000];

async function stepsOf(optimizer: string): Promise<number[]> {
  const options = { function: readExpression("x"), optimizer: optim.parse(optimizer) };
  const { path } = await minimize({ ...options, start: [0], steps: AT.at(-1)! });
  return AT.map((step) => path[step - 1]!.x[0]! - path[step]!.x[0]!);
}

/** The lengths of the tenth, hundredth and thousandth step. */
export default async function dyingRates() {
  return {
    at: AT,
    adagrad: await stepsOf("adagrad(0.1)"),
    rmsprop: await stepsOf("rmsprop(0.01)"),
    adadelta: await stepsOf("adadelta(1)"),
  };
}
