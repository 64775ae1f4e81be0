/** @file Tail areas and quantiles against SciPy's and mpmath's, from the fixture that fixtures/tails.py wrote. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { normalCritical } from "./distributions.ts";
import { noncentralSurvival } from "./noncentral-t.ts";
import { chiSquareSurvival, fSurvival } from "./ratio-tails.ts";
import { rootOf, upperBound } from "./root.ts";
import { rangeCritical, rangeSurvival } from "./studentized-range.ts";

type Rows = readonly (readonly number[])[];

const fixture: Readonly<Record<string, Rows>> = JSON.parse(
  readFileSync(new URL("./fixtures/tails.json", import.meta.url), "utf8"),
);

/** How far our numbers are from those of the fixture, which end each row, relative to `scale` of them. */
function worst(name: string, ours: (row: readonly number[]) => number, scale = Math.abs): number {
  const errors = fixture[name]!.map((row) => Math.abs(ours(row) - row.at(-1)!) / (scale(row.at(-1)!) || 1));
  return Math.max(...errors);
}

const absolute = () => 1;

test("normalCritical", () => {
  expect(worst("normal", ([p]) => normalCritical(p!))).toBeLessThan(1e-12);
  expect(normalCritical(0)).toBe(Infinity);
});

test("chiSquareSurvival", () =>
  expect(worst("chiSquare", ([x, df]) => chiSquareSurvival(x!, df!))).toBeLessThan(1e-11));

test("fSurvival", () => {
  expect(worst("f", ([f, df1, df2]) => fSurvival(f!, { df1: df1!, df2: df2! }))).toBeLessThan(1e-11);
  expect(fSurvival(Infinity, { df1: 2, df2: 8 })).toBe(0);
});

test("noncentralSurvival", () => {
  const ours = ([t, df, shift]: readonly number[]) => noncentralSurvival(t!, { df: df!, shift: shift! });
  expect(worst("noncentralT", ours, absolute)).toBeLessThan(1e-11);
});

test("rangeSurvival", () => {
  const known = ([q, means]: readonly number[]) => rangeSurvival(q!, { means: means!, df: Infinity });
  expect(worst("range", known, absolute)).toBeLessThan(1e-13);
  const estimated = ([q, means, df]: readonly number[]) => rangeSurvival(q!, { means: means!, df: df! });
  expect(worst("rangeEstimated", estimated, absolute)).toBeLessThan(1e-9);
});

test("rangeCritical", () => {
  const ours = ([alpha, means]: readonly number[]) => rangeCritical(alpha!, { means: means!, df: Infinity });
  expect(worst("rangeCritical", ours)).toBeLessThan(1e-9);
});

// Demšar, "Statistical comparisons of classifiers over multiple data sets", 2006, table 5: q/√2 at 0.05 and 0.10
test.each([
  [0.05, [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164]],
  [0.1, [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92]],
])("Demšar's critical values at %d", (alpha, table) => {
  for (const [index, value] of table.entries()) {
    const ours = rangeCritical(alpha, { means: index + 2, df: Infinity }) / Math.SQRT2;
    expect(Math.abs(ours - value)).toBeLessThan(0.0011);
  }
});

test("rootOf and upperBound", () => {
  const grows = (x: number) => x * x - 50;
  expect(upperBound(grows)).toBe(8);
  expect(rootOf(grows, { low: 0, high: 8 })).toBeCloseTo(Math.sqrt(50), 14);
});
