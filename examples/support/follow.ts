/** @file Several optimizers over one function of x and y. */

import { minimize, minimizePlot, readExpression } from "@glissade/lab";
import { optim } from "glissade";

export interface Descent {
  readonly start: readonly number[];
  /** As on the command line, such as `sgd(0.02, momentum=0.9)`. */
  readonly by: string;
  readonly steps: number;
}

/** Where each of them ends, and the picture of their paths. */
export async function follow(text: string, descents: readonly Descent[]) {
  const expression = readExpression(text);
  const runs = [];
  for (const { start, by, steps } of descents)
    runs.push(await minimize({ function: expression, start, steps, optimizer: optim.parse(by) }));
  return {
    ends: runs.map(({ path }) => path.at(-1)!.x),
    picture: minimizePlot({ function: text, runs }, expression),
  };
}
