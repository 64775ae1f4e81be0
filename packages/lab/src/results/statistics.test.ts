/** @file The statistics of runs and their differences against NumPy and SciPy, from what fixtures/statistics.py wrote. */

import { readFileSync } from "node:fs";
import type { metrics } from "glissade";
import { describe, expect, test } from "vitest";
import { armOf, divergedRun, failedRun, scoredRun, study, timedRun } from "../report/fixtures/study.ts";
import type { ArmDifference, RunResult } from "./result.ts";
import { outcomesOf, STATISTICS } from "./statistics.ts";
import { createResamples, summarize } from "./summary.ts";

type Numbers = readonly number[];

interface Fixture {
  readonly curves: readonly {
    readonly steps: Numbers;
    readonly values: Numbers;
    readonly best: number;
    readonly last: number;
    readonly area: number;
  }[];
  readonly summaries: readonly {
    readonly values: Numbers;
    readonly lost: number;
    readonly better: metrics.Better;
    readonly mean: number;
    readonly deviation: number | null;
    readonly standardError: number | null;
    readonly quantiles: readonly (number | null)[];
  }[];
  readonly differences: readonly {
    readonly a: Numbers;
    readonly b: Numbers;
    readonly lost: readonly [number, number];
    readonly welch: readonly [number, number];
    readonly mannWhitney: readonly [number, number];
    readonly a12: number;
    readonly hedgesG: number;
  }[];
  readonly pairs: readonly {
    readonly a: Numbers;
    readonly b: readonly (number | null)[];
    readonly pairedT: readonly [number, number];
    readonly mean: number;
    readonly wilcoxon: number;
  }[];
}

const path = new URL("fixtures/statistics.json", import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(path, "utf8"));

/** To nine digits. */
function expectClose(found: number | null | undefined, expected: number | null): void {
  if (expected === null) expect(found).toBeNull();
  else expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(expected)));
}

const question = { metric: "mcc", better: "higher" } as const;

test.each(fixture.curves)("best, last and area of a curve of $values.length points", (curve) => {
  const validation = {
    mcc: curve.steps.map((step, i) => ({ step, seconds: step, value: curve.values[i]! })),
  };
  const run: RunResult = { ...scoredRun(0, 0.5), validation };
  for (const statistic of ["best", "last", "area"] as const)
    expectClose(outcomesOf([run], { ...question, statistic })[0]!.value, curve[statistic]);
});

test.each(fixture.summaries)("$values.length values, $lost lost runs, $better is better", (expected) => {
  const { values, lost, better } = expected;
  const outcomes = [...values, ...Array.from({ length: lost }, () => null)].map((value, seed) => ({
    seed,
    value,
  }));
  const summary = summarize(outcomes, { statistic: "final", better, resamples: createResamples() });
  expect([summary.n, summary.lost]).toEqual([values.length, lost]);
  for (const name of ["mean", "deviation", "standardError"] as const)
    expectClose(summary[name], expected[name]);
  const { quartiles, median } = summary;
  for (const [i, found] of [quartiles[0], median, quartiles[1]].entries())
    expectClose(found, expected.quantiles[i]!);
});

const finished = (values: Numbers) => values.map((value, seed) => scoredRun(seed, value));
const lostRuns = (count: number, first: number) =>
  Array.from({ length: count }, (_, i) => divergedRun(first + i));

const testNamed = ({ tests }: ArmDifference, name: string) => tests.find((each) => each.name === name)!;

