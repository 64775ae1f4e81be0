import { expect, onTestFinished, test } from "vitest";
import { trialTable } from "../report/rows.ts";
import { toText } from "../report/table.ts";
import { searchWarnings } from "../report/warnings.ts";
import { readResult } from "../results/view.ts";
import { nextRuns } from "../run/next-runs.ts";
import { prepare } from "../run/plan.ts";
import { openStore } from "../store/open.ts";
import { TUNING } from "../store/stages.ts";
import type { RunRecord } from "../store/store.ts";
import { validateStudy } from "../study/validate.ts";
import { work } from "./worker.ts";

/** Rates of which the first is poor, the second good, and the others worse than it. */
const study = validateStudy(
  {
    ...{ name: "halving", data: "glyphs", size: 7, model: { layers: [8] }, batch: { size: 32 } },
    ...{ steps: 60, runs: 2, evaluations: 2 },
    search: { extend: false, halving: { grace: 10, reduction: 2 } },
    arms: [
      {
        ...{ name: "tuned", optimizer: "adam(0.01)" },
        space: { learningRate: { choices: [1e-6, 0.02, 1e-5, 1e-7] } },
      },
    ],
  },
  "halving",
);

/** All runs, by one worker: trials are judged in the order in which they were added. */
async function carriedOut() {
  const store = await openStore(":memory:");
  onTestFinished(() => store.close());
  const { described, facts } = await prepare(study);
  const record = await store.addStudy(described);
  for (const _ of ["trials", "final runs"]) {
    const runs = nextRuns(study, facts, await store.runs({ study: record.id }));
    await store.addRuns(record.id, runs);
    await work(store);
  }
  return { store, record, runs: await store.runs() };
}

test("trials that are behind at a rung stop there, and final runs never do", async () => {
  const { store, record, runs } = await carriedOut();
  const told = ({ configuration, stage, step, extra }: RunRecord) =>
    [stage, configuration.values.learningRate, step, Object(extra).stopped ?? false] as const;
  expect(runs.map(told)).toEqual([
    [TUNING, 1e-6, 60, false],
    [TUNING, 0.02, 60, false],
    [TUNING, 1e-5, 10, true],
    // As good as the best half of four after 10 steps; of the three that have been at 20, one goes on
    [TUNING, 1e-7, 20, true],
    ["final", 0.02, 60, false],
    ["final", 0.02, 60, false],
  ]);
  // Judged after 10, 20 and 40 steps, and at the usual times
  const key = "validation/accuracy";
  const [first, , third] = await store.curves({ runs: runs.map(({ id }) => id), key });
  expect(first!.points.map(({ step }) => step)).toEqual([10, 20, 30, 40, 60]);
  expect(third!.points.map(({ step }) => step)).toEqual([10]);
  expect(Object.keys(runs[2]!.metrics).some((name) => name.startsWith("test/"))).toBe(false);

  const result = await readResult(store, record, { command: "test" });
  expect(result.arms[0]!.trials!.map(({ stopped, lost, score }) => [stopped, lost, score === null])).toEqual([
    [0, 0, false],
    [0, 0, false],
    [1, 0, true],
    [1, 0, true],
  ]);
  expect(toText(trialTable(result))).toMatch(/diverged or failed +stopped early\n/);
  expect(searchWarnings(result.arms)[0]).toMatch(
    /^2 of 4 trials were stopped early\. Successive halving favours fast starters: /,
  );
});

test("a study with halving is another than without", async () => {
  const { halving: _, ...search } = study.search;
  const [with_, without] = [await prepare(study), await prepare({ ...study, search })];
  expect(with_.described.description).not.toEqual(without.described.description);
  expect(validateStudy(study, "again").search.halving).toEqual({ grace: 10, reduction: 2 });
});

test.each([
  [{ grace: 0 }, "s: search.halving.grace: expected an integer of at least 1, got 0."],
  [{ grace: 5, reduction: 1 }, "s: search.halving.reduction: expected an integer of at least 2, got 1."],
])("%j", (halving, message) =>
  expect(() => validateStudy({ ...study, search: { ...study.search, halving } }, "s")).toThrow(message),
);
