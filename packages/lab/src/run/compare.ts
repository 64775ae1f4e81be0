/** @file The execution of a plan by the worker processes of this machine, with its store. */

import { requireFields, requireOptions } from "../checks.ts";
import type { Progress } from "../progress.ts";
import type { StudyResult } from "../results/result.ts";
import { readResult } from "../results/view.ts";
import { DEFAULT_STORE, openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
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
}

/**
 * Trains every run of the plan that its store does not have, and compares all of them. Resolves with what had finished
 * where the signal is aborted.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"));
 * const { arms } = await compare(plan, { command: "node my-script.ts" });
 */
export async function compare(plan: Plan, options: CompareOptions): Promise<StudyResult> {
  requireFields("compare(plan)", plan, ["study", "described", "runs", "workers"], "prepare()");
  requireOptions("compare", options, { needed: ["command"], optional: ["store", "progress", "signal"] });
  const { command, store: address = DEFAULT_STORE, progress, signal } = options;
  const store = await openStore(address);
  try {
    const record = await store.addStudy(plan.described);
    const { workers } = plan;
    const own = { store, study: record.id, plan };
    const watch = progress && createWatch({ ...own, progress });
    try {
      const crew = {
        store,
        address,
        studies: [record.id],
        workers,
        ...(signal && { signal }),
        ...watch?.listeners,
      };
      while (!signal?.aborted && (await addRuns(own))) await runCrew(crew);
    } finally {
      await watch?.stop();
    }
    const runs = nextRuns(plan.study, plan.facts, await store.runs({ study: record.id }));
    return await readResult(store, record, { command, only: runsAmong(runs), workers });
  } finally {
    await store.close();
  }
}

interface Own {
  readonly store: Store;
  readonly study: number;
  readonly plan: Plan;
}

/** Adds the runs that are needed now, and says whether any of them has not ended. */
async function addRuns({ store, study, plan }: Own): Promise<boolean> {
  const runs = nextRuns(plan.study, plan.facts, await store.runs({ study }));
  await store.addRuns(study, runs);
  const open = await store.runs({ study, states: ["queued", "running", "stale"] });
  return open.some(runsAmong(runs));
}
