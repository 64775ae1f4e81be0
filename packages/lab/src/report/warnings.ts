/** @file Reasons for caution that the runs of a study give. */

import type { ArmResult, RunResult, StudyResult } from "../results/result.ts";
import { finished } from "../results/run-result.ts";
import { HALVING_WARNING } from "../search/successive-halving.ts";

/** Below this many finished runs an arm draws a warning. */
const FEW_RUNS = 5;

/** Reasons for caution: an interrupted study, few runs, runs that diverged or failed. */
export function warnings({ complete, arms }: StudyResult): readonly string[] {
  const few = arms
    .map(({ name, runs }) => ({ name, n: finished(runs) }))
    .filter(({ n }) => n > 0 && n < FEW_RUNS)
    .map(({ name, n }) => `${name}: ${n}`);
  return [
    ...(complete ? [] : [incomplete(arms)]),
    ...(few.length > 0
      ? [`Fewer than ${FEW_RUNS} finished runs (${few.join(", ")}): too few to trust a test or an interval.`]
      : []),
    ...searchWarnings(arms),
    ...arms.flatMap((arm) =>
      [lost(arm, "diverged", ({ steps }) => `at step ${steps}`), lost(arm, "failed", explain)].flat(),
    ),
  ];
}

const incomplete = (arms: readonly ArmResult[]): string =>
  arms.every(({ runs }) => runs.length === 0) && arms.some(({ trials }) => trials)
    ? "There are trials, and no final runs yet: glissade compare trains them."
    : "The study was interrupted: these are only the runs that had finished.";

/** Those of searches alone. */
export const searchWarnings = (arms: readonly ArmResult[]): readonly string[] => [
  ...arms.flatMap(withoutTrials),
  ...stoppedTrials(arms),
  ...unequalTrials(arms),
  ...arms.flatMap(atAnEnd),
];

function withoutTrials({ name, trials = [], runs }: ArmResult): readonly string[] {
  const areLost = trials.length > 0 && trials.every(({ lost }) => lost > 0);
  return areLost && runs.length === 0
    ? [
        `${name}: a run of each of its ${trials.length} trials diverged or failed, so that nothing could be chosen and trained.`,
      ]
    : [];
}

function stoppedTrials(arms: readonly ArmResult[]): readonly string[] {
  const trials = arms.flatMap((arm) => arm.trials ?? []);
  const count = trials.filter(({ stopped }) => stopped > 0).length;
  return count > 0 ? [`${count} of ${trials.length} trials were stopped early. ${HALVING_WARNING}.`] : [];
}

/** A search that was extended had more trials than the others. */
function unequalTrials(arms: readonly ArmResult[]): readonly string[] {
  const searched = arms.flatMap(({ name, trials }) => (trials ? [{ name, count: trials.length }] : []));
  if (new Set(searched.map(({ count }) => count)).size < 2) return [];
  const counts = searched.map(({ name, count }) => `${name}: ${count}`).join(", ");
  return [
    `Searches differ in their trials (${counts}): one that was extended had more chances to find a good value.`,
  ];
}

/** Chosen values at an end of what was tried: a better one may lie beyond. */
function atAnEnd({ name, trials = [] }: ArmResult): readonly string[] {
  const chosen = trials.find((trial) => trial.chosen);
  return Object.entries(chosen?.values ?? {}).flatMap(([option, value]) => {
    const tried = trials.map(({ values }) => values[option]).filter((other) => typeof other === "number");
    if (typeof value !== "number" || new Set(tried).size < 2) return [];
    const end =
      value === Math.max(...tried) ? "largest" : value === Math.min(...tried) ? "smallest" : undefined;
    return end
      ? [`${name}: the best ${option}, ${value}, is the ${end} that was tried: a better one may lie beyond.`]
      : [];
  });
}

type Describe = (run: RunResult) => string;

/** What becomes of the others. */
const RESTS = {
  diverged: "means are of the runs that finished, and ranks count the others as the worst",
  failed: "the means and tests are of the runs that finished",
};

function lost({ name, runs }: ArmResult, status: keyof typeof RESTS, describe: Describe) {
  const chosen = runs.filter((run) => run.status === status);
  if (chosen.length === 0) return [];
  const [first, ...others] = chosen.map(describe);
  const example = others.length > 0 ? `the first: ${first}` : first;
  const rest = finished(runs) > 0 ? RESTS[status] : "no run is left to compare";
  return [`${name}: ${chosen.length} of ${runs.length} runs ${status} (${example}); ${rest}.`];
}

function explain({ seed, error }: RunResult): string {
  return `seed ${seed}: ${error?.replace(/\.$/, "") ?? "no reason given"}`;
}
