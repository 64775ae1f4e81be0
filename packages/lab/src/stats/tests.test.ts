/** @file Tests of samples, resamples and tables against SciPy, from the fixture that fixtures/tests.py wrote. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import { intervalFrom } from "./bootstrap.ts";
import { equivalenceTest } from "./equivalence.ts";
import { friedmanTest } from "./friedman.ts";
import { mean } from "./moments.ts";
import { nemenyiTest } from "./nemenyi.ts";
import { pairedDifference, pairedTest } from "./paired-t.ts";
import { permutationTest, randomRelabelings, signs, subsets } from "./permutation.ts";
import { detectableEffect, tTestPower } from "./power.ts";
import { quantileOf } from "./quantiles.ts";
import { varghaDelaney } from "./vargha-delaney.ts";
import { wilcoxonTest } from "./wilcoxon.ts";

type Numbers = readonly number[];

interface Pair {
  readonly a: Numbers;
  readonly b: Numbers;
}

interface Fixture {
  readonly paired: readonly (Pair & {
    readonly t: Numbers;
    readonly interval: Numbers;
    readonly wilcoxon: {
      readonly w: number;
      readonly asymptotic: number;
      readonly exact: number | null;
      readonly zeros: number;
    };
  })[];
  readonly exactPermutation: readonly (Pair & { readonly paired: boolean; readonly p: number })[];
  readonly randomPermutation: readonly (Pair & {
    readonly paired: boolean;
    readonly labels: readonly Numbers[];
    readonly p: number;
  })[];
  readonly bootstrap: readonly {
    readonly sample: Numbers;
    readonly statistic: "mean" | "median";
    readonly confidence: number;
    readonly draws: readonly string[];
    readonly low: number;
    readonly high: number;
  }[];
  readonly equivalence: readonly (Pair & {
    readonly margin: number;
    readonly paired: boolean;
    readonly above: Numbers;
    readonly below: Numbers;
    readonly df: number;
    readonly interval: Numbers;
  })[];
  readonly varghaDelaney: readonly (Pair & {
    readonly confidence: number;
    readonly a12: number;
    readonly low: number;
    readonly high: number;
  })[];
  readonly friedman: readonly {
    readonly scores: readonly Numbers[];
    readonly chiSquare: Numbers;
    readonly imanDavenport: Numbers;
    readonly ranks: Numbers;
    readonly criticalDifference: number;
    readonly pairs: readonly Numbers[];
  }[];
  readonly benjaminiHochberg: readonly { readonly ps: Numbers; readonly adjusted: Numbers }[];
  readonly power: readonly {
    readonly n: number;
    readonly m: number;
    readonly power: number;
    readonly alpha: number;
    readonly paired: boolean;
    readonly d: number;
  }[];
}

const fixture: Fixture = JSON.parse(readFileSync(new URL("./fixtures/tests.json", import.meta.url), "utf8"));

/** To nine digits, and to 1e-12 near zero. */
function expectClose(got: number | null | undefined, want: number): void {
  expect(Math.abs(got! - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want) + 1e-12);
}

function expectAllClose(got: readonly (number | null | undefined)[], want: Numbers): void {
  expect(got).toHaveLength(want.length);
  for (const [index, value] of want.entries()) expectClose(got[index], value);
}

describe("pairs", () => {
  test.each(fixture.paired)("$a.length: t and its interval", ({ a, b, t, interval }) => {
    const ours = pairedTest(a, b);
    expectAllClose([ours?.t, ours?.df, ours?.p], t);
    const difference = pairedDifference(a, b);
    expectAllClose([difference?.mean, difference?.low, difference?.high], interval);
  });

  test.each(fixture.paired)("$a.length: Wilcoxon", ({ a, b, wilcoxon }) => {
    const asymptotic = wilcoxonTest(a, b, { method: "asymptotic" });
    expect(asymptotic).toMatchObject({ w: wilcoxon.w, zeros: wilcoxon.zeros, method: "asymptotic" });
    expectClose(asymptotic?.p, wilcoxon.asymptotic);
    if (wilcoxon.exact !== null) expectClose(wilcoxonTest(a, b, { method: "exact" })?.p, wilcoxon.exact);
  });
});

describe("permutation", () => {
  test.each(fixture.exactPermutation)("all, paired: $paired", ({ a, b, paired, p }) => {
    const ours = permutationTest(a, b, { paired });
    expect(ours?.method).toBe("exact");
    expectClose(ours?.p, p);
  });

  test.each(fixture.randomPermutation)(
    "those of the fixture, paired: $paired",
    ({ a, b, paired, labels, p }) => {
      const ours = randomRelabelings((paired ? signs : subsets)(a, b), labels);
      expect(ours).toMatchObject({ method: "monte-carlo", relabelings: labels.length });
      expectClose(ours.p, p);
    },
  );
});

test.each(fixture.bootstrap)("BCa of the $statistic at $confidence", ({ sample, statistic, ...rest }) => {
  const of = statistic === "mean" ? mean : (values: Float64Array) => quantileOf(values, 0.5);
  const draws = rest.draws.map((row) => Array.from(row, (digit) => digit.charCodeAt(0) - 48));
  const ours = intervalFrom(Float64Array.from(sample), draws, { of, confidence: rest.confidence });
  expectAllClose([ours?.low, ours?.high], [rest.low, rest.high]);
});

test.each(fixture.equivalence)(
  "equivalence within $margin, paired: $paired",
  ({ a, b, margin, paired, ...want }) => {
    const ours = equivalenceTest(a, b, { margin, paired })!;
    expectAllClose([ours.above.t, ours.above.p], want.above);
    expectAllClose([ours.below.t, ours.below.p], want.below);
    expectAllClose([ours.df, ours.low, ours.high], [want.df, ...want.interval]);
    expect(ours.p).toBe(Math.max(ours.above.p, ours.below.p));
    expect(ours.p < 0.05).toBe(ours.low > -margin && ours.high < margin);
  },
);

test.each(fixture.varghaDelaney)("A12 of $a12", ({ a, b, confidence, a12, low, high }) => {
  const ours = varghaDelaney(a, b, { confidence });
  expectAllClose([ours?.a12, ours?.low, ours?.high], [a12, low, high]);
});

test.each(fixture.friedman)("Friedman and Nemenyi of $ranks.length columns", ({ scores, ...want }) => {
  const { averageRanks, chiSquare, imanDavenport } = friedmanTest(scores, { better: "lower" })!;
  expectAllClose(averageRanks, want.ranks);
  expectAllClose([chiSquare.statistic, chiSquare.p], want.chiSquare);
  expectAllClose([imanDavenport.f, imanDavenport.p], want.imanDavenport);
  const nemenyi = nemenyiTest(scores, { better: "lower" });
  expectAllClose(nemenyi.averageRanks, want.ranks);
  expectClose(nemenyi.criticalDifference, want.criticalDifference);
  for (const [row, ps] of want.pairs.entries()) expectAllClose(nemenyi.p[row]!, ps);
});

test.each(fixture.benjaminiHochberg)("Benjamini-Hochberg of $ps.length", ({ ps, adjusted }) => {
  expectAllClose(benjaminiHochberg(ps), adjusted);
});

test.each(fixture.power)("power $power with $n and $m, paired: $paired", ({ d, power, ...test }) => {
  expectClose(detectableEffect({ ...test, power }), d);
  expectClose(tTestPower(d, test), power);
});
