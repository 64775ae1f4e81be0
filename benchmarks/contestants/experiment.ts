/** @file Runs of ../experiment.ts, one after the other in this process: SEED STEPS lines, answered with the last loss and processor ms per step. */

import { createInterface } from "node:readline";
import { batches, configure, fit, losses, nn, optim } from "glissade";
import { hostRandom } from "glissade/data";

const [EXAMPLES, PIXELS, CLASSES, LAST] = [60_000, 196, 10, 100];
const random = hostRandom(1);
const mean = Float32Array.from({ length: CLASSES * PIXELS }, random.uniform);
const y = Int32Array.from({ length: EXAMPLES }, (_, index) => index % CLASSES);
const pixel = (at: number) => mean[at % (CLASSES * PIXELS)]!;
const x = Float32Array.from({ length: EXAMPLES * PIXELS }, (_, at) => (pixel(at) + random.uniform()) / 2);

const start = { weight: nn.uniform(0.5), bias: nn.uniform(0.5) };
const model = nn.sequential(...[100, 50, 10].flatMap((units) => [nn.linear(units, start), nn.sigmoid()]));
const rules: readonly optim.Optimizer[] = [
  optim.sgd({ learningRate: 1 }),
  optim.sgd({ learningRate: 0.2, momentum: 0.9 }),
];

/** The mean of its last losses. */
async function train(seed: number, steps: number): Promise<number> {
  const examples = { x: { data: x, shape: [EXAMPLES, PIXELS], dtype: "float32" }, y } as const;
  const data = batches(examples, { size: 64, order: "fresh", seed });
  const optimizer = rules[seed % rules.length]!;
  let sum = 0;
  for await (const event of fit(model, { data, loss: losses.halfSquaredError, optimizer, steps, seed }))
    if (event.type === "step" && event.step > steps - LAST) sum += event.loss;
  return sum / Math.min(LAST, steps);
}

configure({ threads: 1 });
console.log("ready");
for await (const line of createInterface(process.stdin)) {
  const [seed, steps] = line.split(" ").map(Number) as [number, number];
  const begin = process.cpuUsage();
  const loss = await train(seed, steps);
  const { user, system } = process.cpuUsage(begin);
  console.log(`${loss} ${(user + system) / 1000 / steps}`);
}
