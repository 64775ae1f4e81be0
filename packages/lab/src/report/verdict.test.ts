import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readNpy } from "glissade/files";
import { expect, test } from "vitest";
import { toSample } from "../stats/sample.ts";
import { arm, divergedRun, failedRun, study } from "./fixtures/study.ts";
import { verdict } from "./verdict.ts";
import { warnings } from "./warnings.ts";

const low = [0.81, 0.82, 0.8, 0.83, 0.81];
const high = [0.91, 0.93, 0.9, 0.92, 0.92];

test("a difference that the interval shows, told from the better arm", () => {
  // SciPy's ttest_rel: t = 27.2606, p = 1.0768e-5, interval 0.0916 to 0.1124
  const sentence = "adam beats sgd on MCC: +0.102 (95 % CI +0.092 to +0.112), paired t p = 1.1e-5, g = 8.08.";
  expect(verdict(study([arm("sgd", low), arm("adam", high)]))).toBe(sentence);
  expect(verdict(study([arm("adam", high), arm("sgd", low)]))).toBe(sentence);
});

test("a difference that the interval does not show", () => {
  expect(verdict(study([arm("a", low), arm("b", [0.8, 0.81, 0.82, 0.84, 0.82])]))).toMatchInlineSnapshot(
    `"No difference shown between b and a on MCC: +0.004 (95 % CI -0.013 to +0.021), paired t p = 0.541, g = 0.27. A difference of 1.7 times the standard deviation of the differences within pairs would be shown by 5 pairs of runs in four studies of five; a smaller one would mostly be missed."`,
  );
});

test("more than two arms share one level", () => {
  const arms = [
    arm("sgd", low),
    arm("momentum", high),
    arm("adam", [0.92, 0.92, 0.9, 0.91, 0.92]),
    arm("lion", [0.9]),
  ];
  expect(verdict(study(arms))).toMatchInlineSnapshot(
    `"momentum has the highest mean MCC, 0.9160 ± 0.0051 over 5 runs; it beats sgd (Holm-adjusted paired t p = 3.2e-5); no difference shown to adam (Holm-adjusted paired t p = 0.621); too few runs, or no spread, to compare it with lion. A difference of 2.3 times the standard deviation of the differences within pairs would be shown by 5 pairs of runs in four studies of five; a smaller one would mostly be missed."`,
  );
});

test("arms with too little to compare", () => {
  const lost = arm("lost", [], [divergedRun(0)]);
  expect(verdict(study([lost]))).toBe("No run finished, so there is nothing to compare.");
  expect(verdict(study([lost, arm("sgd", low)]))).toMatchInlineSnapshot(
    `"sgd and lost cannot be compared on MCC: lost has no finished run."`,
  );
  expect(verdict(study([arm("sgd", [0.8])]))).toBe(
    "sgd reached MCC 0.8000 over 1 run; no other arm to compare with.",
  );
  expect(verdict(study([arm("a", [0.8]), arm("b", [0.9])]))).toMatchInlineSnapshot(
    `"b and a cannot be compared on MCC: +0.1000, too few runs, or no spread, for a test."`,
  );
});

test("warnings of few, diverged and failed runs and of an interrupted study", () => {
  const arms = [
    arm("few", [0.8, 0.9], [divergedRun(2), divergedRun(3)]),
    arm("lost", [], [divergedRun(0)]),
    arm("odd", low, [failedRun(5)]),
  ];
  expect(warnings(study(arms, { complete: false }))).toMatchInlineSnapshot(`
    [
      "The study was interrupted: these are only the runs that had finished.",
      "Fewer than 5 finished runs (few: 2): too few to trust a test or an interval.",
      "few: 2 of 4 runs diverged (the first: at step 250); means are of the runs that finished, and ranks count the others as the worst.",
      "lost: 1 of 1 runs diverged (at step 250); no run is left to compare.",
      "odd: 1 of 6 runs failed (seed 5: worker ended <SIGKILL>); the means and tests are of the runs that finished.",
    ]
  `);
  expect(warnings(study([arm("sgd", low)]))).toEqual([]);
});

const BOOK = fileURLToPath(new URL("../../../../../shared/data/fmnist14/", import.meta.url));

test.skipIf(!existsSync(BOOK))("the book's 22 and 22 runs (skipped without ../shared/data)", async () => {
  const read = async (name: string) => [...toSample(await readNpy(BOOK + name), name)];
  const plain = arm("sgd", await read("mcc_without_momentum.npy"));
  const momentum = arm("momentum", await read("mcc_with_momentum.npy"));
  // d = 2.04243, of which g is 0.98, and Welch p = 4.36480872e-8 are the book's.
  expect(verdict(study([plain, momentum], {}, { design: "independent" }))).toMatchInlineSnapshot(
    `"momentum beats sgd on MCC: +0.0064 (95 % CI +0.0045 to +0.0082), Welch p = 4.4e-8, g = 2.01."`,
  );
});
