/** @file The study's result in a sentence, and the caveats of it. */

import type { ArmResult, RunResult, StudyResult } from "../results/result.ts";
import { type Contrast, contrasts, describeContrast, nameP } from "./contrast.ts";
import { formatMean } from "./format.ts";
import { labelOf } from "./labels.ts";

/** Below this many finished runs an arm draws a warning. */
const FEW_RUNS = 5;

/**
 * One plain sentence on the metric of the study. A difference counts as shown where Welch's test, adjusted
 * for the number of pairs, is below 0.05; between two arms this is where the interval does not hold 0.
 */
export function verdict(result: StudyResult): string {
  const pairs = contrasts(result, result.metric);
  const leader = leaderOf(result);
  if (!leader) return "No run finished, so there is nothing to compare.";
  const label = labelOf(result.metric);
  if (pairs.length === 0)
    return `${leader.name} reached ${label} ${measured(leader, result)}; no other arm to compare with.`;
  return pairs.length === 1 ? judgePair(pairs[0]!, label) : judgeLeader(leader, { result, pairs });
}

function leaderOf({ arms, metric, better }: StudyResult): ArmResult | undefined {
  const sign = better[metric] === "lower" ? -1 : 1;
  const meanOf = ({ metrics }: ArmResult) => metrics[metric]?.mean ?? null;
  const finished = arms.filter((arm) => meanOf(arm) !== null);
  return finished.toSorted((a, b) => sign * (meanOf(b)! - meanOf(a)!))[0];
}

function measured({ metrics }: ArmResult, { metric }: StudyResult): string {
  const summary = metrics[metric]!;
  return `${formatMean(summary)} over ${summary.n} ${summary.n === 1 ? "run" : "runs"}`;
}

function judgePair(pair: Contrast, label: string): string {
  return `${claim(pair)} on ${label}: ${describeContrast(pair)}.`;
}

function claim({ better, worse, welch, isShown }: Contrast): string {
  if (welch === null) return `${better} and ${worse} cannot be compared`;
  return isShown ? `${better} beats ${worse}` : `No difference shown between ${better} and ${worse}`;
}

interface Judged {
  readonly result: StudyResult;
  readonly pairs: readonly Contrast[];
}

/** Short of the numbers that `contrastTable` has, or the sentence would be as long as the table. */
function judgeLeader(leader: ArmResult, { result, pairs }: Judged): string {
  const own = pairs.filter(({ better, worse }) => better === leader.name || worse === leader.name);
  const clause = (words: string, chosen: readonly Contrast[]) =>
    chosen.length > 0 ? [`${words} ${join(chosen.map((pair) => nameOther(pair, leader)))}`] : [];
  const tested = own.filter(({ welch }) => welch !== null);
  const untested = own.filter(({ welch }) => welch === null);
  const beaten = tested.filter(({ isShown }) => isShown);
  const undecided = tested.filter(({ isShown }) => !isShown);
  const best = result.better[result.metric] === "lower" ? "lowest" : "highest";
  const clauses = [
    `${leader.name} has the ${best} mean ${labelOf(result.metric)}, ${measured(leader, result)}`,
    ...clause("it beats", beaten),
    ...clause("no difference shown to", undecided),
    ...clause("too few finished runs, or no spread, to compare it with", untested),
  ];
  return `${clauses.join("; ")}.`;
}

function join(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names);
}

function nameOther({ better, worse, welch, isAdjusted }: Contrast, leader: ArmResult): string {
  const other = better === leader.name ? worse : better;
  return welch === null ? other : `${other} (${nameP("Welch", { p: welch, isAdjusted })})`;
}

/** Reasons for caution: an interrupted study, few runs, runs that diverged or failed. */
export function warnings({ complete, arms }: StudyResult): readonly string[] {
  const few = arms
    .map(({ name, runs }) => ({ name, n: finished(runs) }))
    .filter(({ n }) => n > 0 && n < FEW_RUNS)
    .map(({ name, n }) => `${name}: ${n}`);
  return [
    ...(complete ? [] : ["The study was interrupted: these are only the runs that had finished."]),
    ...(few.length > 0
      ? [`Fewer than ${FEW_RUNS} finished runs (${few.join(", ")}): too few to trust a test or an interval.`]
      : []),
    ...arms.flatMap(atAnEnd),
    ...arms.flatMap((arm) =>
      [lost(arm, "diverged", ({ steps }) => `at step ${steps}`), lost(arm, "failed", explain)].flat(),
    ),
  ];
}

const finished = (runs: readonly RunResult[]): number =>
  runs.filter(({ status }) => status === "done").length;

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

function lost({ name, runs }: ArmResult, status: RunResult["status"], describe: Describe) {
  const chosen = runs.filter((run) => run.status === status);
  if (chosen.length === 0) return [];
  const [first, ...others] = chosen.map(describe);
  const example = others.length > 0 ? `the first: ${first}` : first;
  const rest =
    finished(runs) > 0 ? "the means and tests are of the runs that finished" : "no run is left to compare";
  return [`${name}: ${chosen.length} of ${runs.length} runs ${status} (${example}); ${rest}.`];
}

function explain({ seed, error }: RunResult): string {
  return `seed ${seed}: ${error?.replace(/\.$/, "") ?? "no reason given"}`;
}
