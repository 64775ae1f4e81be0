import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareSamples } from "./compare.ts";
import { dagostinoTest } from "./dagostino.ts";
import { describeSample } from "./describe.ts";
import { deviation, mean, shapeOf } from "./moments.ts";
import { shapiroTest } from "./shapiro-wilk.ts";

interface Exact {
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
  readonly kurtosis: number;
}

interface Case {
  readonly name: string;
  readonly samples: readonly [readonly number[], readonly number[]];
  readonly a: Exact;
  readonly b: Exact;
  readonly difference: number;
  /** t and its degrees of freedom. */
  readonly welch: readonly [number, number];
  readonly student: number;
  readonly cohensD: number;
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/moments.json", import.meta.url), "utf8"),
);

/** To thirteen digits, and to a unit in the last place of a denormal. */
const expectClose = (got: number | null | undefined, want: number) =>
  expect(Math.abs(got! - want) - 5e-324).toBeLessThanOrEqual(1e-13 * Math.abs(want));

describe("exact rational arithmetic agrees with samples", () => {
  test.each(cases)("$name", ({ samples: [a, b], ...exact }) => {
    for (const [sample, want] of [
      [a, exact.a],
      [b, exact.b],
    ] as const) {
      expectClose(mean(sample), want.mean);
      expectClose(deviation(sample), want.deviation);
      expectClose(shapeOf(sample)?.skewness, want.skewness);
      expectClose(shapeOf(sample)?.kurtosis, want.kurtosis);
      expectClose(describeSample(sample).standardError, want.deviation / Math.sqrt(sample.length));
    }
    const { welch, student, cohensD, difference } = compareSamples(a, b);
    expectClose(difference?.mean, exact.difference);
    expectClose(welch?.t, exact.welch[0]);
    expectClose(welch?.df, exact.welch[1]);
    expectClose(student?.t, exact.student);
    expectClose(cohensD, exact.cohensD);
  });
});

test("powers of two change no test at all", () => {
  const [a, b] = cases[0]!.samples;
  const { difference, ...tests } = compareSamples(a, b);
  for (const unit of [2 ** -900, 2 ** -300, 2 ** 300, 2 ** 900]) {
    const [scaledA, scaledB] = [a, b].map((sample) => sample.map((value) => value * unit));
    const { difference: scaled, ...others } = compareSamples(scaledA!, scaledB!);
    expect(others).toEqual(tests);
    expect(scaled?.high).toBe(difference!.high! * unit);
    expect(shapiroTest(scaledA!)).toEqual(shapiroTest(a));
    expect(dagostinoTest(scaledA!)).toEqual(dagostinoTest(a));
  }
});

test("means whose difference is beyond the largest number have a t", () => {
  const [a, b] = [
    [1.6e308, 1.7e308, 1.65e308],
    [-1.6e308, -1.7e308, -1.5e308],
  ];
  const { welch, cohensD } = compareSamples(a, b);
  const { welch: small } = compareSamples([1.6, 1.7, 1.65], [-1.6, -1.7, -1.5]);
  expect(welch?.t).toBeCloseTo(small!.t, 11);
  expect(cohensD).toBeGreaterThan(40);
});

test("a difference of 200 digits has the p-value of Cauchy's distribution: 2/(πt)", () => {
  const { welch } = compareSamples([1e200, 1e200], [1, 3]);
  expect(welch).toMatchObject({ t: expect.closeTo(1e200, -190), df: 1 });
  expect(welch!.p * welch!.t).toBeCloseTo(2 / Math.PI, 12);
});

// scipy.stats.normaltest, which takes 1 for a skewness of exactly 0
test("symmetric samples, near 0 and far from it, have SciPy's K²", () => {
  const ladder = Array.from({ length: 30 }, (_, i) => 1000 + i * 1e-3);
  expect(dagostinoTest(ladder)?.statistic).toBeCloseTo(5.419188147162972, 12);
  expect(dagostinoTest(ladder)?.p).toBeCloseTo(0.06656382124525084, 13);
  expect(dagostinoTest(ladder.map((_, i) => i))?.statistic).toBeCloseTo(6.499221639570191, 12);
});
