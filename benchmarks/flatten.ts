/** @file One vector of all parameters against an update leaf by leaf, where the leaves are small. */

import {
  configure,
  evaluate,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Training,
  tensor,
  trainStep,
} from "glissade";
import { gpt, nextToken } from "./support/gpt.ts";
import { SIZES } from "./support/hand-written.ts";
import { type Contestant, compete, median, ratio, stepsFor, timed } from "./support/rounds.ts";

const labels = (classes: number, shape: readonly number[]) =>
  tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index % classes),
    { shape },
  );
const sentences = labels(65, [12, 64]);
const models = [
  {
    name: SIZES.join("-"),
    model: nn.sequential(...SIZES.slice(1).flatMap((units) => [nn.linear(units), nn.sigmoid()])) as nn.Layer,
    loss: losses.halfSquaredError,
    batch: { x: await evaluate(random.uniform(random.key(1), [64, SIZES[0]!])), y: labels(10, [64]) },
    rounds: 101,
  },
  {
    name: "GPT of 4 layers × 128",
    model: gpt({ vocabulary: 65, context: 64, width: 128, heads: 4, layers: 4 }),
    loss: nextToken,
    batch: { x: sentences, y: sentences },
    rounds: 21,
  },
];
const optimizers = { momentum: optim.sgd({ learningRate: 0.01, momentum: 0.9 }), adam: optim.adam() };

async function open(training: Training, batch: (typeof models)[number]["batch"]): Promise<Contestant> {
  let state = await initialState(training, random.key(2), batch.x);
  const step = trainStep(training);
  return timed(async () => {
    [state] = await step(state, batch);
  });
}

configure({ threads: 1 });
for (const { name, model, loss, batch, rounds } of models) {
  for (const [kind, optimizer] of Object.entries(optimizers)) {
    const apart = await open({ model, loss, optimizer }, batch);
    const joined = await open({ model, loss, optimizer: optim.flatten(optimizer) }, batch);
    const times = await compete([apart, joined], { rounds, steps: await stepsFor(apart, 8) });
    const [leaves, vector] = times.map((list) => median(list).toFixed(3));
    console.log(
      `${name}, ${kind}: ${leaves} ms leaf by leaf, ${vector} in one vector, ratio ${ratio(times[1]!, times[0]!).toFixed(2)}`,
    );
  }
}
