/** @file The execution of a plan by worker processes. */

import { requireFields, requireOptions } from "../checks.ts";
import { runPool } from "../pool/pool.ts";
import type { Progress } from "../progress.ts";
import type { RunResult, StudyResult } from "../results.ts";
import { createCollector } from "./collect.ts";
import type { Plan } from "./plan.ts";
import type { RunProgress, RunTask } from "./run.ts";
import { createWatch } from "./watch.ts";

export interface CompareOptions {
  /** The command line to put into the result. */
  readonly command: string;
  /** Shows how far each arm is, and what goes wrong. */
  readonly progress?: Progress;
  /** Called after every run with the result so far. */
  readonly onResult?: (result: StudyResult) => void;
  /** Aborting kills the workers. */
  readonly signal?: AbortSignal;
}

/**
 * Runs every arm with every seed. Resolves with what had finished where the signal is aborted.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"));
 * const { arms } = await compare(plan, { command: "node my-script.ts" });
 */
export async function compare(plan: Plan, options: CompareOptions): Promise<StudyResult> {
  requireFields("compare(plan)", plan, ["study", "dataset", "tasks", "workers"], "prepare()");
  requireOptions("compare", options, { needed: ["command"], optional: ["progress", "onResult", "signal"] });
  const collector = createCollector(plan, options.command);
  const watch = options.progress && createWatch(plan, options.progress);
  await runPool<RunTask, RunResult, RunProgress>({
    tasks: plan.tasks,
    workers: plan.workers,
    script: new URL("./worker.js", import.meta.url),
    signal: options.signal,
    onEvent(event) {
      watch?.(event);
      if (event.type !== "outcome") return;
      collector.add(event.outcome);
      options.onResult?.(collector.result());
    },
  });
  return collector.result();
}
