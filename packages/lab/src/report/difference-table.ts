/** @file The table of differences, each pair of arms once, and what its readers must know. */

import { count } from "../plural.ts";
import { adjustments } from "../results/adjustments.ts";
import { levelOf } from "../results/looks.ts";
import type { ArmDifference, DifferenceTest, StudyResult } from "../results/result.ts";
import { detectableEffect } from "../stats/power.ts";
import { smallestAttainableP } from "../stats/smallest-p.ts";
import { adjustmentOf, comparedDifferences, leadingTest } from "./differences.ts";
import { differenceParts, formatNumber, formatP, NONE } from "./format.ts";
import { criterionLabel, type Unit, unitOf } from "./labels.ts";
import { type Table, table } from "./table.ts";

/** One row per pair of arms, the better one first. */
export function differenceTable(result: StudyResult): Table {
  const rows = comparedDifferences(result);
  const names = testNames(rows);
  const unit = unitOf(result);
  const labels = [
    criterionLabel(result),
    `difference${unit.ofDifference && ", pp"}`,
    "95 % CI",
    "Hedges' g",
    "A12",
  ];
  return table(
    [...labels, ...names.map((name) => `${name} p`)],
    1,
    rows.map((row) => differenceRow(row, names, unit)),
  );
}

type Name = DifferenceTest["name"];

const ORDER: readonly Name[] = ["paired t", "Welch", "Wilcoxon", "Mann-Whitney", "permutation"];

const IN_WORDS: { readonly [name in Name]: string } = {
  "paired t": "the paired t test",
  Welch: "Welch's t test",
  Wilcoxon: "Wilcoxon's signed-rank test",
  "Mann-Whitney": "the Mann-Whitney test",
  permutation: "the permutation test",
};

const testNames = (rows: readonly ArmDifference[]): readonly Name[] =>
  ORDER.filter((name) => rows.some(({ tests }) => tests.some((test) => test.name === name)));

function differenceRow(row: ArmDifference, names: readonly Name[], { scale }: Unit): readonly string[] {
  const { a, b, difference, hedgesG, a12, tests } = row;
  return [
    `${a} − ${b}`,
    ...(difference ? differenceParts(difference, scale) : [NONE, NONE]),
    hedgesG?.toFixed(2) ?? NONE,
    a12?.a12.toFixed(2) ?? NONE,
    ...names.map((name) => {
      const test = tests.find((each) => each.name === name);
      return test ? formatP(test.adjustedP) : NONE;
    }),
  ];
}

/** What the numbers of the table mean, and what they cannot show. */
export function differenceNotes(result: StudyResult): readonly string[] {
  const rows = comparedDifferences(result).filter((row) => leadingTest(row));
  if (rows.length === 0) return [];
  return [
    ...(unitOf(result).ofDifference ? ["pp: percentage points."] : []),
    designNote(rows),
    adjustmentNote(result, rows),
    ...lostNote(result),
    ...lookNote(result),
    ...attainable(result, rows, levelOf(result)),
  ];
}

function designNote(rows: readonly ArmDifference[]): string {
  const { design } = rows[0]!;
  if (design === "independent") return "Runs of different arms are taken as independent.";
  return "Runs of different arms with the same seed began with the same parameters and saw the same batches: they are compared as pairs.";
}

function adjustmentNote(result: StudyResult, rows: readonly ArmDifference[]): string {
  const leading = [...new Set(rows.map((row) => leadingTest(row)!.name))];
  const { name: method } = adjustments[result.adjustment];
  const adjusted = adjustmentOf(result)
    ? `, adjusted by ${method} method for ${rows.length} pairs of arms`
    : "";
  const first = leading.length === 1 ? `; the verdict goes by ${IN_WORDS[leading[0]!]}` : "";
  return `p-values are two-sided${adjusted}${first}. A12 is the chance that a run of the first arm is the better one.`;
}

function lostNote({ arms, metric, statistic }: StudyResult): readonly string[] {
  const lost = arms.some(({ metrics }) => (metrics[metric]?.[statistic]?.lost ?? 0) > 0);
  if (!lost) return [];
  const what = statistic === "steps" || statistic === "seconds" ? "did not reach the target" : "diverged";
  return [
    `Runs that ${what} have no number, and count as the worst in rank tests and A12: where there are any, the verdict goes by ranks.`,
  ];
}

/** What a study is held against that is looked at while its runs come in. */
function lookNote({ looks }: StudyResult): readonly string[] {
  if (!looks) return [];
  const { planned, reached, level } = looks;
  const total = planned.at(-1)!;
  if (level === 0)
    return [
      `The next look comes after ${planned[reached]} of ${total} runs of each arm: nothing is judged before.`,
    ];
  const early =
    reached < planned.length ? " A study that ends early finds differences larger than they are." : "";
  return [
    `Look ${reached} of ${planned.length}, after ${planned[reached - 1]} of ${total} runs of each arm: p-values are held against ${formatLevel(level)}, so that all looks together find a difference in no more than 5 % of studies that have none (O'Brien and Fleming's alpha spending).${early}`,
  ];
}

const formatLevel = (level: number): string => formatNumber(Number(level.toPrecision(2)));

/** The rank and permutation tests whose smallest p-value is above the level, were it that of every pair. */
function attainable(result: StudyResult, rows: readonly ArmDifference[], level: number): readonly string[] {
  const { design, n, m } = leastOf(rows);
  const name = design === "paired" ? "Wilcoxon" : "Mann-Whitney";
  const p = smallestAttainableP(design === "paired" ? "wilcoxon" : "mann-whitney", { n, m });
  const adjusted = adjustments[result.adjustment].adjust(rows.map(() => p))[0]!;
  if (level === 0 || adjusted < level) return [];
  const after = adjusted > p ? `, ${formatP(adjusted)} when all ${rows.length} are counted` : "";
  return [
    `With ${sizes({ design, n, m })}, ${name} and permutation tests have no p below ${formatP(p)}${after}: they can show nothing at ${formatLevel(level)}.`,
  ];
}

/** The smallest effect that the t test mostly finds. */
export function powerSentence(rows: readonly ArmDifference[], level: number): string | undefined {
  const least = leastOf(rows);
  const { design, n, m } = least;
  if (n < 2 || m < 2 || level === 0) return undefined;
  const paired = design === "paired";
  const d = detectableEffect({ n, alpha: level / rows.length, ...(paired ? { paired } : { m }) });
  const spread = paired ? "the differences within pairs" : "the runs of an arm";
  return `A difference of ${d.toFixed(1)} times the standard deviation of ${spread} would be shown by ${sizes(least)} in four studies of five; a smaller one would mostly be missed.`;
}

/** The pair with the fewest runs. */
const leastOf = (rows: readonly ArmDifference[]): ArmDifference =>
  rows.reduce((least, row) => (row.n + row.m < least.n + least.m ? row : least));

const sizes = ({ design, n, m }: Pick<ArmDifference, "design" | "n" | "m">): string => {
  if (design === "paired") return `${count(n, "pair")} of runs`;
  return n === m ? `${count(n, "run")} of each arm` : `${n} and ${m} runs`;
};
