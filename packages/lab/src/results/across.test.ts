import { expect, test } from "vitest";
import { arm, armOf, divergedRun, scoredRun, study, timedRun } from "../report/fixtures/study.ts";
import { acrossStudies, areTimes } from "./across.ts";
import type { StudyResult } from "./result.ts";

const scores = (name: string, a: number, b: number, c: number): StudyResult =>
  study([arm("a", [a, a]), arm("b", [b, b]), arm("c", [c, c])], { study: name });

test("arms are ranked in each study by the means of their runs", () => {
  const across = acrossStudies([
    scores("one", 0.9, 0.8, 0.7),
    scores("two", 0.6, 0.5, 0.1),
    scores("three", 0.2, 0.3, 0.1),
  ]);
  expect(across.arms).toEqual(["a", "b", "c"]);
  expect(across.nemenyi.averageRanks).toEqual([4 / 3, 5 / 3, 3]);
  expect(across.friedman!.averageRanks).toEqual(across.nemenyi.averageRanks);
  // scipy.stats.friedmanchisquare([.9, .6, .2], [.8, .5, .3], [.7, .1, .1]): 4.666666666666667, 0.09697196786440505
  expect(across.friedman!.chiSquare.statistic).toBeCloseTo(14 / 3, 12);
  expect(across.friedman!.chiSquare.p).toBeCloseTo(0.09697196786440505, 12);
  expect(across.studies[0]).toEqual({
    ...{ study: "one", metric: "mcc", statistic: "final", target: null },
    ...{ better: "higher", score: "mean", scores: [0.9, 0.8, 0.7] },
  });
});

test("arms need not stand in the same order, and those that some study lacks are left out", () => {
  const other = study([arm("c", [0.1]), arm("b", [0.3]), arm("extra", [0.9])]);
  const { arms, leftOut, studies } = acrossStudies([scores("one", 0.9, 0.8, 0.7), other]);
  expect({ arms, leftOut }).toEqual({ arms: ["b", "c"], leftOut: ["a", "extra"] });
  expect(studies[1]!.scores).toEqual([0.3, 0.1]);
});

test("where runs were lost, all arms of the study count by their medians, lost runs as the worst", () => {
  const lossy = study([
    arm("a", [0.9, 0.9], [divergedRun(2), divergedRun(3), divergedRun(4)]),
    arm("b", [0.1, 0.2, 0.6]),
  ]);
  const { studies, nemenyi } = acrossStudies([lossy, study([arm("a", [0.9]), arm("b", [0.1])])]);
  expect(studies.map(({ score, scores: all }) => [score, all])).toEqual([
    ["median", [null, 0.2]],
    ["mean", [0.9, 0.1]],
  ]);
  expect(nemenyi.averageRanks).toEqual([1.5, 1.5]);
});

test("times to the target rank the fastest first", () => {
  const timed = (a: number | null, b: number | null) =>
    study(
      [armOf("a", [timedRun(0, [0.1, 0.9], a)]), armOf("b", [timedRun(0, [0.1, 0.9], b)])],
      { target: { metric: "mcc", value: 0.8 } },
      { statistic: "steps" },
    );
  const across = acrossStudies([timed(100, 200), timed(200, null)]);
  expect(across.nemenyi.averageRanks).toEqual([1, 2]);
  expect(across.studies[1]).toMatchObject({ better: "lower", score: "median", scores: [200, null] });
  expect(areTimes(across)).toBe(true);
  expect(areTimes(acrossStudies([timed(100, 200), scores("final", 1, 2, 3)]))).toBe(false);
});

const one = scores("one", 1, 2, 3);
const waiting = study([arm("a", []), arm("b", [1])], { study: "waiting" });

test.each<[string, unknown, string]>([
  [
    "one result",
    [one],
    "acrossStudies(results): needs two or more results, got 1. Compare the arms of one study with compare() or glissade report.",
  ],
  [
    "no list",
    one,
    "acrossStudies(results): needs two or more results, got an object. Compare the arms of one study with compare() or glissade report.",
  ],
  [
    "something else",
    [one, { arms: [] }],
    "acrossStudies(results)[1]: needs what compare() gives, got an object.",
  ],
  [
    "arms with other names",
    [one, study([arm("c", [1]), arm("d", [1])], { study: "two" })],
    'acrossStudies(results): needs two or more arms that all studies have, got "c" of "a", "b", "c" (one) and "c", "d" (two). Give an optimizer the same name in all studies.',
  ],
  [
    "an arm without runs",
    [one, waiting],
    'acrossStudies(results): needs a run that has ended of every arm, got none of "a" in "waiting". Let glissade run STUDY finish first.',
  ],
])("refuses %s", (_name, results, message) => {
  expect(() => acrossStudies(results as StudyResult[])).toThrow(message);
});

test("equal scores everywhere have no test", () => {
  const equal = study([armOf("a", [scoredRun(0, 0.5)]), armOf("b", [scoredRun(0, 0.5)])]);
  expect(acrossStudies([equal, equal]).friedman).toBe(null);
});
