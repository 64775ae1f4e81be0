/** @file A comparison as a plain table for the terminal. */

import type { BootstrapInterval } from "./bootstrap.ts";
import type { SampleComparison } from "./compare.ts";
import type { PairComparison } from "./compare-pairs.ts";
import type { SampleSummary } from "./describe.ts";
import type { Equivalence } from "./equivalence.ts";
import type { Permutation } from "./permutation.ts";
import type { MeanDifference, TTest } from "./t-test.ts";
import type { VarghaDelaney } from "./vargha-delaney.ts";

export interface NamedSummary extends SampleSummary {
  /** The path of the sample. */
  readonly file: string;
  /** Of the mean, by BCa bootstrap. */
  readonly bootstrap: BootstrapInterval | null;
}

interface Summaries {
  readonly a: NamedSummary;
  readonly b: NamedSummary;
  /** Where a margin was given. */
  readonly equivalence?: Equivalence | null;
  /** What the numbers cannot say. */
  readonly caveats: readonly string[];
}

/** Two samples, and the tests between them. */
export interface IndependentResult extends Summaries, SampleComparison {
  readonly permutation: Permutation | null;
  readonly varghaDelaney: VarghaDelaney | null;
}

/** Two samples, and the tests between their pairs. */
export interface PairedResult extends Summaries, PairComparison {}

/** What `glissade stats --json` writes. */
export type StatsResult = IndependentResult | PairedResult;

type Row = readonly string[];

/** Lays a result out in aligned columns, with its caveats below. */
export function formatStats(result: StatsResult): string {
  const { a, b, caveats } = result;
  const rows = "pairs" in result ? pairedRows(result) : independentRows(result);
  return [
    `A  ${a.file}`,
    `B  ${b.file}`,
    "",
    ...align([["", "A", "B"], ...summaryRows(a, b), [], ...rows, ...equivalenceRows(result)]),
    "",
    ...caveats.flatMap(bullet),
  ].join("\n");
}

function summaryRows(a: NamedSummary, b: NamedSummary): readonly Row[] {
  const row = (label: string, cell: (summary: NamedSummary) => string): Row => [label, cell(a), cell(b)];
  return [
    row("values", ({ n }) => String(n)),
    row("mean ± standard error", ({ mean, standardError }) => `${digits(mean)} ± ${digits(standardError)}`),
    row("deviation", ({ deviation }) => digits(deviation)),
    row("median (quartiles)", ({ median, quartiles }) => {
      return `${digits(median)} (${digits(quartiles?.[0])}, ${digits(quartiles?.[1])})`;
    }),
    row("bootstrap of the mean", ({ bootstrap }) => interval(bootstrap)),
    row("D'Agostino-Pearson", ({ dagostino }) => fields({ "K²": dagostino?.statistic, p: dagostino?.p })),
    row("Shapiro-Wilk", ({ shapiro }) => fields({ W: shapiro?.w, p: shapiro?.p })),
  ];
}

function independentRows({ difference, mannWhitney, ...rest }: IndependentResult): readonly Row[] {
  const u = fields({ U: mannWhitney?.u, p: mannWhitney?.p });
  return [
    differenceRow(difference),
    ["Student's t", ...testCells(rest.student)],
    ["Welch's t", ...testCells(rest.welch)],
    ["Mann-Whitney", u, mannWhitney?.method ?? ""],
    ["permutation", ...permutationCells(rest.permutation)],
    ["Cohen's d", digits(rest.cohensD)],
    ["Hedges' g", digits(rest.hedgesG)],
    ["A12, P(A > B)", digits(rest.varghaDelaney?.a12), interval(rest.varghaDelaney)],
  ];
}

function pairedRows({ difference, wilcoxon, ...rest }: PairedResult): readonly Row[] {
  const zeros = wilcoxon?.zeros ? `, ${wilcoxon.zeros} without a difference` : "";
  return [
    differenceRow(difference),
    ["paired t", ...testCells(rest.pairedT)],
    ["Wilcoxon", fields({ W: wilcoxon?.w, p: wilcoxon?.p }), `${wilcoxon?.method ?? ""}${zeros}`],
    ["permutation", ...permutationCells(rest.permutation)],
    ["d of pairs", digits(rest.pairedD)],
  ];
}

function equivalenceRows({ equivalence }: StatsResult): readonly Row[] {
  if (equivalence === undefined) return [];
  return [[`within ±${digits(equivalence?.margin)}`, fields({ p: equivalence?.p }), interval(equivalence)]];
}

const differenceRow = (difference: MeanDifference | null): Row => [
  "A - B",
  digits(difference?.mean),
  typeof difference?.low === "number" ? interval(difference) : "",
];

function testCells(test: TTest | null): Row {
  return [fields({ t: test?.t, p: test?.p }), test ? fields({ df: test.df }) : ""];
}

function permutationCells(test: Permutation | null): Row {
  const how = test?.method === "exact" ? "all" : "random";
  return [fields({ p: test?.p }), test ? `${how} relabelings, ${test.relabelings}` : ""];
}

interface Interval {
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number;
}

function interval(of: Interval | null | undefined): string {
  if (!of) return digits(null);
  return `${digits(100 * of.confidence)} % from ${digits(of.low)} to ${digits(of.high)}`;
}

function fields(values: Readonly<Record<string, number | undefined>>): string {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name} = ${digits(value)}`).join(", ") || digits(null);
}

function digits(value: number | null | undefined): string {
  if (typeof value !== "number") return "-";
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
}

function align(rows: readonly Row[]): readonly string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Columns of a caveat. */
const WIDTH = 96;

/** A sentence as lines of a list. */
function bullet(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const joined = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && joined.length <= WIDTH) lines[lines.length - 1] = joined;
    else lines.push(lines.length === 0 ? `- ${word}` : `  ${word}`);
  }
  return lines;
}
