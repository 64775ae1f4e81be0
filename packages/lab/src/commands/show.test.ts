import { expect, test } from "vitest";
import { openStore } from "../store/open.ts";
import { refused, run, workIn } from "./fixtures/command.ts";
import { showCommand } from "./show.ts";

const ending = { state: "done", step: 5, seconds: 1 } as const;

/** Two runs of one study and one of another. */
async function fill(): Promise<void> {
  const store = await openStore();
  const facts = { problem: "p", about: "p", classes: [], better: { loss: "lower" }, steps: 5 };
  const add = async (size: number, seed: number, loss: number, machine: string) => {
    const study = { metric: "loss", batch: { size, order: "epochs" } };
    const { id } = await store.addStudy({ name: "s", description: { study, facts } });
    const configuration = { arm: "sgd", values: { learningRate: 0.1 } };
    const environment = { node: "v20", cpu: machine };
    const metrics = { "test/loss": loss };
    await store.addEnded(id, {
      ...{ configuration, seed, stage: "final", points: [], environment },
      ending: { ...ending, metrics },
    });
  };
  await add(32, 1, 0.5, "a");
  await add(32, 2, 0.25, "a");
  await add(64, 1, Number.NaN, "b");
  await store.close();
}

test("several numbers show what differs, and nothing else", async () => {
  await workIn();
  await fill();
  expect((await run(showCommand(), "1", "2")).out).toBe(
    [
      "                   run 1  run 2",
      "-----------------  -----  -----",
      "seed                   1      2",
      "metrics.test/loss    0.5   0.25",
      "",
    ].join("\n"),
  );
  const { out } = await run(showCommand(), "1", "2", "3", "--json");
  expect(JSON.parse(out)).toEqual({
    runs: [1, 2, 3],
    differences: [
      { name: "study.batch.size", values: [32, 32, 64] },
      { name: "seed", values: [1, 2, 1] },
      { name: "environment.cpu", values: ["a", "a", "b"] },
      { name: "metrics.test/loss", values: [0.5, 0.25, "NaN"] },
    ],
  });
  expect((await run(showCommand(), "3", "1")).out).toMatch(/metrics\.test\/loss +NaN +0\.5\n/);
  expect((await run(showCommand(), "3", "3")).out).toBe("Nothing differs\n");
});

test("mistakes are told", async () => {
  await workIn();
  await fill();
  expect(await refused(showCommand(), "1", "9")).toBe(
    "run: 9 is not in the store. glissade show STUDY lists the runs.",
  );
  expect(await refused(showCommand(), "1", "s")).toBe('run: expected an integer of at least 1, got "s".');
  expect(await refused(showCommand(), "1", "2", "--arm", "sgd")).toBe(
    "--arm: chooses runs of a study, got numbers of runs.",
  );
});
