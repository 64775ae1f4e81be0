import { expect, test } from "vitest";
import { openStore } from "../store/open.ts";
import { run, workIn } from "./fixtures/command.ts";
import { statsCommand } from "./stats.ts";

interface Filled {
  /** Of the second arm; those of the first are 1, 2 and 3. */
  readonly seeds?: readonly number[];
  readonly origin?: "recorded" | "imported";
}

/** A study `s` of the arms `a` and `b`. */
async function fill({ seeds = [1, 2, 3], origin = "recorded" }: Filled = {}): Promise<void> {
  await workIn();
  const store = await openStore();
  const facts = { problem: "p", about: "p", classes: [], better: { loss: "lower" }, steps: 5, origin };
  const { id } = await store.addStudy({ name: "s", description: { study: { metric: "loss" }, facts } });
  const arms = { a: [1, 2, 3], b: seeds };
  for (const [arm, own] of Object.entries(arms))
    for (const seed of own) {
      const metrics = { "test/loss": seed ** 2 / (arm === "a" ? 2 : 3) };
      await store.addEnded(id, {
        ...{ configuration: { arm, values: {} }, seed, stage: "final", points: [], environment: {} },
        ending: { state: "done", step: 5, seconds: 1, metrics },
      });
    }
  await store.close();
}

const compared = (...flags: readonly string[]) => run(statsCommand(), "a", "b", "--study", "s", ...flags);

const PAIRED = "Runs that share a seed are compared as pairs; --no-paired compares all as independent\n";
const INDEPENDENT = "Runs are compared as independent; --paired compares those that share a seed as pairs\n";

test("arms that share their seeds are compared as pairs, unless --no-paired says otherwise", async () => {
  await fill();
  expect(await compared()).toMatchObject({ out: expect.stringContaining("paired t "), err: PAIRED });
  expect(await compared("--no-paired")).toMatchObject({
    out: expect.stringContaining("Welch's t "),
    err: "",
  });
});

test("arms of other seeds are compared as independent", async () => {
  await fill({ seeds: [4, 5, 6, 7] });
  expect(await compared()).toMatchObject({ out: expect.stringContaining("Welch's t "), err: INDEPENDENT });
});

test("so are imported runs, unless --paired says otherwise", async () => {
  await fill({ origin: "imported", seeds: [1, 2, 3, 4] });
  expect(await compared()).toMatchObject({ out: expect.stringContaining("Welch's t "), err: INDEPENDENT });
  expect(await compared("--paired")).toMatchObject({ out: expect.stringContaining("paired t "), err: "" });
});
