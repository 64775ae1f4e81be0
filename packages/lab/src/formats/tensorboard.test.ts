import fc from "fast-check";
import { DataError } from "glissade";
import { describe, expect, test } from "vitest";
import type { Point, RunRecord } from "../store/store.ts";
import { readEventFile } from "./event-file.ts";
import fixture from "./fixtures/tensorboard.json" with { type: "json" };
import { fromTensorBoard, toTensorBoard } from "./tensorboard.ts";
import { maskedCrc32c, toRecord } from "./tfrecord.ts";

const file = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const { start } = fixture;

const run: RunRecord = {
  ...{ id: 1, study: 1, configuration: { arm: "adam", values: {} }, seed: 3, stage: "final" },
  ...{ state: "done", attempt: 1, crashes: 0, worker: null, step: 9, seconds: 0.5, metrics: {} },
  ...{ started: new Date(start * 1000).toISOString(), finished: null },
  ...{ extra: null, error: null, environment: null, tags: [], notes: "" },
};

/** What PyTorch was told to write, in its order. */
const values = [0.5, -1.25e-30, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];
const points: readonly Point[] = [
  ...values.map((value, index) => ({
    ...{ key: "train/loss", step: index * 1000, value, seconds: index / 4 },
  })),
  { key: "größe 大", step: 2 ** 40, value: 2, seconds: 9 },
  { key: "zero", step: 0, value: 0, seconds: 9 },
];

const written = (parts: Iterable<Uint8Array>) => new Uint8Array(Buffer.concat([...parts]));
const atDirectory = (directory: string, text: string) => ({
  path: `${directory}/events.out.tfevents.1`,
  bytes: file(text),
});

describe("checksums", () => {
  test.each(Object.entries(fixture.checksums))("of %j are those of crcmod", (text, checksum) =>
    expect(maskedCrc32c(new DataView(new TextEncoder().encode(text).buffer))).toBe(checksum),
  );
});

describe("writing", () => {
  test("gives the bytes that PyTorch gives, by Google's protobuf and crcmod", () => {
    const { parts } = toTensorBoard({ study: "s", run, points });
    expect(Buffer.from(written(parts)).toString("base64")).toBe(fixture.plain);
  });

  test("joins points of one step, adds final numbers without a curve, and encodes names in paths", () => {
    const configuration = { arm: "a/b: 50 %", values: { lr: 0.1, name: "x=1,2", nested: { a: [1] } } };
    const given = [
      { key: "loss", step: 9, value: 1, seconds: 0.5 },
      { key: "error", step: 9, value: 2, seconds: 0.5 },
    ];
    const metrics = { loss: 1, "test/accuracy": 0.75 };
    const { path, parts } = toTensorBoard({
      study: "..",
      run: { ...run, configuration, metrics },
      points: given,
    });
    const directory = "%2E./a%2Fb%3A 50 %25/lr=0.1,name=x%3D1%2C2,nested={%22a%22%3A[1]}/seed=3".replace(
      "%2E./",
      "%2E%2E/",
    );
    expect(path).toBe(`${directory}/events.out.tfevents.1700000000.glissade`);
    const records = [...parts];
    expect(records).toHaveLength(2);
    const { runs } = fromTensorBoard([{ path, bytes: written(records) }]);
    expect(runs[0]).toMatchObject({
      configuration: { arm: "../a/b: 50 %", values: { lr: 0.1, name: "x=1,2", nested: '{"a":[1]}' } },
      seed: 3,
      ending: { state: "done", step: 9, metrics: { loss: 1, error: 2, "test/accuracy": 0.75 } },
    });
  });
});

