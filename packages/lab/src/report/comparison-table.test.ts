import { expect, test } from "vitest";
import { comparisonTable } from "./comparison-table.ts";
import { arm, divergedRun, failedRun, study } from "./fixtures/study.ts";

test("columns line up, and lost runs are counted", () => {
  const sgd = arm("sgd", [0.81, 0.82, 0.8, 0.83, 0.81], [failedRun(5)]);
  const wild = arm("a wild one", [], [divergedRun(0), divergedRun(1)]);
  const adam = arm("adam", [0.91, 0.92, 0.9, 0.93, 0.91]);
  expect(comparisonTable(study([sgd, wild, adam]))).toMatchInlineSnapshot(`
    "arm         optimizer          runs  diverged  failed              MCC    accuracy %  training loss  s/run
    ----------  ---------------  ------  --------  ------  ---------------  ------------  -------------  -----
    sgd         sgd(0.1)         5 of 6         0       1  0.8140 ± 0.0051  81.40 ± 0.51           0.25      2
    a wild one  a wild one(0.1)  0 of 2         2       0                -             -              -      -
    adam        adam(0.1)        5 of 5         0       0  0.9140 ± 0.0051  91.40 ± 0.51           0.25      2

    MCC                difference           95 % CI  Welch p  Mann-Whitney p  Cohen's d
    -----------------  ----------  ----------------  -------  --------------  ---------
    sgd − a wild one            -                 -        -               -          -
    adam − sgd             +0.100  +0.083 to +0.117   7.1e-7           0.012       8.77
    a wild one − adam           -                 -        -               -          -
    p-values are two-sided.

    adam has the highest mean MCC, 0.9140 ± 0.0051 over 5 runs; it beats sgd (Welch p = 7.1e-7); too few finished runs, or no spread, to compare it with a wild one.
    Warning: sgd: 1 of 6 runs failed (seed 5: worker ended <SIGKILL>); the means and tests are of the runs that finished.
    Warning: a wild one: 2 of 2 runs diverged (the first: at step 250); no run is left to compare."
  `);
});

test("one arm alone", () => {
  expect(comparisonTable(study([arm("sgd", [0.81, 0.82, 0.8, 0.83, 0.81])]))).toMatchInlineSnapshot(`
    "arm  optimizer    runs  diverged  failed              MCC    accuracy %  training loss  s/run
    ---  ---------  ------  --------  ------  ---------------  ------------  -------------  -----
    sgd  sgd(0.1)   5 of 5         0       0  0.8140 ± 0.0051  81.40 ± 0.51           0.25      2

    sgd reached MCC 0.8140 ± 0.0051 over 5 runs; no other arm to compare with."
  `);
});
