import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CheckpointsOptions,
  checkpoints,
  type Environment,
  latestCheckpoint,
  loadCheckpoint,
  readManifest,
} from "glissade/files";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { all } from "../../../../test/support/epochs.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  batches,
  type ConfigureOptions,
  configure,
  fit,
  flatten,
  initialState,
  keepBest,
  losses,
  nn,
  optim,
  random,
  zeros,
} from "../index.ts";
import { differences } from "./environment.ts";

const root = await mkdtemp(join(tmpdir(), "glissade-"));
afterAll(() => rm(root, { recursive: true }));

let directory = "";
let count = 0;
const warnings: string[] = [];
const warn = (sentence: string) => void warnings.push(sentence);
beforeEach(() => {
  directory = join(root, `${count++}`);
  warnings.length = 0;
});

const model = nn.sequential(nn.linear(4), nn.batchNorm(), nn.dropout(0.5), nn.linear(2));
const how = { loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.01 }) };
const like = await initialState({ model, ...how }, random.key(1), zeros([1, 2]));

type Options = Omit<CheckpointsOptions, "directory">;
type State = typeof like;

/** Four steps an epoch. */
const events = (epochs: number, state?: State) =>
  fit(model, {
    ...how,
    data: batches(slopes(40), { size: 10, seed: 2 }),
    validation: slopes(20),
    epochs,
    state,
  });

const train = (epochs: number, options: Options, state?: State) =>
  all(checkpoints(events(epochs, state), { directory, warn, ...options }));

const names = async () => (await readdir(directory)).sort();
const path = (step: number) => join(directory, `step-${`${step}`.padStart(9, "0")}`);
const bits = async ({ step, epoch, position, lossSum, ...tensors }: State) => ({
  ...{ step, epoch, position, lossSum },
  values: await Promise.all(
    flatten({ p: tensors.params, s: tensors.state, o: tensors.optimizer, k: tensors.key! }).leaves.map(
      numbers,
    ),
  ),
});

describe("checkpoints are written", () => {
  test("every so many steps and at the end, the latest are kept", async () => {
    await train(2, { every: { steps: 3 }, keep: 2 });
    expect(await names()).toEqual(["step-000000006", "step-000000008"]);
  });

  test("every so many epochs, three are kept by default", async () => {
    await train(9, { every: { epochs: 2 } });
    expect(await names()).toEqual(["step-000000024", "step-000000032", "step-000000036"]);
  });

  test("before their event goes on", async () => {
    for await (const event of checkpoints(events(1), { directory, every: { steps: 2 } }))
      if (event.type === "step" && event.step === 2) expect(await names()).toEqual(["step-000000002"]);
  });

  test("of the end only where it is later than the last", async () => {
    const kept = keepBest(events(3), { metric: "accuracy", better: "lower" });
    await all(checkpoints(kept, { directory, every: { epochs: 1 }, keep: 9 }));
    expect(await names()).toEqual(["step-000000004", "step-000000008", "step-000000012"]);
  });

  test("with a manifest that says what is in them", async () => {
    await train(1, { every: { epochs: 1 }, notes: { data: 2 } });
    const { checksum, versions, leaves, ...rest } = await readManifest(path(4));
    expect(rest).toEqual({
      ...{
        format: "glissade checkpoint",
        version: 1,
        progress: { step: 4, epoch: 1, position: 0, lossSum: 0, learningRate: 0.01 },
        drawn: 'size 10 of 40 rows, order: "epochs", seed 2',
        history: [
          {
            numbers: { step: 4, epoch: 1, loss: expect.any(Number), learningRate: 0.01 },
            validation: { loss: expect.any(Number), accuracy: expect.any(Number) },
          },
        ],
      },
      ...{
        provider: "cpu",
        kernels: true,
        threads: 1,
        cores: expect.any(Number),
        stepsPerCall: 1,
        notes: { data: 2 },
        bytes: expect.any(Number),
      },
    });
    expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(versions)).toEqual(["glissade", "onnxruntime", "node"]);
    expect(leaves["params/0/weight"]).toBe("float32[2, 4]");
    expect(leaves.key).toBe("uint32[2]");
  });
});

