/** @file The study's result in a sentence, and the caveats of it. */

import type { ArmResult, RunResult, StudyResult } from "../results.ts";
import { type Contrast, contrasts, describeContrast, nameP } from "./contrast.ts";
import { formatMean } from "./format.ts";

/** Below this many finished runs an arm draws a warning. */
const FEW_RUNS = 5;

/**
 * One plain sentence on the Matthews correlation. A difference counts as shown where Welch's test, adjusted
 * for the number of pairs, is below 0.05; between two arms this is where the interval does not hold 0.
 */
export function verdict(result: StudyResult): string {
  const pairs = contrasts(result, "mcc");
  const leader = leaderOf(result.arms);
  if (!leader) return "No run finished, so there is nothing to compare.";
  if (pairs.length === 0)
    return `${leader.name} reached MCC ${measured(leader)}; no other arm to compare with.`;
  return pairs.length === 1 ? judgePair(pairs[0]!) : judgeLeader(leader, pairs);
}

function leaderOf(arms: readonly ArmResult[]): ArmResult | undefined {
  const finished = arms.filter(({ mcc }) => mcc.mean !== null);
  return finished.toSorted((a, b) => b.mcc.mean! - a.mcc.mean!)[0];
}

function measured({ mcc }: ArmResult): string {
  return `${formatMean(mcc)} over ${mcc.n} ${mcc.n === 1 ? "run" : "runs"}`;
}

function judgePair(pair: Contrast): string {
  return `${claim(pair)} on MCC: ${describeContrast(pair)}.`;
}

function claim({ better, worse, welch, isShown }: Contrast): string {
  if (welch === null) return `${better} and ${worse} cannot be compared`;
  return isShown ? `${better} beats ${worse}` : `No difference shown between ${better} and ${worse}`;
}

/** Short of the numbers that `contrastTable` has, or the sentence would be as long as the table. */
function judgeLeader(leader: ArmResult, pairs: readonly Contrast[]): string {
  const own = pairs.filter(({ better, worse }) => better === leader.name || worse === leader.name);
  const clause = (words: string, chosen: readonly Contrast[]) =>
    chosen.length > 0 ? [`${words} ${join(chosen.map((pair) => nameOther(pair, leader)))}`] : [];
  const tested = own.filter(({ welch }) => welch !== null);
  const untested = own.filter(({ welch }) => welch === null);
  const beaten = tested.filter(({ isShown }) => isShown);
  const undecided = tested.filter(({ isShown }) => !isShown);
  const clauses = [
    `${leader.name} has the highest mean MCC, ${measured(leader)}`,
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
    .filter(({ mcc }) => mcc.n > 0 && mcc.n < FEW_RUNS)
    .map(({ name, mcc }) => `${name}: ${mcc.n}`);
  return [
    ...(complete ? [] : ["The study was interrupted: these are only the runs that had finished."]),
    ...(few.length > 0
      ? [`Fewer than ${FEW_RUNS} finished runs (${few.join(", ")}): too few to trust a test or an interval.`]
      : []),
    ...arms.flatMap((arm) =>
      [lost(arm, "diverged", ({ steps }) => `at step ${steps}`), lost(arm, "failed", explain)].flat(),
    ),
  ];
}

type Describe = (run: RunResult) => string;

function lost({ name, runs, mcc }: ArmResult, status: RunResult["status"], describe: Describe) {
  const chosen = runs.filter((run) => run.status === status);
  if (chosen.length === 0) return [];
  const [first, ...others] = chosen.map(describe);
  const example = others.length > 0 ? `the first: ${first}` : first;
  const rest = mcc.n > 0 ? "the means and tests are of the runs that finished" : "no run is left to compare";
  return [`${name}: ${chosen.length} of ${runs.length} runs ${status} (${example}); ${rest}.`];
}

function explain({ seed, error }: RunResult): string {
  return `seed ${seed}: ${error?.replace(/\.$/, "") ?? "no reason given"}`;
}
