/** @file Training of a plan with progress, until the end, the first Ctrl-C, or SIGTERM. */

import { createProgress } from "../progress.ts";
import type { StudyResult } from "../results/result.ts";
import { compare } from "../run/compare.ts";
import { expectedRuns } from "../run/next-runs.ts";
import { describePlan, type Plan } from "../run/plan.ts";
import { showAddress } from "../store/show-address.ts";
import type { Arm } from "../study/study.ts";

/** What a terminal, and what Docker, Kubernetes and Slurm send. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** What a command carries out of a plan. */
interface Work {
  readonly carryOut: typeof compare;
  /** The plan in words. */
  readonly describe: (plan: Plan) => string;
  /** Runs of an arm, unless its search is extended. */
  readonly runsOf: (plan: Plan, arm: Arm) => number;
}

const all: Work = {
  carryOut: compare,
  describe: describePlan,
  runsOf: ({ study }, arm) => expectedRuns(study, arm),
};

interface TrainOptions {
  readonly store: string;
  /** The command line to put into the result. */
  readonly command: string;
  readonly retry?: boolean | undefined;
}

/** Trains what the store does not have, and resolves with all of it. */
export async function trainPlan(
  plan: Plan,
  { store, command, retry = false }: TrainOptions,
  { carryOut, describe, runsOf } = all,
): Promise<StudyResult> {
  say(`${describe(plan)}; runs are kept in ${showAddress(store)}\n`);
  const { study, facts } = plan;
  const totals = study.arms.map((arm) => ({ name: arm.name, runs: runsOf(plan, arm) }));
  const progress = createProgress(totals.map((arm) => ({ ...arm, steps: arm.runs * facts.steps })));
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    return await carryOut(plan, { command, store, progress, signal: abort.signal, retry });
  } finally {
    progress.stop();
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Where runs are, and whether all of them are. */
export function sayWhere(store: string, { complete, arms }: Pick<StudyResult, "complete" | "arms">): void {
  const haveFailed = arms.some(({ runs }) => runs.some(({ status }) => status === "failed"));
  const notes = [
    ...(complete ? [] : ["interrupted: the same command goes on"]),
    ...(haveFailed ? ["--retry trains failed runs again"] : []),
  ];
  say(`\nRuns: ${showAddress(store)}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`);
}
