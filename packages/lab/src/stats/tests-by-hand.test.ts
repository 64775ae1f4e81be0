/** @file Edges, messages and worked examples of the tests of two samples, of tables, and of power. */

import { describe, expect, test } from "vitest";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { comparePairs } from "./compare-pairs.ts";
import { equivalenceTest } from "./equivalence.ts";
import { friedmanTest } from "./friedman.ts";
import { criticalRankDifference, nemenyiTest } from "./nemenyi.ts";
import { performanceProfiles } from "./performance-profiles.ts";
import { permutationTest } from "./permutation.ts";
import { powerTable, runsNeeded, tTestPower } from "./power.ts";
import { choose } from "./relabelings.ts";
import { shapiroTest } from "./shapiro-wilk.ts";
import { smallestAttainableP } from "./smallest-p.ts";
import { varghaDelaney } from "./vargha-delaney.ts";
import { wilcoxonTest } from "./wilcoxon.ts";

const ladder = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

describe("pairs", () => {
  test("without a difference tell nothing", () => {
    expect(comparePairs([1, 2, 3], [1, 2, 3])).toEqual({
      pairs: 3,
      pairedT: null,
      wilcoxon: { w: 0, p: 1, method: "exact", zeros: 3 },
      permutation: { p: 1, method: "exact", relabelings: 8 },
      pairedD: null,
      difference: null,
    });
  });

  test("empty ones have nothing", () => {
    expect(comparePairs([], [])).toMatchObject({ pairs: 0, wilcoxon: null, permutation: null });
  });

  test("of any size have one t", () => {
    const [small, large] = [1, 1e200].map((unit) =>
      comparePairs([3 * unit, 5 * unit, 8 * unit], [unit, unit, unit]),
    );
    expect(large!.pairedT?.t).toBeCloseTo(small!.pairedT!.t, 12);
    expect(large!.difference!.low! / 1e200).toBeCloseTo(small!.difference!.low!, 12);
  });

  test("Wilcoxon is exact up to 50 differences, and up to 500 where asked", () => {
    const method = (n: number, options = {}) =>
      wilcoxonTest(
        ladder(n, 1),
        ladder(n).map(() => 0),
        options,
      )?.method;
    expect([
      method(50),
      method(51),
      method(500, { method: "exact" }),
      method(501, { method: "exact" }),
    ]).toEqual(["exact", "asymptotic", "exact", "asymptotic"]);
  });
});

describe("permutation", () => {
  test("of 10 and 10 values looks at all relabelings, of 11 and 11 at random ones, the same for one seed", () => {
    expect(permutationTest(ladder(10), ladder(10, 3))).toMatchObject({
      method: "exact",
      relabelings: 184_756,
    });
    const [a, b] = [ladder(11), ladder(11, 3)];
    const random = permutationTest(a, b, { resamples: 999 });
    expect(random).toMatchObject({ method: "monte-carlo", relabelings: 999 });
    expect(permutationTest(a, b, { resamples: 999 })).toEqual(random);
    expect(permutationTest(a, b, { resamples: 999, seed: 1 })).not.toEqual(random);
  });

  test("random relabelings agree with all of them", () => {
    const [a, b] = [ladder(14, 0.5), ladder(14, 3.3)];
    // scipy.stats.permutation_test with 400 000 relabelings: 0.0904
    const { p } = permutationTest(a, b, { resamples: 20_000 })!;
    expect(Math.abs(p - 0.0904)).toBeLessThan(5 * Math.sqrt((0.0904 * 0.9096) / 20_000));
  });

  test("p is never 0", () => {
    expect(permutationTest(ladder(20), ladder(20, 1000), { resamples: 99 })?.p).toBe(0.02);
    expect(permutationTest(ladder(20), ladder(20, 1000), { resamples: 99, paired: true })?.p).toBe(0.02);
  });
});

describe("the bootstrap", () => {
  test("is the same for one seed, and wider for more confidence", () => {
    const sample = [3, 5, 4, 7, 6, 9, 5, 6];
    const interval = bootstrapInterval(sample, { resamples: 500 })!;
    expect(bootstrapInterval(sample, { resamples: 500 })).toEqual(interval);
    expect(bootstrapInterval(sample, { resamples: 500, confidence: 0.99 })!.high).toBeGreaterThan(
      interval.high,
    );
    expect(interval.low).toBeLessThan(interval.value);
  });

  test("has nothing to say of one value, of equal ones, and of a greatest value", () => {
    expect(bootstrapInterval([1])).toBeNull();
    expect(bootstrapInterval([2, 2, 2])).toBeNull();
    const never = (sample: Float64Array) => (sample[0] === 1 && sample[1] === 2 && sample[2] === 3 ? 9 : 0);
    expect(bootstrapInterval([1, 2, 3], { statistic: never, resamples: 3 })).toBeNull();
  });
});

