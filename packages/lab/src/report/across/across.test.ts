import { expect, test } from "vitest";
import { acrossStudies } from "../../results/across.ts";
import type { StudyResult } from "../../results/result.ts";
import { arm, armOf, divergedRun, study, timedRun } from "../fixtures/study.ts";
import { acrossCharts } from "./charts.ts";
import { renderAcross } from "./page.ts";
import { acrossTable } from "./text.ts";

const scores = (name: string, a: number, b: number): StudyResult =>
  study([arm("Adam", [a, a]), arm("<SGD>", [b, b])], { study: name });

const two = [scores("glyphs", 0.9, 0.8), scores("digits", 0.7, 0.6)];

test("the terminal shows scores with their ranks, all pairs, and what they tell", () => {
  expect(acrossTable(acrossStudies(two))).toBe(`arm    average rank   glyphs   digits
-----  ------------  -------  -------
Adam           1.00  0.9 (1)  0.7 (1)
<SGD>          2.00  0.8 (2)  0.6 (2)
Scores are the mean MCC; in brackets the rank within the study, 1 for the best.

better  worse  ranks apart  Nemenyi p
------  -----  -----------  ---------
Adam    <SGD>         1.00      0.157

Adam has the best average rank, 1.00 over 2 studies, but no difference between the arms is shown (Friedman's test: p = 0.500).
Warning: With 2 studies Nemenyi's test needs ranks 1.39 apart, and 2 arms are at most 1 apart: it can show nothing.`);
});

test("other scores, lost runs and arms that are left out are said", () => {
  const lossy = study(
    [arm("Adam", [0.5], [divergedRun(1), divergedRun(2)]), arm("<SGD>", [0.1]), arm("Lion", [1])],
    {
      study: "lossy",
    },
  );
  const text = acrossTable(acrossStudies([...two, lossy]));
  expect(text).toContain("Adam           1.33  0.9 (1)  0.7 (1)    - (2)\n");
  expect(text).toContain(`
Scores are the mean MCC of glyphs and digits and the median MCC of lossy; in brackets the rank within the study, 1 for the best.
Medians count runs that were lost as the worst; - is a median that they reach.
Left out, because some study lacks them: Lion.
`);
  expect(text).toContain(
    "\nAdam has the best average rank, 1.33 over 3 studies, but no difference between the arms is shown (Friedman's test: p = 1.000).",
  );
});

test("six studies can tell two arms apart, and equal ones are equal", () => {
  expect(acrossTable(acrossStudies([...two, ...two, ...two]))).toContain(
    "; it ranks above <SGD> (Nemenyi's test).",
  );
  const equal = scores("equal", 0.5, 0.5);
  expect(acrossTable(acrossStudies([equal, equal]))).toContain(
    "\nAll arms have equal scores in every study.",
  );
});

test("the page has the ranks and every study, with names as text", () => {
  const page = renderAcross(acrossStudies(two), two);
  expect(page).toContain("<h1>glyphs and digits</h1>");
  for (const { study: name } of two) expect(page).toContain(`<h2>${name}</h2>`);
  expect(page).not.toContain("<SGD>");
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const json = /<script type="application\/json" id="result">(.*)<\/script>\n<\/body>/s.exec(page)![1]!;
  expect(JSON.parse(json).results.map((result: StudyResult) => result.study)).toEqual(["glyphs", "digits"]);
});

test("profiles are drawn for times alone", () => {
  const timed = study(
    [armOf("a", [timedRun(0, [0.9], 100)]), armOf("b", [timedRun(0, [0.9], null)])],
    { target: { metric: "mcc", value: 0.8 } },
    { statistic: "steps" },
  );
  expect(acrossCharts(acrossStudies([timed, timed])).map(({ name }) => name)).toEqual([
    "average-ranks",
    "performance-profiles",
  ]);
  expect(acrossCharts(acrossStudies(two)).map(({ name }) => name)).toEqual(["average-ranks"]);
});
