import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { curve, newRun } from "./fixtures/runs.ts";
import { openStore } from "./open.ts";
import { openDatabase } from "./sqlite/database.ts";

test("curves of ended runs are read from their outlines, not from their points", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-outlines-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "store.db");
  const store = await openStore(path);
  onTestFinished(() => store.close());
  const { id: study } = await store.addStudy({ name: "s", description: {} });
  const points = curve("loss", [3, 1, 2]);
  await store.addEnded(study, {
    ...newRun("sgd", 1),
    points,
    ending: { state: "done", step: 3, seconds: 3 },
  });
  const [run] = await store.runs();
  const database = openDatabase(path);
  database.exec("delete from point");
  database.close();
  const valuesOf = async (most: number) =>
    (await store.curves({ runs: [run!.id], key: "loss", most }))[0]!.points.map(({ value }) => value);
  expect(await valuesOf(1000)).toEqual([3, 1, 2]);
  expect(await valuesOf(1001)).toEqual([]);
});