describe("a training goes on", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])("behind step %d with the same bits", async (step) => {
    const last = (await all(events(3))).at(-1)!;
    for await (const event of checkpoints(events(3), { directory, every: { steps: 1 }, keep: 99 }))
      if (event.type === "step" && event.step === step) break;
    const state = await loadCheckpoint((await latestCheckpoint(directory))!, like, { warn });
    expect(state.step).toBe(step);
    const resumed = (await train(3, { every: { steps: 1 } }, state)).at(-1)!;
    expect(await bits(resumed.state)).toEqual(await bits(last.state));
    expect(resumed.type === "done" && resumed.validation).toEqual(last.type === "done" && last.validation);
    expect(warnings).toEqual([]);
  });

  test("also with numbers that JSON does not have", async () => {
    const state = { ...like, step: 1, lossSum: -0, value: Number.NaN };
    const one = async function* () {
      yield { type: "step" as const, step: 1, epoch: 1, loss: 1, state };
    };
    await all(checkpoints(one(), { directory, every: { steps: 1 } }));
    const { lossSum, value } = await loadCheckpoint(path(1), like);
    expect([lossSum, value]).toEqual([-0, Number.NaN]);
  });

  test.each<[ConfigureOptions, string, string]>([
    [
      { threads: 2, provider: "wasm" },
      "on cpu, with kernels, with 1 thread",
      "on wasm, without kernels, with 2 threads",
    ],
    [{ threads: 2 }, "with 1 thread", "with 2 threads"],
    [{ fuse: false }, "with kernels", "without kernels"],
  ])("under %j after a word, or not at all", async (other, written, now) => {
    await train(1, { every: { epochs: 1 } });
    configure(other);
    await loadCheckpoint(path(4), like, { warn });
    await expect(loadCheckpoint(path(4), like, { warn, exact: true })).rejects.toThrow(
      `${path(4)}: must be read as it was written, ${written}, got a process ${now}. Set provider, threads and fuse by configure(), or leave exact out: last digits may then differ.`,
    );
    configure({ threads: 1, provider: "cpu", fuse: true });
    expect(warnings).toEqual([
      `${path(4)}: was written ${written}, and is read ${now}: last digits may differ.`,
    ]);
    await loadCheckpoint(path(4), like, { warn, exact: true });
    expect(warnings.length).toBe(1);
  });

  test("of which a manifest says nothing, without a word", () => {
    const now: Environment = { provider: "cpu", kernels: true, threads: null, cores: 2, stepsPerCall: 1 };
    expect(differences({ provider: "cpu", threads: null, cores: 2 }, now)).toBeUndefined();
    expect(differences({ cores: 8, stepsPerCall: 10 }, now)).toEqual({
      written: "with the threads of 8 cores, with 10 steps per call",
      now: "with the threads of 2 cores, with 1 step per call",
    });
  });
});

describe("the latest whole one is found", () => {
  test("where there is none, or no directory", async () => {
    expect(await latestCheckpoint(directory)).toBeUndefined();
    await mkdir(directory);
    expect(await latestCheckpoint(directory)).toBeUndefined();
  });

  const damages: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    [
      "truncated",
      () => truncate(join(path(8), "state.safetensors"), 900),
      "truncated: state.safetensors needs",
    ],
    ["empty", () => truncate(join(path(8), "state.safetensors"), 0), "truncated: state.safetensors needs"],
    [
      "without tensors",
      () => rm(join(path(8), "state.safetensors")),
      "not a checkpoint: has no state.safetensors",
    ],
    [
      "without a manifest",
      () => rm(join(path(8), "manifest.json")),
      "not a checkpoint: has no manifest.json",
    ],
    [
      "with half a manifest",
      () => truncate(join(path(8), "manifest.json"), 99),
      "not a checkpoint: its manifest.json is not JSON",
    ],
    ["of other bits", () => flip(join(path(8), "state.safetensors"), 2000), "damaged: its checksum must be"],
    ["of another step", () => edit({ '"step": 8': '"step": 9' }), "damaged: its checksum must be"],
    [
      "of another format",
      () => edit({ "glissade checkpoint": "other" }),
      'not a checkpoint: its format is "other"',
    ],
    ["of a later version", () => edit({ '"version": 1': '"version": 2' }), "must be of version 1, got 2"],
  ];

  const flip = async (file: string, at: number) => {
    const bytes = await readFile(file);
    bytes[at]! ^= 1;
    await writeFile(file, bytes);
  };

  const edit = async (changes: Readonly<Record<string, string>>) => {
    const file = join(path(8), "manifest.json");
    let text = await readFile(file, "utf8");
    for (const [from, to] of Object.entries(changes)) text = text.replace(from, to);
    await writeFile(file, text);
  };

  test.each(damages)("before one %s", async (_, damage, rule) => {
    await train(2, { every: { epochs: 1 } });
    await damage();
    expect(await latestCheckpoint(directory, { warn })).toBe(path(4));
    expect(warnings[0]).toContain(`${path(8)}: ${rule}`);
    expect(warnings[0]).toMatch(/\. .*step-000000004 is used instead\.$/);
    await expect(loadCheckpoint(path(8), like)).rejects.toThrow(`${path(8)}: ${rule}`);
  });

  test("and a damaged later one keeps its bytes under another name", async () => {
    await train(2, { every: { epochs: 1 } });
    await truncate(join(path(8), "state.safetensors"), 900);
    const state = await loadCheckpoint(path(4), like);
    await train(2, { every: { epochs: 1 } }, state);
    const [four, eight, damaged] = await names();
    expect([four, eight]).toEqual(["step-000000004", "step-000000008"]);
    expect(damaged).toMatch(/^step-000000008-damaged-\d+$/);
    expect(warnings[0]).toMatch(
      /step-000000008: truncated: .*\. It is renamed to step-000000008-damaged-\d+\.$/,
    );
    expect(await latestCheckpoint(directory)).toBe(path(8));
  });
});

