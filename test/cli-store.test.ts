/** @file The commands that read a store, after a study has filled it. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../packages/lab/src/store/open.ts";
import { glissade, makeDirectory, tinyStudy, writeStudy } from "./support/cli.ts";

let directory: string;
beforeEach(async () => {
  directory = await makeDirectory();
  const { code, out, err } = await glissade(directory, "run", "tiny.json");
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringContaining("\nRuns: .glissade/store.db\n"),
  });
  expect(out).toMatch(/^arm +optimizer +runs/);
});

/** What a command prints, which must succeed. */
async function printed(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await glissade(directory, ...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

/** The message and the exit code of a command that must not succeed. */
async function refused(...args: readonly string[]): Promise<string> {
  const { code, err } = await glissade(directory, ...args);
  expect(code).toBe(2);
  return err.trim();
}

test("lists, shows and compares what is kept", async () => {
  expect(await printed("list")).toMatch(/\ntiny +1 +\d+ s ago +4 +0 +0 +0 +0 +0\n$/);
  expect(JSON.parse(await printed("list", "--json"))).toMatchObject([{ name: "tiny", runs: { done: 4 } }]);
  const shown = await printed("show", "tiny", "--arm", "Adam");
  expect(shown.match(/^Adam +done +\d+ +\d+ +30 +0\.\d+/gm)).toHaveLength(2);
  expect(JSON.parse(await printed("show", "1", "--state", "failed", "--json"))).toEqual([]);
  expect(await printed("status")).toBe("Nothing is left to do\n");
  expect(await printed("status", "tiny")).toMatch(/^tiny: 4 done; changed \d+ s ago\n$/);
  expect(await printed("report", "tiny")).toMatch(/^arm +optimizer.*\n(?:.*\n)*.*accuracy/);
  expect(await refused("show", "tny")).toBe(
    'study: "tny" is not in the store. The nearest is tiny (known: tiny).',
  );
});

test("compares arms over several studies by their ranks", async () => {
  await writeStudy(directory, "wide.json", { ...tinyStudy, name: "wide", model: { layers: [32] } });
  await glissade(directory, "run", "wide.json");
  const out = await printed("report", "tiny", "wide", "--out", "ranks.html", "--charts", "charts");
  expect(out).toMatch(/^arm +average rank +tiny +wide\n-+/);
  expect(out).toContain(
    "Scores are the mean accuracy; in brackets the rank within the study, 1 for the best.",
  );
  expect(await readFile(join(directory, "ranks.html"), "utf8")).toContain("<h1>tiny and wide</h1>");
  expect((await readdir(join(directory, "charts"))).sort()).toEqual([
    "average-ranks.png",
    "average-ranks.svg",
  ]);
  const json = JSON.parse(await printed("report", "tiny", "wide", "--json", "-"));
  expect(json).toMatchObject({ arms: ["plain", "Adam"], leftOut: [], results: [{}, {}] });
  expect(await refused("report", "tiny", "tny")).toBe(
    'study: "tny" is not in the store. The nearest is tiny (known: wide, tiny).',
  );
});

test("a variable names the store, for workers too", async () => {
  vi.stubEnv("GLISSADE_STORE", "other.db");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await refused("list")).toBe(
    "--store: there is no file other.db. Check the path; glissade run STUDY --store FILE makes it.",
  );
  const { code, err } = await glissade(directory, "run", "tiny.json");
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining("\nRuns: other.db\n") });
  expect(await printed("list")).toMatch(/\ntiny +1 +\d+ s ago +4 /);
  expect(await printed("list", "--store", ".glissade/store.db")).toMatch(/\ntiny +1 /);
});

test("trains a run again to the same bits", async () => {
  expect(await printed("rerun", "3")).toMatch(/\nThe same to the last bit\n$/);
  expect(JSON.parse(await printed("rerun", "2", "--json"))).toMatchObject({ run: 2, same: true });
  expect(await refused("rerun", "99")).toBe(
    "run: 99 is not in the store. glissade show STUDY lists the runs.",
  );
});