test("complete separation of five and five has an A12 of 1, and an interval that is honest about it", () => {
  expect(varghaDelaney(ladder(5, 9), ladder(5))).toMatchObject({
    a12: 1,
    low: expect.closeTo(0.6427, 3),
    high: 1,
  });
});

test("the samples of A12 swap places", () => {
  const [a, b] = [ladder(6), ladder(9, 2.5)];
  const [ab, ba] = [varghaDelaney(a, b)!, varghaDelaney(b, a)!];
  expect(ab.a12).toBeCloseTo(1 - ba.a12, 14);
  expect(ab.low).toBeCloseTo(1 - ba.high, 14);
});

describe("adjusted p-values", () => {
  // Benjamini and Hochberg 1995, section 3.2: of fifteen p-values four are found at 0.05, where Holm finds three
  test("the published example", () => {
    const ps = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    expect(benjaminiHochberg(ps).filter((p) => p <= 0.05)).toHaveLength(4);
    expect(benjaminiHochberg([])).toEqual([]);
  });

  test("refuse what is no p-value", () => {
    const message = "benjaminiHochberg(ps): p-values are from 0 to 1, got 1.5 at 1.";
    expect(() => benjaminiHochberg([0.5, 1.5])).toThrow(expect.objectContaining({ message }));
  });
});

describe("across problems", () => {
  test("higher may be better", () => {
    const scores = [
      [0.9, 0.8, 0.7],
      [0.6, 0.5, 0.5],
    ];
    expect(friedmanTest(scores, { better: "higher" })?.averageRanks).toEqual([1, 2.25, 2.75]);
    expect(friedmanTest(scores, { better: "lower" })?.averageRanks).toEqual([3, 1.75, 1.25]);
  });

  test("that all rank alike have an infinite F", () => {
    const same = Array.from({ length: 6 }, () => [1, 2, 3]);
    const { chiSquare, imanDavenport } = friedmanTest(same, { better: "lower" })!;
    expect(chiSquare.statistic).toBeCloseTo(12, 12);
    expect(imanDavenport).toMatchObject({ f: Infinity, p: 0 });
  });

  test("whose scores are all equal, and a single one, tell nothing", () => {
    expect(friedmanTest([[1, 1]], { better: "lower" })).toBeNull();
    expect(friedmanTest([[1, 2]], { better: "lower" })?.imanDavenport).toMatchObject({ f: 0, p: 1 });
  });

  // Demšar 2006, section 3.2.2: four classifiers on fourteen data sets; critical differences 1.25 and 1.09
  test("the published critical differences", () => {
    expect(criticalRankDifference({ arms: 4, problems: 14 })).toBeCloseTo(1.25, 2);
    expect(criticalRankDifference({ arms: 4, problems: 14, alpha: 0.1 })).toBeCloseTo(1.12, 2);
  });

  test("groups are the longest that are within the critical difference", () => {
    const scores = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? [4, 1, 2, 3] : [4, 2, 1, 3]));
    const { order, groups, averageRanks } = nemenyiTest(scores, { better: "lower" });
    expect(averageRanks).toEqual([4, 1.5, 1.5, 3]);
    expect(order).toEqual([1, 2, 3, 0]);
    expect(groups).toEqual([
      [1, 2],
      [3, 0],
    ]);
  });

  test("profiles count failures, ties and problems that none solves", () => {
    const costs = [
      [1, 2, 1],
      [4, null, 1],
      [null, null, null],
      [3, 3, 6],
    ];
    expect(performanceProfiles(costs)).toEqual([
      {
        steps: [
          { factor: 1, share: 0.5 },
          { factor: 4, share: 0.75 },
        ],
        best: 0.5,
        solved: 0.75,
      },
      {
        steps: [
          { factor: 1, share: 0.25 },
          { factor: 2, share: 0.5 },
        ],
        best: 0.25,
        solved: 0.5,
      },
      {
        steps: [
          { factor: 1, share: 0.5 },
          { factor: 2, share: 0.75 },
        ],
        best: 0.5,
        solved: 0.75,
      },
    ]);
  });
});

