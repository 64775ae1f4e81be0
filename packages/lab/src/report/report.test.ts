import { describe, expect, test } from "vitest";
import type { StudySetup } from "../results/result.ts";
import { arm, armOf, divergedRun, failedRun, study, timedRun } from "./fixtures/study.ts";
import { renderReport } from "./report.ts";

const scores = [0.81, 0.82, 0.8, 0.83, 0.81];
const hostile = `</script><b>"x" & 'y'`;
const subjects = {
  "two arms": study([arm("sgd", scores), arm("adam", [0.91, 0.93, 0.9, 0.92, 0.92])]),
  "one arm": study([arm("sgd", scores)]),
  "one run": study([arm("sgd", [0.8]), arm("adam", [0.9])]),
  "all diverged": study([arm("sgd", [], [divergedRun(0)]), arm("adam", [], [divergedRun(0), failedRun(1)])]),
  "no run at all": study([arm("sgd", []), arm("adam", [])], { complete: false }),
  "hostile names": study([arm(hostile, scores), arm("adam", [0.9, 0.91], [failedRun(2)])], {
    study: hostile,
    command: `glissade compare ${hostile}`,
  }),
};

test.each(Object.entries(subjects))("%s: one file that asks nothing of a network", (_, result) => {
  const page = renderReport(result);
  const addresses = new Set(page.match(/\w+:\/\/[^"<\s]*/g));
  addresses.delete("http://www.w3.org/2000/svg");
  addresses.delete("http://www.w3.org/1999/xlink");
  expect([...addresses]).toEqual([]);
  expect(page).not.toMatch(/<(link|img|iframe|script src)|@import|url\((?!#)/);
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

test.each(Object.entries(subjects))("%s: the result itself is inside", (_, result) => {
  const json = /<script type="application\/json" id="result">(.*)<\/script>\n<\/body>/s.exec(
    renderReport(result),
  );
  expect(JSON.parse(json![1]!)).toEqual(JSON.parse(JSON.stringify(result)));
});

test("pictures: the seeds, the curves, a confusion matrix for each arm that has one", () => {
  const labels = (result: Parameters<typeof renderReport>[0]) =>
    [...renderReport(result).matchAll(/<svg role="img" aria-label="([^"]*)"/g)].map((match) => match[1]);
  expect(labels(subjects["two arms"])).toEqual([
    "MCC of each seed of sgd, adam",
    ...["step", "training examples", "seconds of training", "step"].map(
      (x) => `training loss by ${x} for sgd, adam`,
    ),
    "milliseconds of a step of each seed of sgd, adam",
    "Confusion matrix of sgd: true classes in rows, predictions in columns",
    "Confusion matrix of adam: true classes in rows, predictions in columns",
  ]);
  expect(labels(subjects["all diverged"])).toEqual(
    ["step", "training examples", "seconds of training"].map((x) => `training loss by ${x} for sgd, adam`),
  );
  expect(labels(subjects["no run at all"])).toEqual([]);
});

test("ids are unique in the page", () => {
  const ids = [...renderReport(subjects["two arms"]).matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
});

test("names are shown, not obeyed", () => {
  const page = renderReport(subjects["hostile names"]);
  expect(page).not.toContain("<b>");
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).toContain("<h1>&lt;/script&gt;&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;</h1>");
});

test("verdict, warnings, command and environment can be read", () => {
  const page = renderReport(study([arm("sgd", scores, [divergedRun(5)])], { complete: false }));
  expect(page).toContain("sgd reached MCC 0.8140 ± 0.0051 over 5 of 6 runs; no other arm to compare with.");
  expect(page).toContain("<li>The study was interrupted: these are only the runs that had finished.</li>");
  expect(page).toContain(
    "<li>sgd: 1 of 6 runs diverged (at step 250); means are of the runs that finished, and ranks count the others as the worst.</li>",
  );
  expect(page).toContain("<pre>glissade compare example --seed 7</pre>");
  expect(page).toContain("<dd>linux x64, a processor, 2 cores, 2 workers</dd>");
});

describe("what a study was made of", () => {
  const two = subjects["two arms"];
  const setup: StudySetup = {
    ...{ steps: 300, scored: "test", origin: "trained", seconds: { final: 20, search: 75 } },
    description: { data: "glyphs", steps: 300, arms: [{ name: "sgd", optimizer: "sgd(0.1)" }] },
  };
  const pageOf = (changes: Partial<StudySetup>) => renderReport({ ...two, setup: { ...setup, ...changes } });

  test("is told, so that a reader can train it again without its file", () => {
    const page = pageOf({});
    for (const words of ["5 of each arm", "300 of each run", "1 min 15 s of trials, 20 s of final runs"])
      expect(page).toContain(words);
    expect(page).toContain("<summary>The study with all its keys</summary>");
    expect(page).toContain("&quot;optimizer&quot;: &quot;sgd(0.1)&quot;");
  });

  test.each(["recorded", "imported"] as const)("%s runs do not claim to be trained again", (origin) => {
    const page = pageOf({ origin, steps: null, scored: "validation" });
    expect(page).not.toMatch(/to the last bit|without reading data|The study with all its keys/);
    expect(page).toContain("alone trains them again");
    expect(page).toContain("validation MCC");
  });

  test("imported runs have no software and machine of this program", () =>
    expect(pageOf({ origin: "imported" })).not.toMatch(/onnxruntime 1|2 cores|<dt>Seeds/));
});

test("the caption of times says what is a mean and what a median", () => {
  const timed = armOf("sgd", [timedRun(0, [0.5, 0.9], 200), timedRun(1, [0.5, 0.6], null)]);
  const words = "Steps and seconds to the target are medians";
  expect(renderReport(study([timed], { target: { metric: "mcc", value: 0.9 } }))).toContain(words);
  expect(renderReport(subjects["two arms"])).not.toContain(words);
});
