import { expect, test } from "vitest";
import { comparisonTable } from "./comparison-table.ts";
import { arm, divergedRun, failedRun, study } from "./fixtures/study.ts";

test("columns line up, and lost runs are counted", () => {
  const sgd = arm("sgd", [0.81, 0.82, 0.8, 0.83, 0.81], [failedRun(5)]);
  const wild = arm("a wild one", [], [divergedRun(0), divergedRun(1)]);
  const adam = arm("adam", [0.91, 0.93, 0.9, 0.92, 0.92]);
  expect(comparisonTable(study([sgd, wild, adam]))).toMatchInlineSnapshot(`
    "arm         optimizer          runs  diverged  failed              MCC    accuracy %    training loss  s/run
    ----------  ---------------  ------  --------  ------  ---------------  ------------  ---------------  -----
    sgd         sgd(0.1)         5 of 6         0       1  0.8140 ± 0.0051  81.40 ± 0.51  0.2500 ± 0.0000      2
    a wild one  a wild one(0.1)  0 of 2         2       0                -             -                -      -
    adam        adam(0.1)        5 of 5         0       0  0.9160 ± 0.0051  91.60 ± 0.51  0.2500 ± 0.0000      2

    MCC                difference           95 % CI  Hedges' g   A12  paired t p  Wilcoxon p  permutation p
    -----------------  ----------  ----------------  ---------  ----  ----------  ----------  -------------
    sgd − a wild one            -                 -          -  1.00           -           -              -
    adam − sgd             +0.102  +0.092 to +0.112       8.08  1.00      1.1e-5       0.063          0.063
    adam − a wild one           -                 -          -  1.00           -           -              -
    Runs of different arms with the same seed began with the same parameters and saw the same batches: they are compared as pairs.
    p-values are two-sided; the verdict goes by the paired t test. A12 is the chance that a run of the first arm is the better one.
    Runs that diverged have no number, and count as the worst in rank tests and A12: where there are any, the verdict goes by ranks.
    With 5 pairs of runs, Wilcoxon and permutation tests have no p below 0.063: they can show nothing at 0.05.

    adam has the highest mean MCC, 0.9160 ± 0.0051 over 5 runs; it beats sgd (paired t p = 1.1e-5); a wild one has no finished run.
    Warning: sgd: 1 of 6 runs failed (seed 5: worker ended <SIGKILL>); the means and tests are of the runs that finished.
    Warning: a wild one: 2 of 2 runs diverged (the first: at step 250); no run is left to compare."
  `);
});

test("one arm alone", () => {
  expect(comparisonTable(study([arm("sgd", [0.81, 0.82, 0.8, 0.83, 0.81])]))).toMatchInlineSnapshot(`
    "arm  optimizer    runs  diverged  failed              MCC    accuracy %    training loss  s/run
    ---  ---------  ------  --------  ------  ---------------  ------------  ---------------  -----
    sgd  sgd(0.1)   5 of 5         0       0  0.8140 ± 0.0051  81.40 ± 0.51  0.2500 ± 0.0000      2

    sgd reached MCC 0.8140 ± 0.0051 over 5 runs; no other arm to compare with."
  `);
});

test("what tests can show depends on the adjustment", () => {
  const six = (from: number) => [0, 1, 2, 3, 4, 5].map((index) => from + 0.01 * index);
  const arms = [arm("a", six(0.5)), arm("b", six(0.6)), arm("c", six(0.7))];
  expect(comparisonTable(study(arms))).toContain(
    "no p below 0.031, 0.094 when all 3 are counted: they can show nothing at 0.05",
  );
  const adjusted = comparisonTable(study(arms, { adjustment: "benjamini-hochberg" }));
  expect(adjusted).not.toContain("they can show nothing");
});
