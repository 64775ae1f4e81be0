/** @file The listener of the pool that updates the bars and prints warnings. */

import type { Outcome, PoolEvent } from "../pool/pool.ts";
import type { Progress } from "../progress.ts";
import type { RunResult } from "../results.ts";
import { nameTask, type Plan } from "./plan.ts";
import type { RunProgress, RunTask } from "./run.ts";

type Event = PoolEvent<RunTask, RunResult, RunProgress>;

/** A listener that adds up the steps of each arm's runs, and names the arm and run of every trouble. */
export function createWatch({ study, tasks }: Plan, progress: Progress): (event: Event) => void {
  const arms = study.arms.map(() => ({ ended: 0, steps: new Map<number, number>() }));
  const say = (index: number, text: string) => progress.log(`${nameTask(study, index)}: ${text}`);
  const advance = (index: number, step: number, loss?: number) => {
    const { arm } = tasks[index]!;
    const { ended, steps } = arms[arm]!;
    steps.set(index, step);
    const total = [...steps.values()].reduce((sum, each) => sum + each, 0);
    progress.update(arm, { runs: ended, steps: total, loss });
  };
  const end = (outcome: Outcome<RunTask, RunResult>) => {
    arms[outcome.task.arm]!.ended++;
    if (outcome.status === "failed") say(outcome.index, `failed: ${outcome.error}`);
    // A run that diverged or failed takes no more steps: its bar counts as complete.
    const loss = outcome.status === "done" ? (outcome.result.loss ?? undefined) : undefined;
    advance(outcome.index, study.steps, loss);
  };
  return (event) => {
    if (event.type === "progress") advance(event.index, event.progress.step, event.progress.loss);
    else if (event.type === "outcome") end(event.outcome);
    else if (event.type === "log") progress.log(event.text);
    else say(event.index, `the worker process ended (${event.reason}), and the run starts again`);
  };
}
