import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { prepare } from "../run/plan.ts";
import { openStore } from "../store/open.ts";
import { validateStudy } from "../study/validate.ts";
import { work } from "../work/worker.ts";
import { readyProblems } from "./ready/index.ts";

const shared = (path: string) =>
  fileURLToPath(new URL(`../../../../../shared/data/${path}`, import.meta.url));
const [digits, plays] = [shared("mnist"), shared("text/tinyshakespeare.txt")];

/** Where the data of a problem are on this machine; none for those that need none. */
const places: { readonly [name in keyof typeof readyProblems]?: string } = {
  "algoperf-mnist": digits,
  autoencoder: digits,
  "char-lstm": plays,
  lenet: digits,
  "mnist-mlp": digits,
  "small-cnn": digits,
  "small-gpt": plays,
  "tiny-gpt": plays,
  "tiny-lstm": plays,
};

/** Those without an accuracy. */
const byLoss = ["autoencoder", "char-lstm", "quadratic-deep", "small-gpt", "tiny-gpt", "tiny-lstm"];

for (const name of Object.keys(readyProblems)) {
  const data = places[name];
  test.skipIf(data !== undefined && !existsSync(data))(
    `${name} trains and is scored (needs ${data ?? "nothing"})`,
    async () => {
      const metric = byLoss.includes(name) ? "loss" : "accuracy";
      const arms = [{ name: "Adam", optimizer: "adam(0.003)" }];
      const study = {
        name,
        problem: name,
        metric,
        validation: 0.05,
        steps: 4,
        runs: 1,
        evaluations: 1,
        arms,
      };
      const { described, runs } = await prepare(validateStudy({ ...study, ...(data && { data }) }, name));
      const store = await openStore(":memory:");
      const { id } = await store.addStudy(described);
      await store.addRuns(id, runs);
      expect(await work(store)).toEqual({ ended: 1, failed: 0 });
      const [run] = await store.runs();
      expect(run).toMatchObject({ state: "done", step: 4, error: null });
      expect(run!.metrics[`test/${metric}`]).toBeGreaterThan(0);
      const [curve] = await store.curves({ runs: [run!.id], key: `validation/${metric}` });
      expect(curve!.points).toHaveLength(name === "quadratic-deep" ? 0 : 1);
      await store.close();
    },
    60_000,
  );
}