describe("reading what PyTorch wrote", () => {
  test("simple values", () => {
    const { scalars, skipped, truncated } = readEventFile(file(fixture.plain), "f");
    const expected = points.map(({ seconds, value, ...point }) => ({
      ...point,
      time: start + seconds,
      value: Math.fround(value),
    }));
    expect(scalars).toEqual(expected);
    expect([skipped.size, truncated]).toEqual([0, undefined]);
  });

  test("tensors of the scalars plugin, histograms and texts", () => {
    const { runs, points: curves, notes } = fromTensorBoard([atDirectory("adam/seed=3", fixture.mixed)]);
    expect(runs).toEqual([
      {
        name: "adam/seed=3",
        hasSeed: true,
        configuration: { arm: "adam", values: {} },
        ...{ seed: 3, stage: "imported", started: new Date(start * 1000).toISOString() },
        ending: { state: "done", step: 3, seconds: 1, metrics: { double: 0.1, single: 0.25 } },
      },
    ]);
    expect(curves).toEqual([
      [
        { key: "double", step: 1, value: 0.1, seconds: 0 },
        { key: "single", step: 1, value: Math.fround(0.1), seconds: 0 },
        { key: "single", step: 3, value: 0.25, seconds: 1 },
      ],
    ]);
    expect(notes).toEqual([
      'adam/seed=3/events.out.tfevents.1: "weights" is a histogram: left out',
      'adam/seed=3/events.out.tfevents.1: "notes/text_summary" is a value of the plugin text: left out',
    ]);
  });

  test("tensors of other writers: content as bytes, plugin named once", () => {
    const { scalars, skipped } = readEventFile(file(fixture.others), "f");
    expect(scalars.map(({ key, value }) => [key, value])).toEqual([
      ["a", Math.fround(0.1)],
      ["b", 0.1],
      ["a", 0.75],
      ["e", 3],
    ]);
    expect(Object.fromEntries(skipped)).toEqual({ c: "a tensor", d: "a value of the plugin pr_curves" });
  });

  test("steps below 0", () =>
    expect(readEventFile(file(fixture.negative), "f").scalars[0]).toMatchObject({ step: -5, value: 1 }));

  test("a training that was resumed: what came after its step is void", () => {
    const files = [
      { path: "sgd/seed=1/events.out.tfevents.2", bytes: file(fixture.resumed) },
      { path: "sgd/seed=1/events.out.tfevents.1", bytes: file(fixture.first) },
    ];
    const { points: curves, notes } = fromTensorBoard(files);
    expect(curves[0]!.map(({ step, value }) => [step, value])).toEqual([
      ...[0, 1, 2].map((step) => [step, step]),
      ...[3, 4].map((step) => [step, step / 2]),
    ]);
    expect(notes).toEqual([]);
  });

  test("runs whose last number is not finite have diverged", () => {
    const bytes = written(
      toTensorBoard({
        study: "s",
        run,
        points: [{ key: "loss", step: 4, value: Number.NaN, seconds: 1 }],
      }).parts,
    );
    const { runs, notes } = fromTensorBoard([{ path: "f", bytes }], { keys: { loss: "train/loss" } });
    expect(runs[0]).toMatchObject({ name: "", configuration: { arm: "run" }, seed: 0 });
    expect(runs[0]!.ending).toMatchObject({ state: "diverged", metrics: { "train/loss": Number.NaN } });
    expect(notes).toEqual([
      "1 run without a seed in the name: numbered within the arm",
      "1 run with a last number that is not finite: diverged",
    ]);
  });

  test("nothing at all", () => {
    expect(fromTensorBoard([{ path: "a/f", bytes: new Uint8Array() }])).toEqual({
      ...{ runs: [], points: [] },
      notes: ["a: no scalars: left out"],
    });
  });
});

