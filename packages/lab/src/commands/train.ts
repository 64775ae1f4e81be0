/** @file Training of a plan with progress, until the end, the first Ctrl-C, or SIGTERM. */

import { createProgress } from "../progress.ts";
import type { StudyResult } from "../results/result.ts";
import { compare } from "../run/compare.ts";
import { expectedRuns } from "../run/next-runs.ts";
import { describePlan, type Plan } from "../run/plan.ts";
import { showAddress } from "../store/show-address.ts";
import type { Arm } from "../study/study.ts";
import { say } from "./say.ts";
import { untilTold } from "./until-told.ts";

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
  try {
    return await untilTold((signal) => carryOut(plan, { command, store, progress, signal, retry }));
  } finally {
    progress.stop();
  }
}

type Trained = Pick<StudyResult, "complete" | "arms">;

const haveFailed = ({ arms }: Trained): boolean =>
  arms.some(({ runs }) => runs.some(({ status }) => status === "failed"));

/** 0, 1 where runs failed, 130 where the study was interrupted. */
export const toExitCode = (result: Trained): number => (haveFailed(result) ? 1 : result.complete ? 0 : 130);

/** Where runs are, and whether all of them are. */
export function sayWhere(store: string, result: Trained): void {
  const notes = [
    ...(result.complete ? [] : ["interrupted: the same command goes on"]),
    ...(haveFailed(result) ? ["--retry trains failed runs again"] : []),
  ];
  say(`\nRuns: ${showAddress(store)}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`);
}
