/** @file The trials of a study for the terminal, and what they chose. */

import type { ArmResult, StudyResult } from "../results/result.ts";
import { formatNumber } from "./format.ts";
import { labelOf, unitOf } from "./labels.ts";
import { trialTable } from "./rows.ts";
import { toText } from "./table.ts";
import { searchWarnings } from "./warnings.ts";

/** All trials, the chosen ones, and reasons for caution. */
export function sweepTable(result: StudyResult): string {
  const cautions = searchWarnings(result.arms).map((warning) => `Warning: ${warning}`);
  const chosen = result.arms.map((arm) => choiceOf(arm, result));
  return [toText(trialTable(result)), [...chosen, ...cautions].join("\n")].join("\n\n");
}

function choiceOf({ name, optimizer, trials = [] }: ArmResult, { selection }: StudyResult): string {
  if (trials.some(({ runs, scores }) => scores.length < runs)) return `${name}: its search goes on`;
  const best = trials.find(({ chosen }) => chosen);
  const { scale, mark } = unitOf({ metric: selection, statistic: "final" });
  if (!best || best.score === null) return `${name}: no trial finished`;
  return `${name}: ${optimizer}, validation ${labelOf(selection)} ${formatNumber(scale * best.score)}${mark}`;
}