describe("damaged files", () => {
  const whole = file(fixture.plain);
  const all = readEventFile(whole, "f").scalars;
  const secondRecord = 40;
  /** Bytes of the last record. */
  const LAST = 40;

  test("cut off at every byte: the records before are kept, and the loss is told", () => {
    for (let length = 0; length < whole.length; length++) {
      const { scalars, truncated } = readEventFile(whole.slice(0, length), "f");
      expect(scalars).toEqual(all.slice(0, scalars.length));
      const ends = truncated === undefined ? length : truncated;
      expect(readEventFile(whole.slice(0, ends), "f")).toMatchObject({ scalars, truncated: undefined });
    }
    const cut = [{ path: "a/1/f", bytes: whole.slice(0, whole.length - 1) }];
    expect(fromTensorBoard(cut).notes).toContain(
      `a/1/f: cut off in the record at byte ${whole.length - LAST}: left out`,
    );
  });

  test("a flipped bit is an error that names the byte", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const broken = whole.slice();
        broken[at]! ^= 1 << bit;
        expect(() => readEventFile(broken, "f")).toThrow(
          /^f, byte \d+: found the checksum 0x[0-9a-f]{8} where/,
        );
      }),
    );
    const broken = whole.slice();
    broken[secondRecord + 14]! ^= 1;
    expect(() => readEventFile(broken, "run/f")).toThrow(
      new DataError({
        where: "run/f, byte 82",
        rule: "found the checksum 0x62669af0 where the 30 bytes before have 0x4c0ddf0b",
        fix: "The file is damaged: copy it again from where it was written",
      }),
    );
  });

  test("a length beyond the file is a record that is cut off", () => {
    const huge = toRecord([]);
    const view = new DataView(huge.buffer);
    view.setBigUint64(0, 2n ** 63n + 5n, true);
    view.setUint32(8, maskedCrc32c(view, 0, 8), true);
    expect(readEventFile(Uint8Array.of(...whole, ...huge), "f")).toMatchObject({
      ...{ scalars: all, truncated: whole.length },
    });
  });

  test("any bytes under right checksums: scalars or an error in three parts", () => {
    const { length } = whole;
    const messages = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(fc.nat(length - 1), fc.nat(60), fc.nat(59), fc.nat(255)).map(([at, size, place, byte]) => {
        const part = whole.slice(at, at + size);
        if (place < part.length) part[place] = byte;
        return part;
      }),
    );
    fc.assert(
      fc.property(messages, (message) => {
        try {
          for (const { key, step, value } of readEventFile(toRecord(message), "f").scalars)
            expect([typeof key, Number.isSafeInteger(step), typeof value]).toEqual([
              "string",
              true,
              "number",
            ]);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          expect((error as DataError).message).toMatch(/^f, byte \d+: found .+\. The file is damaged: .+\.$/);
        }
      }),
      { seed: 7, numRuns: 5000 },
    );
  });

  test("messages that are none", () => {
    const read = (...message: number[]) => readEventFile(toRecord(message), "f");
    expect(() => read(0x0b)).toThrow("f, byte 12: found a field of kind 3, which messages do not have.");
    expect(() => read(0x2a, 5, 1)).toThrow(
      "f, byte 12: found a field of 5 bytes in a message that ends at 15.",
    );
    expect(() => read(0x10, 0x80)).toThrow("f, byte 13: found a number that does not end.");
    expect(() => read(0x10, ...Array(9).fill(0xff), 0)).toThrow(
      "f, byte 13: found step 9223372036854775807, beyond what numbers count exactly.",
    );
  });
});

test("the same run twice is an error", () => {
  const files = ["a/seed=1", "a/seed1"].map((directory) => atDirectory(directory, fixture.first));
  expect(() => fromTensorBoard(files)).toThrow(
    'fromTensorBoard: runs must differ in arm, hyper-parameters or seed, got "a/seed1" and "a/seed=1", both seed 1 of "a". Say how names are made: pattern: "{arm}/{seed}".',
  );
});

test("options that are none are errors", () =>
  expect(() => fromTensorBoard([], { patern: "{arm}" } as object)).toThrow(
    "fromTensorBoard({ patern }): is not an option. The nearest is pattern (known: pattern, stage, keys).",
  ));
