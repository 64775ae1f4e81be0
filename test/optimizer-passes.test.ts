/** @file Passes over the parameters that an update takes: elementwise operations, each of which reads and writes them all. */

import { explain, optim, type Tensor, type Tree, zeros } from "glissade";
import { expect, test } from "vitest";

const SIZE = 4096;

/** Operations of the update and of its addition whose results are as large as the parameters. */
function passes(optimizer: optim.Optimizer): number {
  const params = zeros([SIZE]);
  const step = (x: Tensor, gradient: Tensor, state: Tree) => {
    const [updates, next] = optimizer.update(gradient, state, { params: x });
    return [optim.applyUpdates(x, updates), next];
  };
  const { text } = explain(step, params, params, optimizer.init(params));
  const large = text.matchAll(new RegExp(`^%\\d+ = float32\\[${SIZE}\\] (\\w+)`, "gm"));
  return [...large].filter(([, operation]) => operation !== "input").length;
}

const learningRate = 0.1;
const schedule = optim.schedules.constant(0.1);

test.each<readonly [name: string, optimizer: optim.Optimizer, most: number]>([
  ["sgd", optim.sgd({ learningRate }), 2],
  ["momentum", optim.sgd({ learningRate, momentum: 0.9 }), 4],
  ["adam", optim.adam(), 12],
  ["adam on a schedule", optim.adam({ learningRate: schedule }), 12],
  ["adamw", optim.adamw(), 14],
  ["adamw on a schedule", optim.adamw({ learningRate: schedule }), 14],
  ["adam of parts", optim.chain(optim.scaleByAdam(), optim.scale(-0.1)), 12],
  ["lion", optim.lion({ learningRate }), 10],
])("%s takes no more than it did", (_, optimizer, most) =>
  expect(passes(optimizer)).toBeLessThanOrEqual(most),
);
