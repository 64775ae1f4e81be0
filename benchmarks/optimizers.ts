/**
 * @file The cost of updating 6 million parameters within a training step, and against PyTorch's updates by turns.
 * Set PYTHON to choose the interpreter.
 */

import {
  compile,
  configure,
  evaluate,
  explain,
  flatten,
  initialState,
  losses,
  nn,
  optim,
  random,
  ravel,
  scan,
  slice,
  tensor,
  trainStep,
} from "glissade";
import { type Contestant, compete, median, ratio, timed } from "./support/rounds.ts";
import { type Examples, gradientOf, stepOf } from "./support/step.ts";
import { NO_TORCH, openTorch, type Torch } from "./support/torch.ts";
import { bytesMoved, openCopy } from "./support/traffic.ts";

const [BATCH, STEPS, ROUNDS] = [128, 5, 9];
const SIZES = [784, 2048, 2048, 10];
const PARAMETERS = SIZES.slice(1).reduce((sum, units, layer) => sum + (SIZES[layer]! + 1) * units, 0);
const BYTES = 4 * PARAMETERS;

interface Subject {
  readonly name: string;
  readonly optimizer: optim.Optimizer;
  /** As many as the parameters: what an update must read and write at least. */
  readonly vectors: number;
  readonly rounds?: number;
}

const optimizers: readonly Subject[] = [
  { name: "momentum", optimizer: optim.sgd({ learningRate: 0.01, momentum: 0.9 }), vectors: 5 },
  { name: "adam", optimizer: optim.adam(), vectors: 7 },
  { name: "adamw", optimizer: optim.adamw(), vectors: 7 },
  { name: "lion", optimizer: optim.lion({ learningRate: 1e-4 }), vectors: 5 },
  { name: "muon", optimizer: optim.muon({ learningRate: 0.01 }), vectors: 5, rounds: 1 },
];
const variants = ["default", "foreach", "fused"];

const torch = await openTorch("optimizers.py");
const hidden = SIZES.slice(1, -1).flatMap((units) => [nn.linear(units), nn.relu()]);
const model = nn.sequential(...hidden, nn.linear(SIZES.at(-1)!));
const loss = losses.softmaxCrossEntropy;
const batches = await evaluate({
  x: random.uniform(random.key(1), [STEPS, BATCH, SIZES[0]!]),
  y: tensor(
    Int32Array.from({ length: STEPS * BATCH }, (_, index) => index % 10),
    { shape: [STEPS, BATCH] },
  ),
});
const batch = await evaluate({
  x: random.uniform(random.key(2), [BATCH, SIZES[0]!]),
  y: tensor(Int32Array.from({ length: BATCH }, (_, index) => index % 10)),
});
const start = (optimizer: optim.Optimizer) =>
  initialState({ model, loss, optimizer }, random.key(3), batch.x);

/** The tensors of the start. */
async function startTensors(optimizer: optim.Optimizer) {
  const { params, optimizer: state } = await start(optimizer);
  return { params, optimizer: state };
}

/** Loss and gradients, of which one element each is asked for. */
async function openBackward(): Promise<Contestant> {
  const { params } = await start(optim.sgd({ learningRate: 1 }));
  const differentiate = gradientOf({ model, loss });
  const run = compile((point: typeof params, data: Examples) => {
    const [value, gradients] = differentiate(point, data);
    return [value, flatten(gradients).leaves.map((leaf) => slice(ravel(leaf), { ends: [1] }))];
  });
  return timed(() => run(params, batch));
}

async function openStep(optimizer: optim.Optimizer): Promise<Contestant> {
  let state = await start(optimizer);
  const step = trainStep({ model, loss, optimizer }, { donate: true });
  return timed(async () => {
    [state] = await step(state, batch);
  });
}

/** Milliseconds per training step, where one call takes many. */
async function openSteps(optimizer: optim.Optimizer): Promise<Contestant> {
  let state = await startTensors(optimizer);
  const step = stepOf({ model, loss, optimizer });
  const run = compile((before: typeof state, data: Examples) => scan(step, before, data), { donate: [0] });
  const call = timed(async () => {
    [state] = await run(state, batches);
  });
  return async (calls) => (await call(calls)) / STEPS;
}

/** Megabytes that the operations of an update read and write. */
async function megabytesMoved(optimizer: optim.Optimizer): Promise<string> {
  const state = await startTensors(optimizer);
  const update = ({ params, optimizer: before }: typeof state, gradients: typeof state.params) => {
    const [updates, next] = optimizer.update(gradients, before, { params });
    return [optim.applyUpdates(params, updates), next];
  };
  return (bytesMoved(explain(update, state, state.params)) / 1e6).toFixed(0);
}

/** What a step takes longer than loss and gradients, in each round. */
const updateTimes = (step: readonly number[], backward: readonly number[]): number[] =>
  step.map((time, round) => time - backward[round]!);

async function compare(subject: Subject, threads: number): Promise<void> {
  const { name, optimizer, vectors, rounds = ROUNDS } = subject;
  configure({ threads });
  const words = ["backward default", ...variants.map((variant) => `${name} ${variant}`)];
  const ours = [await openBackward(), await openStep(optimizer), await openSteps(optimizer), openCopy(BYTES)];
  const theirs = torch ? words.map((each) => timeTorch(torch, `${each} ${threads}`)) : [];
  const times = await compete([...ours, ...theirs], { rounds, steps: 1 });
  const [backward, step, steps, copy, ...others] = times as [number[], number[], number[], number[]];
  const least = (vectors / 2) * median(copy);
  console.log(
    `${name}, ${threads} thread(s): moves ${await megabytesMoved(optimizer)} MB, at least ${((vectors * BYTES) / 1e6).toFixed(0)} in ${least.toFixed(1)} ms`,
  );
  const updates = [updateTimes(step, backward), updateTimes(steps, backward)];
  printOurs(updates, [step, steps]);
  if (torch) printTorch(updates, others);
}

function printOurs(updates: readonly number[][], totals: readonly number[][]): void {
  for (const [index, total] of totals.entries()) {
    const [update, whole] = [median(updates[index]!), median(total)];
    const share = `${((100 * update) / whole).toFixed(0)} % of ${whole.toFixed(1)}`;
    console.log(`  ${index ? STEPS : 1} per call: ${update.toFixed(1)} ms, ${share}`);
  }
}

const timeTorch =
  (torch: Torch, words: string): Contestant =>
  (steps) =>
    torch.time(words, steps);

/** PyTorch's times and, per variant that it has, the ratios of ours to them. */
function printTorch(ours: readonly number[][], [backward, ...updates]: readonly number[][]): void {
  console.log(`  PyTorch before the update: ${median(backward!).toFixed(1)} ms`);
  for (const [index, times] of updates.entries()) {
    if (times.some(Number.isNaN)) continue;
    const ratios = ours.map((own) => ratio(own, times).toFixed(1));
    console.log(
      `  PyTorch ${variants[index]}: ${median(times).toFixed(1)} ms, ratios ${ratios.join(" and ")}`,
    );
  }
}

console.log(`update of ${SIZES.join("-")}: ${PARAMETERS} parameters, float32, batch ${BATCH}`);
console.log(torch ? `beside PyTorch ${torch.version}` : NO_TORCH);
for (const threads of process.env.QUICK ? [1] : [1, 2]) {
  for (const subject of optimizers) await compare(subject, threads);
}
torch?.close();
