import { expect, test } from "vitest";
import { readResult } from "../results/view.ts";
import { openStore } from "../store/open.ts";
import { TUNING } from "../store/stages.ts";
import { sweepTable } from "./sweep-table.ts";

const facts = { problem: "p", about: "p", classes: [], better: { accuracy: "higher" }, steps: 5 };
const description = { study: { metric: "accuracy" }, facts };

test("nothing is chosen before all trials have ended", async () => {
  const store = await openStore(":memory:");
  const study = await store.addStudy({ name: "s", description });
  const rates = [0.1, 0.2];
  await store.addRuns(
    study.id,
    rates.map((learningRate) => ({
      configuration: { arm: "SGD", values: { learningRate, optimizer: `sgd(${learningRate})` } },
      ...{ seed: 1, stage: TUNING },
    })),
  );
  const tableAfterOne = async (accuracy: number) => {
    const claim = await store.claim({ worker: "w" });
    await claim!.finish({ state: "done", step: 5, seconds: 1, metrics: { "validation/accuracy": accuracy } });
    return sweepTable(
      await readResult(store, (await store.study(study.id))!, { command: "c", searchOnly: true }),
    );
  };
  const open = await tableAfterOne(0.5);
  expect(open).not.toContain("chosen");
  expect(open).toMatch(/\nSGD: its search goes on$/);
  const ended = await tableAfterOne(0.75);
  expect(ended).toMatch(/^SGD +0\.2 +chosen +75 /m);
  expect(ended).toMatch(/\nSGD: sgd\(0\.2\), validation accuracy 75 %/);
  await store.close();
});