test("a worker takes what is queued", async () => {
  const store = await openStore(join(directory, ".glissade/store.db"));
  const study = (await store.study("tiny"))!;
  const configuration = { arm: "plain", values: { optimizer: "sgd(0.1)" } };
  await store.addRuns(
    study.id,
    [7, 8].map((seed) => ({ configuration, seed, stage: "final" })),
  );
  const { code, err } = await glissade(directory, "worker", "--study", "tiny");
  expect(code).toBe(0);
  expect(err).toMatch(/^(?:run \d+: claimed\nrun \d+: done\n){2}2 runs ended, 0 of them failed\n$/);
  expect((await store.study(study.id))!.runs).toMatchObject({ queued: 0, done: 6 });
  await store.close();
});

test("a worker leaves a machine that fails run after run", async () => {
  const store = await openStore(join(directory, ".glissade/store.db"));
  const { name, ...study } = {
    ...tinyStudy,
    data: "nowhere",
    problem: "dense",
    validation: 0,
    metric: "accuracy",
    evaluations: 20,
  };
  const facts = {
    problem: "x",
    about: "x",
    classes: [],
    better: { loss: "lower" },
    steps: 5,
    batchSize: null,
    hasValidation: false,
  };
  const { data, model, batch, steps, problem, validation, metric, evaluations } = study;
  const keys = {
    data,
    model: { layers: [...model.layers] },
    batch: { ...batch },
    steps,
    problem,
    validation,
    metric,
    evaluations,
  };
  const { id } = await store.addStudy({ name, description: { study: keys, facts: { ...facts } } });
  const configuration = { arm: "plain", values: { optimizer: "sgd(0.1)" } };
  await store.addRuns(
    id,
    [1, 2, 3, 4, 5].map((seed) => ({ configuration, seed, stage: "final" })),
  );
  const { code, err } = await glissade(directory, "worker");
  expect(code).toBe(1);
  expect(err).toMatch(
    /\n3 runs ended, 3 of them failed; the worker left because 3 runs in a row failed, the last: .*nowhere/,
  );
  expect((await store.study(id))!.runs).toMatchObject({ failed: 3, queued: 2 });
  await store.close();
});

test("tags and notes are listed, and found by", async () => {
  const said = async (...args: readonly string[]) =>
    (await glissade(directory, "annotate", "tiny", ...args)).err;
  expect(await said("--tags", "base", "paper", "--notes", "a first look")).toBe(
    'tiny: tags base, paper; notes "a first look"\n',
  );
  expect(await said("--run", "2", "--tags", "outlier")).toBe("run 2 of tiny: tags outlier; no notes\n");
  expect(await printed("list", "--tag", "paper")).toMatch(
    /^study .* tags +notes *\n.*\ntiny .* base, paper +a first look\n$/,
  );
  expect(await printed("list", "--tag", "pap")).toBe("No study has the tag pap\n");
  expect(JSON.parse(await printed("show", "tiny", "--tag", "outlier", "--json"))).toMatchObject([
    { id: 2, tags: ["outlier"], notes: "" },
  ]);
  expect(await printed("show", "tiny")).toMatch(/ tags *\n/);
  expect(await said("--tags", "--archive")).toBe('tiny: no tags; notes "a first look"; archived\n');
  expect(await printed("list")).toBe("No studies yet: glissade run STUDY\n");
  expect(await printed("list", "--all")).toMatch(/\ntiny \(archived\) .* a first look\n$/);
  expect(await said("--no-archive", "--notes", "")).toBe("tiny: no tags; no notes\n");
  expect(await printed("list")).not.toMatch(/tags|notes/);
  expect(await refused("annotate", "tiny")).toBe(
    "annotate: needs --tags, --notes or --archive, got none. --help has examples.",
  );
  expect(await refused("annotate", "tiny", "--run", "99", "--notes", "x")).toBe(
    "--run: 99 is not a run of tiny. glissade show 1 lists them.",
  );
  expect(await refused("annotate", "tiny", "--run", "2", "--archive")).toBe(
    "--archive: is for studies, got a run. Leave out --run.",
  );
});

test("removes a study when that is said twice", async () => {
  expect(await refused("rm", "tiny")).toBe("rm: removes tiny (1) with 4 runs for ever. Say so with --yes.");
  const { code, err } = await glissade(directory, "rm", "tiny", "--yes");
  expect({ code, err }).toEqual({ code: 0, err: "Removed tiny (1) with 4 runs\n" });
  expect(await printed("list")).toBe("No studies yet: glissade run STUDY\n");
});
