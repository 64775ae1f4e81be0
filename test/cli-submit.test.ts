/** @file `glissade submit`: its files, and jobs on a real Slurm with a real database. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { programs, type Server, startServer } from "../packages/lab/src/store/fixtures/postgres.ts";
import { openStore } from "../packages/lab/src/store/open.ts";
import { entry, glissade, makeDirectory, tinyStudy, writeStudy } from "./support/cli.ts";
import { lacking, type Slurm, startSlurm } from "./support/slurm.ts";

/** What it prints. */
async function submitted(directory: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await glissade(directory, "submit", ...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

async function refused(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await glissade(await makeDirectory(), "submit", ...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  return err.trim();
}

test("a script for sbatch, without the address of the store", async () => {
  const directory = await makeDirectory();
  vi.stubEnv("GLISSADE_STORE", "postgres://me:secret@host/db");
  onTestFinished(() => void vi.unstubAllEnvs());
  const options = ["--tasks", "4", "--workers", "2", "--hours", "1.5", "--memory", "2", "--steps", "20"];
  expect(await submitted(directory, "tiny.json", "--slurm", ...options)).toBe(`#!/bin/bash
# 4 tasks of 2 workers, which leave when no run is left; submitted again, it goes on with what is missing
#SBATCH --job-name=glissade-tiny
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --mem=2048M
#SBATCH --time=90
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --chdir=${directory}
#SBATCH --output=glissade-tiny-%A-%a.log
: "\${GLISSADE_STORE:?must name the store, such as postgres://user:password@host/database}"
# Slurm's signals go to this process
exec ${process.execPath} ${entry} run tiny.json --steps 20 --workers 2
`);
});

test("names of jobs and words of commands are safe, whatever the study is called", async () => {
  const directory = await makeDirectory();
  const name = "It's\u2028 a $(touch x) study, of <40 letters and more, and more";
  await writeStudy(directory, "it's.json", { ...tinyStudy, name });
  const script = await submitted(directory, "it's.json", "--slurm");
  expect(script).toContain("--job-name=glissade-it-s-a-touch-x-study-of-40-letters-and-m\n");
  expect(script).toContain(` run 'it'\\''s.json' --workers 1\n`);
});

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

test.skipIf(!hasKubectl)("a manifest as kubectl reads it (needs kubectl)", async () => {
  const image = ["--image", "registry.example/project:1"];
  const options = ["--tasks", "3", "--hours", "2", "--memory", "1.5", "--seed", "7"];
  const manifest = await submitted(await makeDirectory(), "tiny.json", "--kubernetes", ...image, ...options);
  // It changes one thing without a server, and writes what it has read
  const { stdout } = spawnSync("kubectl", ["set", "env", "--local", "-f", "-", "A=b", "-o", "json"], {
    input: manifest,
    encoding: "utf8",
  });
  const { kind, metadata, spec } = JSON.parse(stdout);
  expect({ kind, name: metadata.generateName }).toEqual({ kind: "Job", name: "glissade-tiny-" });
  expect(spec).toMatchObject({
    ...{ completionMode: "Indexed", completions: 3, parallelism: 3 },
    ...{ backoffLimitPerIndex: 6, activeDeadlineSeconds: 7200 },
    podFailurePolicy: {
      rules: [
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
        { action: "FailIndex", onExitCodes: { operator: "In", values: [1] } },
        { action: "FailJob", onExitCodes: { operator: "In", values: [2] } },
      ],
    },
  });
  expect(spec.template.spec).toMatchObject({ restartPolicy: "Never", terminationGracePeriodSeconds: 60 });
  expect(spec.template.spec.containers).toMatchObject([
    {
      image: "registry.example/project:1",
      command: ["sh", "-c", "exec node_modules/.bin/glissade run tiny.json --seed 7 --workers 1"],
      resources: { requests: { cpu: "1", memory: "1536Mi" }, limits: { memory: "1536Mi" } },
      env: [
        { name: "GLISSADE_STORE", valueFrom: { secretKeyRef: { name: "glissade", key: "store" } } },
        { name: "A" },
      ],
    },
  ]);
});

test("mistakes show before anything is submitted", async () => {
  expect(await refused("tiny.json")).toBe(
    "submit: needs one of --slurm and --kubernetes, got none. Each has a file of its own.",
  );
  expect(await refused("tiny.json", "--kubernetes")).toBe(
    "--image: is needed with --kubernetes: the image that holds this folder with its node_modules. For example --image registry.example/project:1.",
  );
  expect(await refused("tiny.json", "--slurm", "--image", "x")).toBe(
    "--image: is for --kubernetes, got --slurm. Leave it out.",
  );
  const store = ["--store", "postgres://me:secret@host/db"];
  expect(await refused("tiny.json", "--slurm", ...store)).toBe(
    "--store: is read with --slurm --go, got --slurm without --go. Leave it out: the tasks get the address from GLISSADE_STORE of the environment.",
  );
  expect(await refused("tiny.json", "--kubernetes", "--image", "x", ...store)).toBe(
    "--store: is read with --slurm --go, got --kubernetes. Leave it out: the tasks get the address from the secret that the manifest names.",
  );
  expect(await refused("tiny.json", "--slurm", "--go")).toBe(
    "--store: must be a PostgreSQL database, which several machines can write to, got .glissade/store.db. Name it by --store or GLISSADE_STORE: postgres://user:password@host/database.",
  );
  expect(await refused("tiny.json", "--slurm", "--hours", "0")).toContain(
    '--hours: expected a positive number, got "0"',
  );
  expect(await refused("tny.json", "--slurm")).toContain("tny.json");
});

test("a scheduler that is not there is named", async () => {
  vi.stubEnv("PATH", await makeDirectory());
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await refused("tiny.json", "--kubernetes", "--image", "x", "--go")).toBe(
    "--go: needs kubectl, which is not on this machine. Without --go the job's file is printed, for a machine that has it.",
  );
});

const reason =
  lacking ?? (programs === undefined ? "PostgreSQL's initdb: apt-get install postgresql" : undefined);

describe.skipIf(reason !== undefined)(`on Slurm${reason ? ` (needs ${reason})` : ""}`, () => {
  let server: Server;
  let slurm: Slurm;
  beforeAll(async () => {
    server = startServer();
    slurm = await startSlurm();
  }, 60_000);
  afterAll(async () => {
    await slurm?.stop();
    server?.remove();
  }, 60_000);

  /** A store of its own, in the environment of what follows, with Slurm's settings. */
  async function prepared(study: object) {
    const directory = await makeDirectory();
    await writeStudy(directory, "study.json", { ...tinyStudy, ...study });
    const address = server.fresh();
    for (const [name, value] of Object.entries({ ...slurm.env, GLISSADE_STORE: address }))
      vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const store = await openStore(address);
    onTestFinished(() => store.close());
    return { directory, store };
  }
  const jobs = () => slurm.run("squeue", "--noheader").trim();
  const submit = async (directory: string) =>
    expect(await submitted(directory, "study.json", "--slurm", "--tasks", "2", "--go")).toMatch(
      /^Submitted batch job \d+\n$/,
    );

  test("what sbatch refuses is said in its words", async () => {
    await prepared({});
    expect(await refused("tiny.json", "--slurm", "--workers", "5000", "--go")).toMatch(
      /^--go: sbatch refuses the job: sbatch: error: .*\.$/s,
    );
  });

  test("two tasks train the trials of a search and then the final runs, each once", async () => {
    const space = { learningRate: { choices: [0.01, 0.1, 0.3] } };
    const { directory, store } = await prepared({
      ...{ validation: 0.2, search: { runs: 1, extend: false } },
      arms: [{ name: "tuned", optimizer: "sgd(0.1)", space }],
    });
    await submit(directory);
    await expect.poll(jobs, { timeout: 100_000, interval: 500 }).toBe("");
    const runs = await store.runs();
    expect(runs.map(({ stage, state }) => `${stage} ${state}`).sort()).toEqual([
      ...["final done", "final done"],
      ...["tune done", "tune done", "tune done"],
    ]);
    expect(new Set(runs.map(({ attempt }) => attempt))).toEqual(new Set([1]));
    expect(existsSync(join(directory, "store.db"))).toBe(false);
  });

  test("a cancelled job puts its runs back, and submitted again it goes on", async () => {
    const { directory, store } = await prepared({ steps: 30_000, runs: 1 });
    await submit(directory);
    const states = async () => (await store.runs()).map(({ state }) => state);
    const furthest = async () => Math.max(0, ...(await store.runs()).map(({ step }) => step));
    await expect.poll(furthest, { timeout: 60_000 }).toBeGreaterThan(0);
    slurm.run("scancel", "--user=root");
    await expect.poll(states, { timeout: 30_000 }).toEqual(["queued", "queued"]);
    await expect.poll(jobs, { timeout: 30_000, interval: 500 }).toBe("");
    await submit(directory);
    await expect.poll(states, { timeout: 100_000, interval: 500 }).toEqual(["done", "done"]);
    await expect.poll(jobs, { timeout: 30_000, interval: 500 }).toBe("");
  });
});
