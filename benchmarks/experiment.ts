/**
 * @file The textbook's experiment, the study `book-momentum`: 22 runs without momentum and 22 with it, in two processes of one
 * thread each, beside PyTorch's in turns. A run has 2 000 of its 40 000 steps, from new parameters to the last loss.
 */

import { type AskedProcess, startAsked } from "./support/asked-process.ts";
import { scriptCommand } from "./support/contestants.ts";
import { readOptions } from "./support/options.ts";
import { median, ratio } from "./support/rounds.ts";
import { NO_TORCH, startPython } from "./support/torch.ts";

const HELP = `Trains short forms of the 44 runs of the study book-momentum in two processes, beside PyTorch's in turns.

npm run bench:others experiment             44 runs of 2000 steps
QUICK=1 npm run bench:others experiment     4 runs of 500

PYTHON names the interpreter that has PyTorch.`;

const PROCESSES = 2;
const [RUNS, STEPS] = process.env.QUICK ? [4, 500] : [44, 2000];
const ALL = 44 * 40_000;

interface Side {
  readonly name: string;
  readonly processes: readonly AskedProcess[];
  /** Milliseconds of turns. */
  readonly times: number[];
  /** Processor milliseconds of a step, and the last losses, of runs. */
  readonly work: number[];
  readonly losses: number[];
}

async function open(name: string, start: () => Promise<AskedProcess | undefined>): Promise<Side | undefined> {
  const processes: AskedProcess[] = [];
  for (let index = 0; index < PROCESSES; index++) {
    const asked = await start();
    if (asked) processes.push(asked);
  }
  return processes.length === PROCESSES ? { name, processes, times: [], work: [], losses: [] } : undefined;
}

/** One run in each process at once; a turn takes as long as the longer one. */
async function turn({ processes, times, work, losses }: Side, first: number, steps: number): Promise<void> {
  const begin = performance.now();
  const answers = await Promise.all(processes.map((each, index) => each.ask(`${first + index} ${steps}`)));
  times.push(performance.now() - begin);
  for (const [loss, own] of answers.map((answer) => answer.split(" ").map(Number))) {
    losses.push(loss!);
    work.push(own!);
  }
}

async function openSides(): Promise<readonly Side[]> {
  const ours = await open("Glissade", () =>
    startAsked(scriptCommand("experiment.ts"), { stderr: "inherit" }),
  );
  if (!ours) throw new Error("experiment: a process did not come to its first step.");
  const torch = await open("PyTorch", () => startPython("../contestants/experiment.py"));
  return torch ? [ours, torch] : [ours];
}

/** All runs of both sides, in turns whose order is reversed from pair to pair. */
async function trainBoth(sides: readonly Side[]): Promise<void> {
  for (const side of sides) await turn({ ...side, times: [], work: [], losses: [] }, 0, STEPS / 4);
  for (let run = 0; run < RUNS; run += PROCESSES) {
    const order = (run / PROCESSES) % 2 ? sides.toReversed() : sides;
    for (const side of order) await turn(side, run, STEPS);
  }
}

function sideText({ name, times, work, losses }: Side): string {
  const total = times.reduce((sum, time) => sum + time, 0) / 1000;
  const whole = (total * ALL) / (RUNS * STEPS);
  const micros = (milliseconds: number) => (1000 * milliseconds).toFixed(0);
  return `${name}: ${total.toFixed(1)} s, so ${whole.toFixed(0)} s for 44 runs of 40 000; of the processor ${micros(median(work))} us a step, at least ${micros(Math.min(...work))}; losses ${Math.min(...losses).toFixed(4)} to ${Math.max(...losses).toFixed(4)}`;
}

function ratioText(ours: Side, torch: Side): string {
  const ratios = ours.times.map((time, index) => time / torch.times[index]!);
  return `time divided by PyTorch's: ${ratio(ours.times, torch.times).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}); of the processor ${ratio(ours.work, torch.work).toFixed(2)}`;
}

async function run(): Promise<void> {
  const sides = await openSides();
  const [ours, torch] = sides;
  if (!torch) console.log(NO_TORCH);
  await trainBoth(sides);
  console.log(`${RUNS} runs of ${STEPS} steps, ${PROCESSES} processes of one thread`);
  for (const side of sides) console.log(sideText(side));
  for (const each of sides.flatMap(({ processes }) => processes)) each.close();
  if (torch) console.log(ratioText(ours!, torch));
}

if (readOptions("experiment", { help: { type: "boolean" } }).values.help) console.log(HELP);
else await run();
