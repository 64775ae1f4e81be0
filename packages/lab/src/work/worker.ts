/** @file A worker: claims runs from a store, one after another, until none is left. */

import { setTimeout } from "node:timers/promises";
import { ArgumentError, configure } from "glissade";
import type { Problem } from "../problem/problem.ts";
import { optimizerOf } from "../rows/configuration.ts";
import { descriptionOf, restoreStudy } from "../rows/description.ts";
import { HELD_STATES } from "../store/endings.ts";
import type { Claim, Ending, Store } from "../store/store.ts";
import { openProblem } from "../study/open-problem.ts";
import type { Study } from "../study/study.ts";
import { environmentOf } from "./environment.ts";
import { createJudge } from "./judge.ts";
import { workerName } from "./name.ts";
import { trainRun } from "./train-run.ts";

export interface WorkOptions {
  /** Only these studies; all of the store by default. */
  readonly studies?: readonly number[];
  /** Aborting puts the current run back, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** After so many failures in a row the worker ends: the machine may be at fault. 3 by default. */
  readonly failures?: number;
  readonly leaseSeconds?: number;
  /** How long it looks for work before it leaves: a search adds its final runs after its trials. 0 by default. */
  readonly waitSeconds?: number;
  readonly onEvent?: (event: WorkEvent) => void;
}

export type WorkEvent =
  | { readonly type: "claimed" | "released"; readonly run: number }
  | { readonly type: "ended"; readonly run: number; readonly ending: Ending; readonly late: boolean };

/** How a worker ended. */
export interface Worked {
  readonly ended: number;
  readonly failed: number;
  /** Why it left before the queue was empty. */
  readonly reason?: string;
}

/** Workers are as many as there are cores. */
const THREADS = 1;
const HEARTBEAT_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 500;
/** A run that has ended so many workers has failed. */
const MOST_CRASHES = 3;

/** Works until the queue is empty, the signal is aborted, or too many runs in a row have failed. */
export async function work(store: Store, options: WorkOptions = {}): Promise<Worked> {
  const { studies, signal, failures = 3, leaseSeconds, waitSeconds = 0, onEvent } = options;
  configure({ threads: THREADS });
  const worker = workerName(process.pid);
  const open = opener(store);
  let [ended, failed, inARow] = [0, 0, 0];
  let busy = performance.now();
  while (!signal?.aborted) {
    const claim = await store.claim({
      worker,
      ...(leaseSeconds !== undefined && { leaseSeconds }),
      environment: { ...environmentOf(), threads: THREADS },
      ...(studies && { studies }),
    });
    if (!claim) {
      // One of them may die, and its run be taken over.
      if (await othersWork(store, studies)) busy = performance.now();
      else if (performance.now() - busy >= 1000 * waitSeconds) return { ended, failed };
      await setTimeout(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const run = claim.run.id;
    onEvent?.({ type: "claimed", run });
    const ending = await carryOut({ store, claim, open, signal });
    if (!ending) {
      await claim.release();
      onEvent?.({ type: "released", run });
      continue;
    }
    const late = !(await claim.finish(ending));
    onEvent?.({ type: "ended", run, ending, late });
    ended++;
    inARow = ending.state === "failed" ? inARow + 1 : 0;
    if (ending.state === "failed") failed++;
    busy = performance.now();
    if (inARow >= failures)
      return { ended, failed, reason: `${inARow} runs in a row failed, the last: ${ending.error}` };
  }
  return { ended, failed, reason: "it was told to stop" };
}

/** Whether runs of these studies are in the hands of others; those that programs record are none of a worker's. */
async function othersWork(store: Store, studies: readonly number[] | undefined): Promise<boolean> {
  const all = await store.studies({ archived: true });
  return all.some(
    (study) =>
      (studies?.includes(study.id) ?? true) &&
      HELD_STATES.some((state) => study.runs[state] > 0) &&
      !descriptionOf(study).facts?.origin,
  );
}

type Open = (
  study: number,
) => Promise<{ readonly study: Study; readonly problem: Problem; readonly steps: number }>;

const recorded = (name: string) =>
  new ArgumentError({
    where: name,
    rule: "was recorded by a program, whose process has ended without a word",
    fix: "Start the program again",
  });

/** Opens each study once. */
function opener(store: Store): Open {
  const opened = new Map<number, ReturnType<Open>>();
  const open: Open = async (id) => {
    const record = await store.study(id);
    if (!record) throw new Error(`internal: no study ${id}`);
    if (descriptionOf(record).facts.origin) throw recorded(record.name);
    const study = await restoreStudy(record);
    return { study, problem: await openProblem(study), steps: descriptionOf(record).facts.steps };
  };
  return (id) => {
    const known = opened.get(id) ?? open(id);
    opened.set(id, known);
    return known;
  };
}

interface Work {
  readonly store: Store;
  readonly claim: Claim;
  readonly open: Open;
  readonly signal: AbortSignal | undefined;
}

/** Trains a claimed run, giving signs of life; nothing where it was stopped or taken over. */
async function carryOut({ store, claim, open, signal }: Work): Promise<Ending | undefined> {
  const { run } = claim;
  if (run.crashes >= MOST_CRASHES) {
    const error = `its worker process ended ${MOST_CRASHES} times without a word`;
    return { state: "failed", step: run.step, seconds: run.seconds, error };
  }
  const lost = new AbortController();
  let step = run.step;
  const beat = async () => {
    if (!(await claim.heartbeat(step))) lost.abort();
  };
  const timer = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_MILLISECONDS);
  const stop = signal ? AbortSignal.any([signal, lost.signal]) : lost.signal;
  try {
    const { study, problem, steps } = await open(run.study);
    const optimizer = optimizerOf(study, run.configuration);
    const judge = createJudge(store, { study, run, steps, better: problem.better });
    return await trainRun(claim, {
      ...{ study, problem, optimizer, steps, signal: stop },
      ...(judge && { judge }),
      onStep(now) {
        step = now;
      },
    });
  } catch (error) {
    return {
      state: "failed",
      step,
      seconds: run.seconds,
      error: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearInterval(timer);
  }
}
