import { expect, test } from "vitest";
import { openStore } from "../store/open.ts";
import { openProblem } from "../study/open-problem.ts";
import type { StudyInput } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";
import { describeStudy, descriptionOf } from "./description.ts";

const input: StudyInput = {
  ...{ name: "s", data: "glyphs", size: 7, model: { layers: [8] }, steps: 10, validation: 0.2 },
  arms: [{ optimizer: "sgd(0.1)" }],
};

/** The number of a study in a store, and what it is read by. */
async function added(changes: readonly Partial<StudyInput>[]) {
  const store = await openStore(":memory:");
  const ids: number[] = [];
  for (const change of changes) {
    const study = validateStudy({ ...input, ...change }, "s.json");
    ids.push((await store.addStudy(describeStudy(study, await openProblem(study), undefined))).id);
  }
  const { study } = descriptionOf((await store.study(ids.at(-1)!))!);
  await store.close();
  return { ids, study };
}

test("another target or metric reads the same runs", async () => {
  const { ids, study } = await added([{}, { target: 0.9 }, { metric: "loss", target: 0.5 }]);
  expect(ids).toEqual([1, 1, 1]);
  expect(study).toMatchObject({ metric: "loss", target: 0.5, steps: 10 });
});

test("where runs were judged by the metric, another one is another study", async () => {
  const looks = { looks: 2, runs: 4 };
  const { ids } = await added([looks, { ...looks, metric: "loss" }, { ...looks, target: 0.9 }]);
  expect(ids).toEqual([1, 2, 1]);
});

test("what runs depend on makes another study", async () => {
  const changes: Partial<StudyInput>[] = [
    { steps: 11 },
    { size: 14 },
    { batch: { size: 32 } },
    { model: { layers: [9] } },
    { validation: 0.3 },
    { evaluations: 3 },
    { seconds: 5 },
    { loss: "mean-squared-error" },
  ];
  const { ids } = await added([{}, ...changes, { runs: 9, seed: 4, pairing: "independent" }]);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 1]);
});
