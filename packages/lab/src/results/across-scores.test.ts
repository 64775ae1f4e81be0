import { expect, test } from "vitest";
import { arm, study } from "../report/fixtures/study.ts";
import { acrossStudies } from "./across.ts";
import { acrossScores, type ScoreRow } from "./across-scores.ts";

const row = { metric: "mcc", better: "higher" } as const;
const one: ScoreRow = { ...row, study: "one", scores: { a: 0.9, b: 0.8, c: 0.7 } };

test("plain scores rank as those of results", () => {
  const results = [
    study([arm("a", [0.9]), arm("b", [0.8]), arm("c", [0.7])], { study: "one" }),
    study([arm("c", [0.6]), arm("a", [0.5])], { study: "two" }),
  ];
  const rows = [one, { ...row, study: "two", scores: { c: 0.6, a: 0.5 } }];
  expect(acrossScores(rows)).toEqual(acrossStudies(results));
});

test("an arm without a score is the worst of times and of scores", () => {
  const timed = { metric: "loss", better: "lower", statistic: "steps", score: "median" } as const;
  const { studies, nemenyi } = acrossScores([
    { ...one, scores: { a: null, b: 0.1 } },
    { ...timed, study: "two", target: { metric: "loss", value: 0.5 }, scores: { a: null, b: 1000 } },
  ]);
  expect(nemenyi.averageRanks).toEqual([2, 1]);
  expect(studies[1]).toMatchObject({
    ...timed,
    target: { metric: "loss", value: 0.5 },
    scores: [null, 1000],
  });
});

test.each<[string, unknown, string]>([
  [
    "one row",
    [one],
    "acrossScores(rows): needs two or more rows, got 1. Compare the arms of one study with compare() or glissade report.",
  ],
  [
    "a row without scores",
    [one, { ...row, study: "two" }],
    "acrossScores(rows)[1]({ scores }): must be given, got undefined.",
  ],
  [
    "rows without common arms",
    [one, { ...row, study: "two", scores: { c: 1, d: 1 } }],
    'acrossScores(rows): needs two or more arms that all studies have, got "c" of "a", "b", "c" (one) and "c", "d" (two). Give an optimizer the same name in all studies.',
  ],
])("refuses %s", (_name, rows, message) => {
  expect(() => acrossScores(rows as ScoreRow[])).toThrow(message);
});
