/** @file The rows of the tables of a study, as words. */

import type { ArmResult, RunResult, StudyResult, TrialResult } from "../results/result.ts";
import { TRAINING } from "../results/statistics.ts";
import { deviation } from "../stats/moments.ts";
import { formatMean, formatNumber, NONE } from "./format.ts";
import { columnOf } from "./labels.ts";
import { type Table, table } from "./table.ts";

/** One row per arm: its runs, and the means ± standard errors of those that finished. */
export function armTable(result: StudyResult): Table {
  const metrics = shownMetrics(result);
  const isValidation = result.setup?.scored === "validation";
  const headings = metrics.map(
    (metric) => `${isValidation && metric !== TRAINING ? "validation " : ""}${columnOf(metric).label}`,
  );
  const labels = ["arm", "optimizer", "runs", "diverged", "failed", ...headings, "s/run"];
  return table(
    labels,
    2,
    result.arms.map((arm) => armRow(arm, metrics)),
  );
}

/** The metric that arms are compared by, then the others; that of training last. */
const shownMetrics = ({ metric, better }: StudyResult): readonly string[] => {
  const others = Object.keys(better).filter(
    (name) => name !== metric && name !== "loss" && name !== TRAINING,
  );
  return [metric, ...others, ...(metric === TRAINING ? [] : [TRAINING])];
};

function armRow({ name, optimizer, runs, metrics }: ArmResult, shown: readonly string[]): readonly string[] {
  const having = (status: RunResult["status"]) => runs.filter((run) => run.status === status);
  const finished = having("done");
  return [
    name,
    optimizer,
    `${finished.length} of ${runs.length}`,
    String(having("diverged").length),
    String(having("failed").length),
    ...shown.map((metric) => formatMean(metrics[metric]?.final ?? NO_RUNS, columnOf(metric).scale)),
    formatNumber(mean(finished.map(({ seconds }) => seconds))),
  ];
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

const NO_RUNS = { mean: null, standardError: null };

/** The mean of a trial's runs, with its standard error where there are several. */
function scoreOf(score: number | null, scores: readonly (number | null)[], scale: 1 | 100): string {
  const known = scores.filter((each) => each !== null);
  if (score === null || known.length < 2) return formatNumber(score && scale * score);
  return formatMean({ mean: score, standardError: deviation(known) / Math.sqrt(known.length) }, scale);
}

const valueInWords = (value: TrialResult["values"][string] | undefined): string =>
  typeof value === "number" ? formatNumber(value) : String(value ?? NONE);

/** One row per trial of every arm that was searched, a column for each option, the chosen ones marked. */
export function trialTable({ arms, selection }: StudyResult): Table {
  const all = arms.flatMap(({ trials = [] }) => trials);
  const areStopped = all.some(({ stopped }) => stopped > 0);
  const options = [...new Set(all.flatMap(({ values }) => Object.keys(values)))];
  const { label, scale } = columnOf(selection);
  const rows = arms.flatMap(({ name, trials = [] }) =>
    trials.map(({ values, score, scores, runs, lost, stopped, chosen }) => [
      name,
      ...options.map((option) => valueInWords(values[option])),
      chosen ? "chosen" : "",
      scoreOf(score, scores, scale),
      String(runs),
      String(lost),
      ...(areStopped ? [String(stopped)] : []),
    ]),
  );
  const last = ["diverged or failed", ...(areStopped ? ["stopped early"] : [])];
  const labels = ["arm", ...options, "", `validation ${label}`, "runs", ...last];
  return table(labels, 2 + options.length, rows);
}
