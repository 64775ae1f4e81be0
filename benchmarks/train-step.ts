/**
 * @file One training step against its floor, in one run: Glissade, the graph written by hand, and PyTorch by turns.
 * Run with `npm run bench`. Set PYTHON to choose the interpreter.
 */

import { cpus } from "node:os";
import { configure, evaluate, initialState, losses, nn, optim, random, tensor, trainStep } from "glissade";
import { BATCH, handWritten, LEARNING_RATE, MOMENTUM, SIZES } from "./support/hand-written.ts";
import { openTorch } from "./support/torch.ts";

const ROUNDS = 21;
const STEPS = 400;

const start = { weight: nn.uniform(0.5), bias: nn.uniform(0.5) };
const model = nn.sequential(...SIZES.slice(1).flatMap((units) => [nn.linear(units, start), nn.sigmoid()]));
const optimizer = optim.sgd({ learningRate: LEARNING_RATE, momentum: MOMENTUM });
const training = { model, optimizer, loss: losses.halfSquaredError };
const input = { dtype: "float32", shape: [BATCH, SIZES[0]!] } as const;

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
  const step = trainStep(training);
  return async () => {
    const [next, loss] = await step(state, { x: tensor(x, { shape: input.shape }), y: tensor(y) });
    state = next;
    return loss.item();
  };
}

async function openHandWritten(threads: number) {
  const { params } = await evaluate(await initialState(training, random.key(1), input));
  const layers = (
    params as { weight: ReturnType<typeof tensor>; bias: ReturnType<typeof tensor> }[][]
  ).flat();
  const weights = [];
  for (const { weight, bias } of layers) weights.push(await weight.data(), await bias.data());
  const step = await handWritten(weights as Float32Array[], threads);
  return () => step(x, y);
}

/** Milliseconds per step, and the last loss. */
async function time(step: () => Promise<number>): Promise<{ milliseconds: number; loss: number }> {
  const begin = performance.now();
  let loss = 0;
  for (let index = 0; index < STEPS; index++) loss = await step();
  return { milliseconds: (performance.now() - begin) / STEPS, loss };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

async function compare(threads: number): Promise<void> {
  configure({ threads });
  const torch = await openTorch();
  const glissade = await openGlissade();
  const hand = await openHandWritten(threads);
  const ours: number[] = [];
  const floor: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] =
      round % 2 ? [await time(glissade), await time(hand)] : [await time(hand), await time(glissade)];
    const [mine, hands] = round % 2 ? [first, second] : [second, first];
    if (Math.abs(mine.loss - hands.loss) > 1e-4)
      throw new Error(`losses differ: ${mine.loss} and ${hands.loss}`);
    ours.push(mine.milliseconds);
    floor.push(hands.milliseconds);
    if (torch) theirs.push(1000 * (await torch.time(threads, STEPS)));
  }
  const ratio = (other: readonly number[]) =>
    median(ours.map((value, index) => value / other[index]!)).toFixed(3);
  console.log(
    `${threads} thread(s): glissade ${median(ours).toFixed(4)} ms, hand-written graph ${median(floor).toFixed(4)} ms, ratio ${ratio(floor)}`,
  );
  if (torch)
    console.log(
      `             PyTorch ${torch.version} ${median(theirs).toFixed(4)} ms, ratio ${ratio(theirs)}`,
    );
  else console.log("             PyTorch: not found (Debian: apt-get install python3-torch; or set PYTHON)");
  torch?.close();
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

console.log(
  `one step of ${SIZES.join("-")}, sigmoid, batch ${BATCH}, momentum; ${cpus()[0]!.model}, Node ${process.version}`,
);
console.log(
  `trace, differentiate, emit, load and run once: ${(await timeCompilation()).toFixed(1)} ms (first call)`,
);
console.log(`the same again: ${(await timeCompilation()).toFixed(1)} ms`);
await compare(1);
if (!process.env.QUICK) await compare(2);
if (!process.env.QUICK) await checkMemory();
