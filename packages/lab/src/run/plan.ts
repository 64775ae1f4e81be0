/** @file The plan of a study, settled before training starts: its problem, its runs, its workers. */

import { availableParallelism } from "node:os";
import { ArgumentError, nearestOrAll } from "glissade";
import { requireFields, requireOptions } from "../checks.ts";
import { count } from "../plural.ts";
import type { Problem } from "../problem/problem.ts";
import { lookRuns } from "../results/looks.ts";
import { textOf } from "../rows/configuration.ts";
import { describeStudy, type Facts, factsOf } from "../rows/description.ts";
import type { NewRun, NewStudy } from "../store/store.ts";
import { openProblem } from "../study/open-problem.ts";
import type { Arm, Study } from "../study/study.ts";
import { nextRuns, searchedNames, trialRuns } from "./next-runs.ts";

/** What `compare` carries out. */
export interface Plan {
  readonly study: Study;
  readonly facts: Facts;
  /** The study as the store knows it. */
  readonly described: NewStudy;
  /** Those to begin with, of all arms by turns; a search adds others. */
  readonly runs: readonly NewRun[];
  /** Worker processes, one thread each. */
  readonly workers: number;
}

export interface PrepareOptions {
  /** Where the study came from, a name or a path, by which workers find its functions. */
  readonly source?: string;
  /** One per core by default, and never more than there are runs. */
  readonly workers?: number;
}

/**
 * Opens the problem of a study and plans its runs.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"), { workers: 2 });
 * plan.runs.length; // 15
 */
export async function prepare(study: Study, options: PrepareOptions = {}): Promise<Plan> {
  requireFields("prepare(study)", study, ["name", "problem", "arms", "batch"], "loadStudy()");
  requireOptions("prepare", options, { optional: ["source", "workers"] });
  const { source, workers = availableParallelism() } = options;
  const problem = await openProblem(study);
  requireMetric(study, problem.better);
  requireValidation(study, problem);
  const facts = factsOf(study, problem);
  const runs = nextRuns(study, facts, []);
  return {
    study,
    facts,
    described: describeStudy(study, problem, hasFunctions(study) ? source : undefined),
    runs,
    workers: Math.min(workers, runs.length),
  };
}

/** Whether workers need the module of the study. */
const hasFunctions = ({ problem, arms }: Study): boolean =>
  typeof problem === "function" || arms.some(({ optimizer }) => typeof optimizer === "function");

/** Such as ", compared after 2, 4, and 6 of them". */
function looked(study: Study): string {
  const ends = lookRuns(study);
  return ends.length > 1
    ? `, compared after ${new Intl.ListFormat("en").format(ends.map(String))} of them`
    : "";
}

function requireMetric({ name, metric }: Study, better: Facts["better"]): void {
  if (Object.hasOwn(better, metric)) return;
  throw new ArgumentError({
    where: `${name}: metric`,
    rule: `${JSON.stringify(metric)} is not a metric of the problem that says what is better`,
    fix: nearestOrAll(metric, Object.keys(better)),
  });
}

/** A search chooses by the validation alone, and a target is of it. */
function requireValidation(study: Study, { hasValidation, name: problem }: Problem): void {
  const searched = study.arms.find(({ space }) => space);
  if (hasValidation || (!searched && study.target === undefined)) return;
  const use = searched ? `by which ${searched.name} is searched` : "on which runs reach the target";
  throw new ArgumentError({
    where: `${study.name}: problem`,
    rule: `must have validation data, ${use}, got none from ${problem}`,
    fix: "Keep a part of the training data back, and score it where score is asked for validation",
  });
}

/** Such as "8 runs of a sobol search of learningRate". */
export const describeSearch = (study: Study, arm: Arm): string =>
  `${count(trialRuns(study, arm), "run")} of a ${study.search.method} search of ${searchedNames(arm).join(", ")}`;

/**
 * What is about to happen, in a few lines.
 *
 * @example
 * console.error(describePlan(await prepare(study)));
 */
export function describePlan(plan: Plan): string {
  requireFields("describePlan(plan)", plan, ["study", "facts", "workers"], "prepare()");
  const { study, facts, workers } = plan;
  const { name, arms, runs } = study;
  const width = Math.max(...arms.map((arm) => arm.name.length));
  const trialsOf = (arm: Arm) => (trialRuns(study, arm) > 0 ? `, ${describeSearch(study, arm)}` : "");
  return [
    `${name}: ${facts.about}`,
    ...arms.map((arm) => `  ${arm.name.padEnd(width)}  ${textOf(arm)}${trialsOf(arm)}`),
    `${count(runs, "run")} of each × ${count(facts.steps, "step")}${looked(study)}, on ${count(workers, "worker")}`,
  ].join("\n");
}
