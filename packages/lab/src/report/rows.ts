/** @file The rows of the tables of a study, as words. */

import type { ArmResult, ArmTest, Metric, RunResult, StudyResult } from "../results.ts";
import { type Contrast, contrasts } from "./contrast.ts";
import { differenceParts, formatMean, formatNumber, formatP, NONE } from "./format.ts";
import { type Table, table } from "./table.ts";

/** Metrics as readers know them. */
const METRICS: Readonly<Record<Metric, string>> = { mcc: "MCC", accuracy: "accuracy" };

/** One row per arm: its runs, and the means ± standard errors of those that finished. */
export function armTable({ arms }: StudyResult): Table {
  const labels = ["arm", "optimizer", "runs", "diverged", "failed", "MCC", "accuracy %", "loss", "s/run"];
  return table(labels, 2, arms.map(armRow));
}

function armRow({ name, optimizer, runs, mcc, accuracy }: ArmResult): readonly string[] {
  const having = (status: RunResult["status"]) => runs.filter((run) => run.status === status);
  const finished = having("done");
  return [
    name,
    optimizer,
    `${finished.length} of ${runs.length}`,
    String(having("diverged").length),
    String(having("failed").length),
    formatMean(mcc),
    formatMean(accuracy, 100),
    formatNumber(mean(finished.flatMap(({ loss }) => loss ?? []))),
    formatNumber(mean(finished.map(({ seconds }) => seconds))),
  ];
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** One row per pair of arms, the better one first: what `contrasts` says of the Matthews correlation. */
export function contrastTable(result: StudyResult): Table {
  const labels = ["MCC", "difference", "95 % CI", "Welch p", "Mann-Whitney p", "Cohen's d"];
  return table(labels, 1, contrasts(result, "mcc").map(contrastRow));
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
  const pairs = contrasts(result, "mcc");
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
    METRICS[metric],
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
