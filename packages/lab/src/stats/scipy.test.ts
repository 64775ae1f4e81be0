/** @file Every number of a comparison against SciPy's, from the fixtures that fixtures/make.py wrote. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describeSample, type SampleSummary } from "./describe.ts";
import { draw, type SampleSpec } from "./fixtures/samples.ts";
import { type MannWhitneyMethod, mannWhitneyTest } from "./mann-whitney.ts";
import { meanDifference, studentTest, welchTest } from "./t-test.ts";

type Pair = readonly [number, number];

interface Summary {
  readonly mean: number;
  readonly standardError: number;
  readonly dagostino: Pair | null;
  readonly shapiro: Pair;
}

interface Case {
  readonly samples: readonly [SampleSpec, SampleSpec];
  readonly a: Summary;
  readonly b: Summary;
  readonly student: Pair;
  readonly welch: Pair;
  readonly interval: { readonly df: number; readonly low: number; readonly high: number };
  readonly mannWhitney: Readonly<Partial<Record<MannWhitneyMethod, Pair>>>;
}

interface Tolerance {
  readonly relative: number;
  readonly absolute?: number;
}

const EXACT: Tolerance = { relative: 1e-9 };

// SciPy 1.10 computes Shapiro-Wilk in single precision: p of 0 for 1e-72, or even negative.
const SHAPIRO: Readonly<Record<string, { readonly w: Tolerance; readonly p: Tolerance }>> = {
  "1.10": { w: { relative: 2e-5 }, p: { relative: 2e-2, absolute: 1e-6 } },
  "1.17": { w: EXACT, p: EXACT },
};

function expectClose(
  got: number | null | undefined,
  want: number,
  { relative, absolute = 0 }: Tolerance = EXACT,
): void {
  expect(Math.abs(got! - want)).toBeLessThanOrEqual(relative * Math.abs(want) + absolute);
}

function expectSummary(got: SampleSummary, want: Summary, shapiro: (typeof SHAPIRO)[string]): void {
  expectClose(got.mean, want.mean);
  expectClose(got.standardError, want.standardError);
  expect(got.dagostino === null).toBe(want.dagostino === null);
  if (want.dagostino) {
    expectClose(got.dagostino?.statistic, want.dagostino[0]);
    expectClose(got.dagostino?.p, want.dagostino[1]);
  }
  expectClose(got.shapiro?.w, want.shapiro[0], shapiro.w);
  // Two equal values of three have p = 0, up to the rounding of an arc sine
  expectClose(got.shapiro?.p, want.shapiro[1], { absolute: got.n === 3 ? 1e-15 : 0, ...shapiro.p });
}

describe.each(["1.10", "1.17"])("SciPy %s", (version) => {
  const file = new URL(`./fixtures/scipy-${version}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };
  const subjects = cases.map((expected, index) => {
    const [{ shape, n }, { n: m }] = expected.samples;
    return { expected, title: `${index}: ${shape}, ${n} and ${m} values` };
  });

  test("covers 40 pairs and more, down to p of 1e-200", () => {
    expect(cases.length).toBeGreaterThan(40);
    expect(Math.min(...cases.map(({ student }) => student[1]))).toBeLessThan(1e-200);
  });

  test.each(subjects)("$title", ({ expected }) => {
    const [a, b] = [draw(expected.samples[0]), draw(expected.samples[1])];
    expectSummary(describeSample(a), expected.a, SHAPIRO[version]!);
    expectSummary(describeSample(b), expected.b, SHAPIRO[version]!);
    const [student, welch] = [studentTest(a, b), welchTest(a, b)];
    expectClose(student?.t, expected.student[0]);
    expectClose(student?.p, expected.student[1]);
    expectClose(welch?.t, expected.welch[0]);
    expectClose(welch?.p, expected.welch[1]);
    expectClose(welch?.df, expected.interval.df);

    const { low, high } = expected.interval;
    // An end of the interval may be near zero: its error is relative to the wider of the two
    const ofInterval = { relative: 0, absolute: 1e-9 * Math.max(Math.abs(low), Math.abs(high)) };
    const difference = meanDifference(a, b);
    expectClose(difference?.low, low, ofInterval);
    expectClose(difference?.high, high, ofInterval);

    for (const [method, [u, p]] of Object.entries(expected.mannWhitney)) {
      const got = mannWhitneyTest(a, b, method as MannWhitneyMethod);
      expect(got?.u).toBe(u);
      expectClose(got?.p, p);
    }
  });
});