describe("what so many runs can show", () => {
  test("the smallest p-values", () => {
    expect(smallestAttainableP("mann-whitney", { n: 5 })).toBe(2 / 252);
    expect(smallestAttainableP("permutation", { n: 3, m: 4 })).toBe(2 / 35);
    expect(smallestAttainableP("wilcoxon", { n: 6 })).toBe(1 / 32);
    expect(smallestAttainableP("paired-permutation", { n: 1 })).toBe(1);
    expect(smallestAttainableP("welch", { n: 5 })).toBe(0);
    expect(smallestAttainableP("paired-t", { n: 5 })).toBe(0);
  });

  test("are reached by samples that are apart", () => {
    expect(permutationTest(ladder(4, 9), ladder(5))?.p).toBeCloseTo(
      smallestAttainableP("permutation", { n: 4, m: 5 }),
      15,
    );
    expect(
      wilcoxonTest(
        ladder(6, 9),
        ladder(6).map((v) => v / 2),
      )?.p,
    ).toBe(smallestAttainableP("wilcoxon", { n: 6 }));
  });

  test("with 5 runs d of 2.0, with 22 of 0.86", () => {
    const rows = powerTable([5, 22]).map(({ n, effect }) => [n, effect.toFixed(2)]);
    expect(rows).toEqual([
      [5, "2.02"],
      [22, "0.86"],
    ]);
    expect(powerTable([6], { paired: true })[0]?.smallestP).toBe(1 / 32);
  });

  // Cohen 1988, table 2.4.1: 26 and 64 and 393 of each for large, medium and small effects
  test.each([
    [0.8, 26],
    [0.5, 64],
    [0.2, 394],
  ])("d of %d needs %i runs of each arm", (effect, n) => {
    expect(runsNeeded(effect)).toBe(n);
    expect(tTestPower(effect, { n })).toBeGreaterThanOrEqual(0.8);
    expect(tTestPower(effect, { n: n - 1 })).toBeLessThan(0.8);
  });

  test("an effect that anything shows needs two", () => expect(runsNeeded(100)).toBe(2));

  test("choose", () =>
    expect([choose(5, 0), choose(6, 3), choose(60, 30)]).toEqual([1, 20, Number(118264581564861424n)]));
});

test.each<[string, () => unknown]>([
  [
    "comparePairs(a, b): paired samples have one length, got 2 and 3. Put the values of one pair at the same place of both, or compare them as independent samples.",
    () => comparePairs([1, 2], [1, 2, 3]),
  ],
  [
    "permutationTest({ resamples }): must be an integer of at least 1, got 0.",
    () => permutationTest([1], [2], { resamples: 0 }),
  ],
  [
    'bootstrapInterval({ statistic }): must be "mean" or "median", got "mode".',
    () => bootstrapInterval([1, 2], { statistic: "mode" as never }),
  ],
  [
    "varghaDelaney({ confidence }): must be between 0 and 1, got 95.",
    () => varghaDelaney([1], [2], { confidence: 95 }),
  ],
  [
    "equivalenceTest({ margin }): must be given, got undefined.",
    () => equivalenceTest([1, 2], [1, 3], {} as never),
  ],
  [
    "equivalenceTest({ margin }): must be a finite number above 0, got 0.",
    () => equivalenceTest([1, 2], [1, 3], { margin: 0 }),
  ],
  [
    'friedmanTest({ better }): must be "higher" or "lower", got "more".',
    () => friedmanTest([[1, 2]], { better: "more" as never }),
  ],
  [
    "nemenyiTest(scores)[1]: rows have one length, of two or more, got 1 after 2. Give every optimizer a score on every problem.",
    () => nemenyiTest([[1, 2], [1]], { better: "lower" }),
  ],
  [
    "performanceProfiles(costs)[0]: costs are finite numbers above 0, got 0. Write null where an optimizer did not reach the target.",
    () => performanceProfiles([[0, 1]]),
  ],
  [
    'smallestAttainableP(test): must be "mann-whitney" or "permutation" or "wilcoxon" or "paired-permutation" or "welch" or "paired-t", got "t".',
    () => smallestAttainableP("t" as never, { n: 5 }),
  ],
  ["tTestPower({ n }): must be an integer of at least 2, got 1.", () => tTestPower(1, { n: 1 })],
])("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});

describe("at the ends of what numbers can be", () => {
  test("effects that any runs find, and levels that none reach, take no time", () => {
    expect(runsNeeded(1e9)).toBe(2);
    expect(tTestPower(1e9, { n: 3 })).toBe(1);
    expect(tTestPower(1e-9, { n: 3 })).toBeCloseTo(0.05, 12);
  });

  test("values far from 0 are as normal as the same values near it", () => {
    const near = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    expect(shapiroTest(near.map((value) => value + 1e15))).toEqual(shapiroTest(near));
  });

  test("means of huge values are numbers, and so are their ratios", () => {
    const { low, high } = bootstrapInterval([1.7e308, 1.7e308, 1.6e308, -1.7e308])!;
    expect(low).toBeGreaterThanOrEqual(-1.7e308);
    expect(high).toBeLessThanOrEqual(1.7e308);
    expect(performanceProfiles([[5e-324, 1e308]])[1]).toMatchObject({ best: 0, solved: 1 });
  });
});
