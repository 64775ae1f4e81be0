/** @file One run: training from its start or its last checkpoint, curves on the way, scores at the end. */

import type { optim } from "glissade";
import type { Problem, RunEvent, Scores } from "../problem/problem.ts";
import { TRAINING_LOSS, testKey, validationKey } from "../rows/keys.ts";
import { STOPPED } from "../rows/stopped.ts";
import { TUNING } from "../store/stages.ts";
import type { Claim, Ending, Json, RunRecord } from "../store/store.ts";
import type { Study } from "../study/study.ts";
import { AVERAGE_BYTES, createAverage } from "./average.ts";
import { createClock } from "./clock.ts";
import type { Judge } from "./judge.ts";

export interface TrainOptions {
  readonly study: Pick<Study, "seconds" | "evaluations">;
  readonly problem: Problem;
  readonly optimizer: optim.Optimizer;
  readonly steps: number;
  /** Stops trials that are behind. */
  readonly judge?: Judge;
  /** Aborting keeps a checkpoint and ends the run without a result. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: number) => void;
}

const CURVE_POINTS = 200;
const CHECKPOINT_MILLISECONDS = 10_000;

/**
 * Trains one run and scores it; nothing where it was stopped. The clock runs from the first step on, which has compiled the
 * training, and not while scoring.
 */
export async function trainRun(claim: Claim, options: TrainOptions): Promise<Ending | undefined> {
  const { problem, optimizer, steps, study, judge, signal, onStep } = options;
  const resumed = await claim.resume();
  const clock = createClock(resumed?.seconds);
  const average = createAverage(resumed?.bytes.subarray(0, AVERAGE_BYTES));
  const interval = Math.ceil(steps / CURVE_POINTS);
  const validated = problem.hasValidation ? Math.ceil(steps / study.evaluations) : Infinity;
  let saved = performance.now();
  let validation: Scored = [];
  const start = {
    optimizer,
    seed: claim.run.seed,
    steps,
    ...(resumed && { from: resumed.bytes.subarray(AVERAGE_BYTES) }),
  };
  for await (const event of problem.train(start)) {
    const { type, step, loss = Number.NaN } = event;
    const seconds = clock.pause();
    const log = (key: string, value: number) => claim.log([{ key, step, value, seconds }]);
    if (type === "diverged") log(TRAINING_LOSS, loss);
    if (type === "diverged") return { state: "diverged", step, seconds };
    const done = async () => ({
      ...{ state: "done" as const, step, seconds },
      ...(await scoresAtEnd(claim.run, event, { loss: average.last(), validation })),
    });
    if (type === "done") return done();
    average.add(loss);
    onStep?.(step);
    if (step % interval === 0 || step === steps) log(TRAINING_LOSS, average.take());
    const isRung = judge?.rungs.includes(step) ?? false;
    const isOver = study.seconds !== undefined && seconds >= study.seconds;
    const isLast = isOver || step === steps;
    if (isRung || step % validated === 0 || (isLast && problem.hasValidation)) {
      validation = numbersOf(await event.score("validation"));
      for (const [name, value] of validation) log(validationKey(name), value);
    }
    if (isOver) return done();
    if (isRung && !(await judge!.goesOn(step, validation)))
      return { state: "done", step, seconds, ...stopped({ loss: average.last(), validation }) };
    if (!isLast && (signal?.aborted || performance.now() - saved > CHECKPOINT_MILLISECONDS)) {
      await claim.checkpoint(step, seconds, Buffer.concat([average.save(), await event.save()]));
      saved = performance.now();
      if (signal?.aborted) return undefined;
    }
    clock.go();
  }
  throw new Error("internal: training ended without an end");
}

/** Metrics by name. */
export type Scored = readonly (readonly [name: string, value: number])[];

interface Known {
  readonly loss: number;
  /** Of the last validation; empty where there is none. */
  readonly validation: Scored;
}

/** A trial that was stopped has no scores of the test data, as if it had not ended. */
const stopped = (known: Known): Pick<Ending, "metrics" | "extra"> => ({
  metrics: numbersAtEnd(known),
  extra: STOPPED,
});

const numbersAtEnd = ({ loss, validation }: Known): Readonly<Record<string, number>> => ({
  [TRAINING_LOSS]: loss,
  ...Object.fromEntries(validation.map(([name, value]) => [validationKey(name), value])),
});

/** A trial sees no test data: it is chosen by the validation. */
async function scoresAtEnd(
  { stage }: Pick<RunRecord, "stage">,
  event: RunEvent,
  known: Known,
): Promise<Pick<Ending, "metrics" | "extra">> {
  if (stage === TUNING) return { metrics: numbersAtEnd(known) };
  const scores = await event.score("test");
  const numbers = numbersOf(scores).map(([name, value]) => [testKey(name), value] as const);
  const others = Object.entries(scores).filter(([, value]) => typeof value !== "number");
  return {
    metrics: { ...numbersAtEnd(known), ...Object.fromEntries(numbers) },
    extra: Object.fromEntries(others) as { readonly [name: string]: Json },
  };
}

const numbersOf = (scores: Scores): Scored =>
  Object.entries(scores).flatMap(([name, value]) =>
    typeof value === "number" ? [[name, value] as const] : [],
  );
