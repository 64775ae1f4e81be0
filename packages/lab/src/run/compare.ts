/** @file The execution of a plan by the worker processes of this machine, with its store. */

import { requireFields, requireOptions } from "../checks.ts";
import type { Progress } from "../progress.ts";
import { isDecided, lookRuns } from "../results/looks.ts";
import type { StudyResult } from "../results/result.ts";
import { readResult } from "../results/view.ts";
import { OPEN_STATES } from "../store/endings.ts";
import { DEFAULT_STORE, openStore } from "../store/open.ts";
import type { Store, StudyRecord } from "../store/store.ts";
import { runCrew } from "../work/crew.ts";
import { nextRuns } from "./next-runs.ts";
import type { Plan } from "./plan.ts";
import { createWatch, runsAmong } from "./watch.ts";

export interface CompareOptions {
  /** The command line to put into the result. */
  readonly command: string;
  /** Where runs are kept; `.glissade/store.db` by default. */
  readonly store?: string;
  /** Shows how far each arm is, and what goes wrong. */
  readonly progress?: Progress;
  /** Aborting has the workers put their runs back. */
  readonly signal?: AbortSignal;
  /** Whether runs that failed before are trained again; `false` by default. */
  readonly retry?: boolean;
}

/**
 * Trains every run of the plan that its store does not have, and compares all of them. Resolves with what had finished
 * where the signal is aborted.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"));
 * const { arms } = await compare(plan, { command: "node my-script.ts" });
 */
export const compare = (plan: Plan, options: CompareOptions): Promise<StudyResult> =>
  carryOut("compare", plan, options, { carry: lookByLook, keep: false });

/**
 * Trains the trials of the plan's searches that its store does not have, and no final runs: arms come with all their trials,
 * the best chosen, and without runs.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"));
 * const { arms } = await sweep(plan, { command: "node my-script.ts" });
 * arms.map(({ trials }) => trials); // [], since this study searches nothing
 */
export const sweep = (plan: Plan, options: CompareOptions): Promise<StudyResult> =>
  carryOut("sweep", plan, options, { carry: (own, train) => resultAfter(own, 0, train), keep: true });

/** Trains what is queued, and says whether all workers gave up. */
type Train = () => Promise<boolean>;

interface Way {
  readonly carry: (own: Own, train: Train) => Promise<StudyResult>;
  /** Whether a study that the store has stays read as it was. */
  readonly keep: boolean;
}

async function carryOut(
  caller: string,
  plan: Plan,
  options: CompareOptions,
  { carry, keep }: Way,
): Promise<StudyResult> {
  requireFields(`${caller}(plan)`, plan, ["study", "described", "runs", "workers"], "prepare()");
  requireOptions(caller, options, {
    needed: ["command"],
    optional: ["store", "progress", "signal", "retry"],
  });
  const { command, store: address = DEFAULT_STORE, progress, signal } = options;
  const store = await openStore(address);
  try {
    const record = await store.addStudy(plan.described, { keep });
    if (options.retry) await store.retry({ study: record.id });
    const { workers } = plan;
    const watch = progress && createWatch({ store, study: record.id, plan, progress });
    try {
      const crew = {
        ...{ store, address, studies: [record.id], workers },
        ...(signal && { signal }),
        ...watch?.listeners,
      };
      return await carry({ store, record, plan, command, signal }, async () => {
        const reasons = await runCrew(crew);
        for (const reason of reasons) progress?.log(`a worker left because ${reason}`);
        return reasons.length === workers;
      });
    } finally {
      await watch?.stop();
    }
  } finally {
    await store.close();
  }
}

interface Own {
  readonly store: Store;
  readonly record: StudyRecord;
  readonly plan: Plan;
  readonly command: string;
  readonly signal: AbortSignal | undefined;
}

/** The result at the first look that decides the study, or at the last one. */
async function lookByLook(own: Own, train: Train): Promise<StudyResult> {
  const [first, ...later] = lookRuns(own.plan.study);
  let result = await resultAfter(own, first!, train);
  for (const most of later) {
    if (own.signal?.aborted || !result.complete || isDecided(result)) break;
    result = await resultAfter(own, most, train);
  }
  return result;
}

/** The result with so many final runs of each arm. */
async function resultAfter(own: Own, most: number, train: Train): Promise<StudyResult> {
  const { store, record, plan, command, signal } = own;
  while (!signal?.aborted && (await addRuns(own, most))) if (await train()) break;
  const runs = nextRuns(plan.study, plan.facts, await store.runs({ study: record.id }), most);
  const { workers } = plan;
  const view = { command, only: runsAmong(runs), needed: runs.length, workers, searchOnly: most === 0 };
  // A sweep leaves what the store reads the study by as it was
  return readResult(store, { ...record, ...plan.described }, view);
}

/** Adds the runs that are needed now, with so many final ones of each arm, and says whether any of them has not ended. */
async function addRuns({ store, record, plan }: Own, most: number): Promise<boolean> {
  const study = record.id;
  const runs = nextRuns(plan.study, plan.facts, await store.runs({ study }), most);
  await store.addRuns(study, runs);
  const open = await store.runs({ study, states: OPEN_STATES });
  return open.some(runsAmong(runs));
}
