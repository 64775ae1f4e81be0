/** @file One vector of all parameters against an update leaf by leaf, where the leaves are small. */

import {
  configure,
  evaluate,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  type Training,
  type Tree,
  tensor,
  trainStep,
} from "glissade";
import { gpt } from "./support/gpt.ts";
import { SIZES } from "./support/hand-written.ts";
import { type Contestant, compete, median, ratio, stepsFor, timed } from "./support/rounds.ts";

const labels = (classes: number, shape: readonly number[]) =>
  tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index % classes),
    { shape },
  );
const sentences = labels(65, [12, 64]);
type Batch = { readonly x: Tensor; readonly y: Tensor };

/** A model that waits for its optimizer. */
const entry = <Params extends Tree>(
  name: string,
  rounds: number,
  { model, loss, batch }: Pick<Training<Params>, "loss"> & { model: nn.Layer<Params>; batch: Batch },
) => ({
  name,
  rounds,
  async open<OptimizerState extends Tree>(optimizer: optim.Optimizer<OptimizerState>): Promise<Contestant> {
    const training = { model, loss, optimizer };
    let state = await initialState(training, random.key(2), batch.x);
    const step = trainStep(training);
    return timed(async () => {
      [state] = await step(state, batch);
    });
  },
});

const models = [
  entry(SIZES.join("-"), 101, {
    model: nn.sequential(...SIZES.slice(1).flatMap((units) => [nn.linear(units), nn.sigmoid()])),
    loss: losses.halfSquaredError,
    batch: { x: await evaluate(random.uniform(random.key(1), [64, SIZES[0]!])), y: labels(10, [64]) },
  }),
  entry("GPT of 4 layers × 128", 21, {
    model: gpt({ vocabulary: 65, context: 64, width: 128, heads: 4, layers: 4 }),
    loss: losses.softmaxCrossEntropy,
    batch: { x: sentences, y: sentences },
  }),
];
const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  momentum: optim.sgd({ learningRate: 0.01, momentum: 0.9 }),
  adam: optim.adam(),
};

configure({ threads: 1 });
for (const { name, rounds, open } of models) {
  for (const [kind, optimizer] of Object.entries(optimizers)) {
    const apart = await open(optimizer);
    const joined = await open(optim.flatten(optimizer));
    const times = await compete([apart, joined], { rounds, steps: await stepsFor(apart, 8) });
    const [leaves, vector] = times.map((list) => median(list).toFixed(3));
    console.log(
      `${name}, ${kind}: ${leaves} ms leaf by leaf, ${vector} in one vector, ratio ${ratio(times[1]!, times[0]!).toFixed(2)}`,
    );
  }
}