test("what killed processes left is cleared away, and nothing else", async () => {
  await mkdir(join(directory, ".step-000000002.999999999.new"), { recursive: true });
  await mkdir(join(directory, `.step-000000002.${process.ppid}.new`));
  await mkdir(join(directory, ".step-000000001.999999999.old"));
  await writeFile(join(directory, "notes.txt"), "mine");
  await train(1, { every: { epochs: 1 } });
  expect(await names()).toEqual([`.step-000000002.${process.ppid}.new`, "notes.txt", "step-000000004"]);
});

describe("errors", () => {
  const fix = "Load it into a tree of the structure that was saved: the same model and optimizer.";
  const other = async (own: nn.AnyLayer, optimizer: optim.Optimizer) =>
    initialState({ model: own, loss: how.loss, optimizer }, random.key(1), zeros([1, 2]));

  test("another model, optimizer or dtype", async () => {
    await train(1, { every: { epochs: 1 } });
    const wide = nn.sequential(nn.linear(5), nn.batchNorm(), nn.dropout(0.5), nn.linear(2));
    await expect(loadCheckpoint(path(4), await other(wide, how.optimizer))).rejects.toThrow(
      `${path(4)}: params/0/weight: expected F32 [2, 5], got F32 [2, 4]. ${fix}`,
    );
    await expect(loadCheckpoint(path(4), await other(model, optim.sgd({ learningRate: 1 })))).rejects.toThrow(
      new RegExp(`^${path(4)}: the file has unknown optimizer/0/`),
    );
    const plain = nn.sequential(nn.linear(4), nn.relu(), nn.relu(), nn.linear(2));
    await expect(loadCheckpoint(path(4), await other(plain, how.optimizer))).rejects.toThrow(
      `${path(4)}: the file has unknown params/1/weight`,
    );
  });

  test("all are damaged", async () => {
    await train(1, { every: { epochs: 1 } });
    await rm(join(path(4), "manifest.json"));
    await expect(latestCheckpoint(directory)).rejects.toThrow(
      `${directory}: needs a checkpoint that is whole, got 1 damaged, the latest not a checkpoint: has no manifest.json. Remove them to start anew.`,
    );
  });

  test("a directory of a longer training", async () => {
    await train(2, { every: { epochs: 1 } });
    await expect(train(1, { every: { epochs: 1 } })).rejects.toThrow(
      `checkpoints({ directory }): ${directory} must hold no later steps than those of this training, got step 8 after 0. Go on from latestCheckpoint(), or give another directory.`,
    );
    expect(await names()).toEqual(["step-000000004", "step-000000008"]);
  });

  test("a directory that is a file", async () => {
    await writeFile(directory, "");
    await expect(train(1, { every: { epochs: 1 } })).rejects.toThrow(
      `${directory}: cannot be read as a directory (ENOTDIR).`,
    );
  });

  test("a path that is no checkpoint", async () => {
    await expect(loadCheckpoint(directory, like)).rejects.toThrow(
      `${directory}: not a checkpoint: has no manifest.json. latestCheckpoint() finds the last whole one of a directory.`,
    );
  });

  test("a copy of tensors of another checkpoint", async () => {
    await train(2, { every: { epochs: 1 } });
    await cp(join(path(4), "state.safetensors"), join(path(8), "state.safetensors"));
    await expect(loadCheckpoint(path(8), like)).rejects.toThrow(
      /damaged: its checksum must be [0-9a-f]{12}…, got [0-9a-f]{12}…/,
    );
  });

  test.each<[unknown, string]>([
    [{ every: { steps: 0 } }, "checkpoints({ every: { steps } }): must be a positive integer, got 0."],
    [
      { every: { step: 3 } },
      "checkpoints({ every }): must be { steps } or { epochs }, got an object of step.",
    ],
    [
      { every: { steps: 3, epochs: 1 } },
      "checkpoints({ every }): must be { steps } or { epochs }, got an object of steps, epochs.",
    ],
    [{ every: 3 }, "checkpoints({ every }): must be { steps } or { epochs }, got 3."],
    [{}, "checkpoints({ every }): must be { steps } or { epochs }, got undefined."],
    [{ every: { steps: 3 }, keep: 0 }, "checkpoints({ keep }): must be a positive integer, got 0."],
    [
      { every: { steps: 3 }, keeps: 2 },
      "checkpoints({ keeps }): is not an option. The nearest is keep (known: directory, every, keep, notes, warn).",
    ],
  ])("%j", (options, message) => {
    const given = { directory, ...(options as Options) };
    expect(() => checkpoints(events(1), given)).toThrow(expect.objectContaining({ message }));
  });
});
