import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { withRuns } from "./fixtures/runs.ts";
import { subjects } from "./fixtures/subjects.ts";
import { openStore } from "./open.ts";

describe.each(subjects())("annotations in $name", ({ lacking, start, fresh, stop }) => {
  if (lacking !== undefined) return test.skip(`needs ${lacking}`, () => undefined);
  beforeAll(async () => start?.());
  afterAll(() => stop());

  async function opened() {
    const store = await openStore(await fresh());
    onTestFinished(() => store.close());
    return { store, study: await withRuns(store) };
  }

  test("runs have tags and notes, and are found by a tag", async () => {
    const { store, study } = await opened();
    const [first, second] = await store.runs({ study: study.id });
    await store.annotateRun(first!.id, { tags: ["wide", 'a "b"', "wide"], notes: "first\nlook" });
    await store.annotateRun(second!.id, { tags: ["wider"] });
    expect(await store.run(first!.id)).toMatchObject({ tags: ["wide", 'a "b"'], notes: "first\nlook" });
    const idsOf = async (tag: string) => (await store.runs({ tag })).map(({ id }) => id);
    expect([await idsOf("wide"), await idsOf("wider"), await idsOf('a "b"')]).toEqual([
      [first!.id],
      [second!.id],
      [first!.id],
    ]);
    expect([await idsOf("b"), await idsOf("wid"), await idsOf('", "')]).toEqual([[], [], []]);
    await store.annotateRun(first!.id, { notes: "" });
    expect(await store.run(first!.id)).toMatchObject({ tags: ["wide", 'a "b"'], notes: "" });
    await expect(store.annotateRun(999_999, {})).rejects.toThrow(
      "annotateRun: there is no run 999999 in this store",
    );
    await expect(store.annotateRun(first!.id, { tags: [""] })).rejects.toThrow(
      'annotateRun({ tags }): must be a text of 1 to 200 characters without control characters, got ""',
    );
  });
});