test.each(fixture.differences)("independent arms, of which $lost runs were lost", (expected) => {
  const { a, b, lost } = expected;
  const arms = [
    armOf("b", [...finished(b), ...lostRuns(lost[1], 90)]),
    armOf("a", [...finished(a), ...lostRuns(lost[0], 90)]),
  ];
  const [found] = study(arms, {}, { design: "independent" }).differences;
  expect(found).toMatchObject({ a: "a", b: "b", design: "independent", n: a.length, m: b.length });
  expectClose(found!.hedgesG, expected.hedgesG);
  expectClose(found!.a12!.a12, expected.a12);
  for (const [name, [statistic, p]] of [
    ["Welch", expected.welch],
    ["Mann-Whitney", expected.mannWhitney],
  ] as const) {
    expectClose(testNamed(found!, name).statistic, statistic);
    expectClose(testNamed(found!, name).p, p);
  }
  const first = lost.some((count) => count > 0) ? "Mann-Whitney" : "Welch";
  expect(found!.tests[0]!.name).toBe(first);
});

test.each(fixture.pairs)("pairs of $a.length seeds", (expected) => {
  const { a, b } = expected;
  const runs = b.map((value, seed) => (value === null ? divergedRun(seed) : scoredRun(seed, value)));
  const [found] = study([armOf("b", runs), armOf("a", finished(a))]).differences;
  expect(found).toMatchObject({ a: "a", b: "b", design: "paired" });
  expectClose(found!.difference!.mean, expected.mean);
  expectClose(testNamed(found!, "paired t").statistic, expected.pairedT[0]);
  expectClose(testNamed(found!, "paired t").p, expected.pairedT[1]);
  expectClose(testNamed(found!, "Wilcoxon").p, expected.wilcoxon);
});

describe("lost runs", () => {
  const runs = [timedRun(0, [0.5, 0.8], 200), timedRun(1, [0.4, 0.6], null), divergedRun(2), failedRun(3)];
  const outcomes = (statistic: (typeof STATISTICS)[number]) =>
    outcomesOf(runs, { ...question, statistic, timed: "mcc" }).map(({ value }) => value);

  test("diverged ones have no number in any statistic, failed ones are left out", () => {
    expect(Object.fromEntries(STATISTICS.map((name) => [name, outcomes(name)]))).toEqual({
      final: [0.8, 0.6, null],
      best: [0.8, 0.6, null],
      last: [0.65, 0.5, null],
      area: [0.65, 0.5, null],
      steps: [200, null, null],
      seconds: [2, null, null],
    });
  });

  test("times that some run did not reach have no mean, but quantiles up to it", () => {
    const { steps } = armOf("sgd", runs).metrics.mcc!;
    expect(steps).toEqual({
      ...{ n: 1, lost: 2, mean: null, deviation: null, standardError: null, interval: null },
      ...{ median: null, quartiles: [null, null] },
    });
    const reached = armOf("sgd", [...runs.slice(0, 2), timedRun(4, [0.9], 100), timedRun(5, [0.9], 100)]);
    expect(reached.metrics.mcc!.steps).toMatchObject({ n: 3, lost: 1, median: 150, quartiles: [100, null] });
  });

  test("a metric without a curve has its score at the end alone", () => {
    expect(Object.keys(armOf("sgd", runs).metrics.accuracy!)).toEqual(["final"]);
    expect(Object.keys(armOf("sgd", runs).metrics["training loss"]!)).toEqual([
      ...["final", "best", "last", "area"],
    ]);
  });
});

test("seeds that only one arm has are in no pair", () => {
  const arms = [armOf("a", finished([0.9, 0.8, 0.7])), armOf("b", finished([0.8, 0.75]))];
  expect(study(arms).differences[0]).toMatchObject({ design: "paired", n: 2, m: 2 });
});

test("lower is better: the difference is negative, and A12 still says how often the first is better", () => {
  const arms = [armOf("slow", [timedRun(0, [0.9], 900), timedRun(1, [0.9], 800)])];
  const quick = armOf("quick", [timedRun(0, [0.9], 300), timedRun(1, [0.9], 500)]);
  const { differences } = study([...arms, quick], {}, { statistic: "steps" });
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatchObject({
    a: "quick",
    b: "slow",
    difference: { mean: -450 },
    a12: { a12: 1 },
  });
});
