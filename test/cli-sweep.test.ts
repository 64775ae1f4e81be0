/** @file `glissade sweep`: trials without final runs. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StudyResult } from "../packages/lab/src/results/result.ts";
import { glissade, makeDirectory, tinyStudy, writeStudy } from "./support/cli.ts";

const study = {
  ...tinyStudy,
  search: { extend: false },
  arms: [
    {
      name: "SGD",
      optimizer: "sgd(0.1, momentum=0.9)",
      space: { learningRate: { log: [0.01, 1], points: 3 } },
    },
    { name: "Adam", optimizer: "adam(0.01)" },
  ],
};

test("searches, shows every trial and the best, and leaves them to compare", async () => {
  const directory = await makeDirectory();
  await writeStudy(directory, "tuned.json", study);
  const { out, err, code } = await glissade(directory, "sweep", "tuned.json", "--charts", "rates");
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringMatching(
      /^tiny: shapes, .*\n {2}SGD: 3 runs of a grid search of learningRate\n {2}Adam: 9 runs of a grid search of learningRate\n30 steps each, on \d+ workers; runs are kept in /,
    ),
  });
  expect(out.match(/^SGD +\S+ +(?:chosen +)?\d+\.?\d* +1 +0$/gm)).toHaveLength(3);
  expect(out.match(/^Adam +\S+ +(?:chosen +)?\d+\.?\d* +1 +0$/gm)).toHaveLength(9);
  expect(out).toMatch(
    /\nSGD: sgd\([\d.]+, momentum=0\.9\), validation accuracy [\d.]+ %\nAdam: adam\([\d.e-]+\), /,
  );
  expect((await readdir(join(directory, "rates"))).sort()).toEqual([
    "learning-rate.png",
    "learning-rate.svg",
  ]);
  const again = await glissade(directory, "sweep", "tuned.json", "--json", "-");
  const { arms, complete, command }: StudyResult = JSON.parse(again.out);
  expect({ complete, command }).toEqual({ complete: true, command: "npx glissade sweep tuned.json" });
  expect(arms.map(({ runs, trials }) => [runs.length, trials!.length])).toEqual([
    [0, 3],
    [0, 9],
  ]);
  expect(arms.map(({ trials }) => trials!.filter(({ chosen }) => chosen).length)).toEqual([1, 1]);
  const listed = await glissade(directory, "list", "--json");
  expect(JSON.parse(listed.out)).toMatchObject([{ runs: { done: 12, queued: 0 } }]);
  const compared = await glissade(directory, "compare", "tuned.json", "--runs", "1", "--json", "-");
  const best = arms[0]!.optimizer;
  expect(JSON.parse(compared.out).arms[0]).toMatchObject({ name: "SGD", optimizer: best, runs: [{}] });
  const after = await glissade(directory, "list", "--json");
  expect(JSON.parse(after.out)).toMatchObject([{ runs: { done: 14 } }]);
}, 60_000);

test("other methods and numbers of trials; optimizers that are functions need a space", async () => {
  const directory = await makeDirectory();
  const args = ["sweep", "tiny.json", "--method", "sobol", "--trials", "2", "--runs", "2", "--json", "-"];
  const { out, code } = await glissade(directory, ...args);
  const { arms, command }: StudyResult = JSON.parse(out);
  expect({ code, command }).toEqual({
    code: 0,
    command: "npx glissade sweep tiny.json --runs 2 --method sobol --trials 2",
  });
  for (const { trials } of arms) expect(trials![0]).toMatchObject({ runs: 2, lost: 0 });
  await writeStudy(directory, "none.json", { ...study, validation: 0 });
  const refused = await glissade(directory, "sweep", "none.json");
  expect(refused).toMatchObject({
    code: 2,
    err: "none.json: validation: must be a share above 0 where an arm has a space or the study a target, got 0. A search chooses by it, and runs are timed by it, never by the test data.\n",
  });
}, 60_000);
