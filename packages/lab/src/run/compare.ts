/** @file The execution of a plan by the worker processes of this machine, with its store. */

import { requireFields, requireOptions } from "../checks.ts";
import type { Progress } from "../progress.ts";
import type { StudyResult } from "../results/result.ts";
import { readResult } from "../results/view.ts";
import { DEFAULT_STORE, openStore } from "../store/open.ts";
import { runCrew } from "../work/crew.ts";
import type { Plan } from "./plan.ts";
import { createWatch, runsOfPlan } from "./watch.ts";

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
    await store.addRuns(record.id, plan.runs);
    const { workers } = plan;
    const watch = progress && createWatch({ store, study: record.id, plan, progress });
    try {
      await runCrew({
        store,
        address,
        studies: [record.id],
        workers,
        ...(signal && { signal }),
        ...watch?.listeners,
      });
    } finally {
      await watch?.stop();
    }
    return await readResult(store, record, { command, only: runsOfPlan(plan), workers });
  } finally {
    await store.close();
  }
}
