/** @file The rows of the tables of a study, as words. */

import type { ArmResult, ArmTest, RunResult, StudyResult } from "../results/result.ts";
import { type Contrast, contrasts } from "./contrast.ts";
import { differenceParts, formatMean, formatNumber, formatP, NONE } from "./format.ts";
import { columnOf, labelOf } from "./labels.ts";
import { type Table, table } from "./table.ts";

/** One row per arm: its runs, and the means ± standard errors of those that finished. */
export function armTable(result: StudyResult): Table {
  const metrics = shownMetrics(result);
  const headings = metrics.map((metric) => columnOf(metric).label);
  const labels = ["arm", "optimizer", "runs", "diverged", "failed", ...headings, "training loss", "s/run"];
  return table(
    labels,
    2,
    result.arms.map((arm) => armRow(arm, metrics)),
  );
}

/** The metric that arms are compared by, then the others; the loss is for the curves. */
const shownMetrics = ({ metric, better }: StudyResult): readonly string[] => [
  metric,
  ...Object.keys(better).filter((name) => name !== metric && name !== "loss"),
];

function armRow({ name, optimizer, runs, metrics }: ArmResult, shown: readonly string[]): readonly string[] {
  const having = (status: RunResult["status"]) => runs.filter((run) => run.status === status);
  const finished = having("done");
  return [
    name,
    optimizer,
    `${finished.length} of ${runs.length}`,
    String(having("diverged").length),
    String(having("failed").length),
    ...shown.map((metric) => formatMean(metrics[metric] ?? NO_RUNS, columnOf(metric).scale)),
    formatNumber(mean(finished.flatMap(({ loss }) => loss ?? []))),
    formatNumber(mean(finished.map(({ seconds }) => seconds))),
  ];
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

const NO_RUNS = { n: 0, mean: null, standardError: null };

/** One row per pair of arms, the better one first: what `contrasts` says of the metric. */
export function contrastTable(result: StudyResult): Table {
  const labels = [labelOf(result.metric), "difference", "95 % CI", "Welch p", "Mann-Whitney p", "Cohen's d"];
  return table(labels, 1, contrasts(result, result.metric).map(contrastRow));
}

function contrastRow(contrast: Contrast): readonly string[] {
  const { better, worse, difference, welch, mannWhitney, cohensD } = contrast;
  return [
    `${better} − ${worse}`,
    ...(difference ? differenceParts(difference) : [NONE, NONE]),
    welch === null ? NONE : formatP(welch),
    mannWhitney === null ? NONE : formatP(mannWhitney),
    cohensD?.toFixed(2) ?? NONE,
  ];
}

/** What a reader of `contrastTable` must know of its p-values. */
export function contrastNote(result: StudyResult): string {
  const pairs = contrasts(result, result.metric);
  const isAdjusted = pairs.some((pair) => pair.isAdjusted);
  return `p-values are two-sided${isAdjusted ? ", and adjusted by Holm's method for the number of pairs" : ""}.`;
}

/** One row per metric and pair of arms, cells of several lines; p-values are two-sided and not adjusted. */
export function testTable({ tests }: StudyResult): Table {
  const labels = [
    "metric",
    "arms",
    "difference\n95 % CI",
    "Student's t",
    "Welch's t",
    "Mann-Whitney U",
    "Cohen's d",
    "Hedges' g",
  ];
  return table(labels, 2, tests.map(testRow));
}

function testRow(test: ArmTest): readonly string[] {
  const { metric, a, b, difference, student, welch, mannWhitney, cohensD, hedgesG } = test;
  return [
    labelOf(metric),
    `${a}\n− ${b}`,
    difference ? differenceParts(difference).join("\n") : NONE,
    student ? statistic(student.t, student.p) : NONE,
    welch ? statistic(welch.t, welch.p) : NONE,
    mannWhitney ? `${statistic(mannWhitney.u, mannWhitney.p)}\n${mannWhitney.method}` : NONE,
    cohensD?.toFixed(2) ?? NONE,
    hedgesG?.toFixed(2) ?? NONE,
  ];
}

function statistic(value: number, p: number): string {
  return `${formatNumber(value)}\np = ${formatP(p)}`;
}

/** One row per trial of every arm that was searched, the chosen ones marked. */
export function trialTable({ arms, metric }: StudyResult): Table {
  const rows = arms.flatMap(({ name, trials = [] }) =>
    trials.map(({ values, score, runs, lost, chosen }) => {
      const written = Object.entries(values).map(([key, value]) => `${key}=${value}`);
      return [
        name,
        written.join(" "),
        chosen ? "chosen" : "",
        formatNumber(score),
        String(runs),
        String(lost),
      ];
    }),
  );
  return table(["arm", "values", "", `validation ${labelOf(metric)}`, "runs", "diverged or failed"], 3, rows);
}
