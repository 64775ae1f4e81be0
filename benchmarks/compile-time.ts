/** @file From nothing to a running training step of a GPT with 12 layers: how long until the first step can run. */

import {
  configure,
  initialState,
  losses,
  optim,
  random,
  type Tensor,
  tensor,
  trace,
  trainStep,
} from "glissade";
import { gpt } from "./support/gpt.ts";
import { median } from "./support/rounds.ts";

const BATCH = 12;
const CONTEXT = 64;

const model = gpt({ vocabulary: 65, context: CONTEXT, width: 128, heads: 4, layers: 12 });
const training = { model, loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 1e-3 }) };
const tokens = tensor(
  Int32Array.from({ length: BATCH * CONTEXT }, (_, index) => index % 65),
  { shape: [BATCH, CONTEXT] },
);

configure({ threads: 1 });
const state = await initialState(training, random.key(1), tokens);
const batch = { x: tokens, y: tokens };

/** Milliseconds of tracing and differentiation, rewriting, emission and session; and of one step. */
async function build(): Promise<readonly [ready: number, step: number]> {
  const begin = performance.now();
  const step = trainStep(training);
  await step(state, batch);
  const first = performance.now();
  await step(state, batch);
  const end = performance.now();
  return [first - begin - (end - first), end - first];
}

const forward = performance.now();
trace((params: typeof state.params, x: Tensor) => model.apply(params, x), state.params, tokens);
console.log(`tracing the forward pass alone: ${(performance.now() - forward).toFixed(0)} ms`);
const times = [];
for (let round = 0; round < 5; round++) times.push(await build());
console.log(
  `12-layer GPT, Adam: first build ${times[0]![0].toFixed(0)} ms, median ${median(times.map(([ready]) => ready)).toFixed(0)} ms; one step ${median(times.map(([, step]) => step)).toFixed(0)} ms`,
);
