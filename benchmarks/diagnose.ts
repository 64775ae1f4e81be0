/** @file What it costs to leave diagnostics on: a diagnosis of the layers every 200th step, and the search for NaN. */

import {
  configure,
  evaluate,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  type Tree,
  tensor,
  fit as training,
} from "glissade";
import { type Contestant, compete, median, ratio } from "./support/rounds.ts";

/** Steps of a round, one of them with a diagnosis. */
const STEPS = 200;

type Batch = { readonly x: Tensor; readonly y: Tensor };

/** The same batch for ever, so that nothing but the training is timed. */
const always = (batch: Batch) =>
  Object.assign(
    function* () {
      for (;;) yield batch;
    },
    { endless: true },
  );

const batchOf = async (shape: readonly number[]): Promise<Batch> => ({
  x: await evaluate(random.uniform(random.key(1), shape)),
  y: tensor(Int32Array.from({ length: shape[0]! }, (_, index) => index % 10)),
});

/** A training that takes steps when it is asked to. */
function contestant<Params extends Tree>(
  model: nn.Layer<Params>,
  batch: Batch,
  options: { readonly diagnose?: boolean; readonly findNonFinite?: boolean },
): Contestant {
  const events = training(model, {
    data: always(batch),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.adam(),
    steps: Number.MAX_SAFE_INTEGER,
    ...options,
  });
  return async (steps) => {
    const begin = performance.now();
    for (let step = 0; step < steps; step++) await events.next();
    return (performance.now() - begin) / steps;
  };
}

async function compare<Params extends Tree>(
  name: string,
  model: nn.Layer<Params>,
  { shape, rounds }: { readonly shape: readonly number[]; readonly rounds: number },
): Promise<void> {
  const batch = await batchOf(shape);
  // Each beside plain steps alone: the garbage of one is collected in the time of another.
  const cost = async (options: { readonly diagnose?: boolean; readonly findNonFinite?: boolean }) => {
    const both = [contestant(model, batch, {}), contestant(model, batch, options)];
    const [plain, other] = (await compete(both, { rounds, steps: STEPS })) as [number[], number[]];
    return `${((ratio(other, plain) - 1) * 100).toFixed(1)} % more than ${median(plain).toFixed(3)} ms`;
  };
  console.log(`${name}: diagnose ${await cost({ diagnose: true })}`);
  console.log(`${name}: findNonFinite ${await cost({ findNonFinite: true })}`);
}

configure({ threads: 1 });
const dense = nn.sequential(nn.linear(100), nn.relu(), nn.linear(50), nn.relu(), nn.linear(10));
await compare("196-100-50-10, batch 64", dense, { shape: [64, 196], rounds: 31 });
const convolutional = nn.sequential(
  nn.sequential(nn.conv2d(6, 5, { padding: 2 }), nn.relu(), nn.maxPool2d(2)),
  nn.sequential(nn.conv2d(16, 5), nn.relu(), nn.maxPool2d(2)),
  nn.sequential(nn.flatten(), nn.linear(120), nn.relu(), nn.linear(84), nn.relu(), nn.linear(10)),
);
await compare("LeNet, batch 64", convolutional, { shape: [64, 1, 28, 28], rounds: 9 });
