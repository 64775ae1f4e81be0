/** @file One training step against the graph of it written by hand, by turns. */

import {
  configure,
  flatten,
  initialState,
  losses,
  nn,
  optim,
  random,
  tensor,
  trainStep,
  zeros,
} from "glissade";
import { BATCH, handWritten, LEARNING_RATE, MOMENTUM, SIZES } from "./support/hand-written.ts";
import { type Contestant, compete, median, ratio } from "./support/rounds.ts";

const start = { weight: nn.uniform(0.5), bias: nn.uniform(0.5) };
const model = nn.sequential(...SIZES.slice(1).flatMap((units) => [nn.linear(units, start), nn.sigmoid()]));
const optimizer = optim.sgd({ learningRate: LEARNING_RATE, momentum: MOMENTUM });
const training = { model, optimizer, loss: losses.halfSquaredError };
const input = zeros([BATCH, SIZES[0]!]);

const x = (await random.uniform(random.key(2), input.shape).data()) as Float32Array;
const y = Int32Array.from({ length: BATCH }, (_, index) => index % 10);

/** Milliseconds from nothing to the first step: tracing, differentiation, emission and session. */
async function timeCompilation(): Promise<number> {
  const state = await initialState(training, random.key(1), input);
  const begin = performance.now();
  await trainStep(training)(state, { x: tensor(x, { shape: input.shape }), y: tensor(y) });
  return performance.now() - begin;
}

async function openGlissade() {
  let state = await initialState(training, random.key(1), input);
  const step = trainStep(training, { donate: true });
  return async () => {
    const [next, loss] = await step(state, { x: tensor(x, { shape: input.shape }), y: tensor(y) });
    state = next;
    return loss.item();
  };
}

async function openHandWritten(threads: number) {
  const { params } = await initialState(training, random.key(1), input);
  const weights = await Promise.all(flatten(params).leaves.map((leaf) => leaf.data()));
  const step = await handWritten(weights as Float32Array[], threads);
  return () => step(x, y);
}

/** Times a step and keeps its last loss. */
function withLoss(step: () => Promise<number>): { run: Contestant; losses: number[] } {
  const losses: number[] = [];
  const run: Contestant = async (steps) => {
    const begin = performance.now();
    let loss = 0;
    for (let index = 0; index < steps; index++) loss = await step();
    losses.push(loss);
    return (performance.now() - begin) / steps;
  };
  return { run, losses };
}

async function compare(threads: number): Promise<void> {
  configure({ threads });
  const [ours, hand] = [withLoss(await openGlissade()), withLoss(await openHandWritten(threads))];
  const [mine, floor] = await compete([ours.run, hand.run], { rounds: 4000, steps: 1 });
  ours.losses.forEach((loss, round) => {
    const other = hand.losses[round]!;
    if (Math.abs(loss - other) > 1e-4) throw new Error(`losses differ: ${loss} and ${other}`);
  });
  console.log(
    `${threads} thread(s): glissade ${median(mine!).toFixed(4)} ms, hand-written graph ${median(floor!).toFixed(4)} ms, ratio ${ratio(mine!, floor!).toFixed(3)}`,
  );
}

async function checkMemory(): Promise<void> {
  const step = await openGlissade();
  const readings: number[] = [];
  for (let index = 0; index <= 40_000; index++) {
    if (index % 10_000 === 0) {
      globalThis.gc?.();
      readings.push(process.memoryUsage().rss / 2 ** 20);
    }
    await step();
  }
  console.log(
    `memory after 0, 10 000, ... 40 000 steps: ${readings.map((value) => value.toFixed(0)).join(", ")} MiB`,
  );
}

console.log(`one step of ${SIZES.join("-")}, sigmoid, batch ${BATCH}, momentum`);
console.log(
  `trace, differentiate, emit, load and run once: ${(await timeCompilation()).toFixed(1)} ms (first call)`,
);
console.log(`the same again: ${(await timeCompilation()).toFixed(1)} ms`);
await compare(1);
if (!process.env.QUICK) await compare(2);
if (!process.env.QUICK) await checkMemory();
