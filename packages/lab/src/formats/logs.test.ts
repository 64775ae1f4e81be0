import fc from "fast-check";
import { DataError } from "glissade";
import { describe, expect, test } from "vitest";
import fixture from "./fixtures/texts.json" with { type: "json" };
import { fromLogs, type LogOptions } from "./logs.ts";

const read = (text: string, options: LogOptions = {}, path = "adam/seed=3.csv") =>
  fromLogs([{ path, text }], options);
const curves = ({ points }: ReturnType<typeof read>) =>
  points.map((all) => all.map(({ key, step, value }) => [key, step, value]));

const ofPython = [
  [
    ["epoch", 9, 0],
    ["epoch", 19, 1],
    ["epoch", 29, 2],
    ["train_loss", 9, 2.5],
    ["train_loss", 19, Number.NaN],
    ["train_loss", 29, 1e-7],
    ["val_acc", 9, 0.25],
    ["val_acc", 19, Number.NEGATIVE_INFINITY],
  ],
];

describe("what Python wrote", () => {
  test("as CSV", () => {
    const found = read(fixture.csv);
    expect(curves(found)).toEqual(ofPython);
    expect(found.runs).toEqual([
      {
        name: "adam/seed=3",
        configuration: { arm: "adam", values: {} },
        ...{ seed: 3, hasSeed: true, stage: "imported", started: null },
        ending: {
          ...{ state: "diverged", step: 29, seconds: 0 },
          metrics: { epoch: 2, train_loss: 1e-7, val_acc: Number.NEGATIVE_INFINITY },
        },
      },
    ]);
    expect(found.notes).toEqual([
      'adam/seed=3.csv: step is the column "step"',
      'adam/seed=3.csv: the column "note" holds no numbers: left out',
      "1 point with a key and step that come again, the first epoch at 9: left out",
      "1 run with a last number that is not finite: diverged",
    ]);
  });

  test("as JSON Lines, with the NaN that JSON does not have", () =>
    expect(curves(read(fixture.jsonl, {}, "adam/3.jsonl"))).toEqual(ofPython));
});

test("several runs of a file, by columns", () => {
  const text = "run,seed,optimizer,t,loss\nx,1,sgd,0.5,3\nx,1,sgd,1.5,2\ny,2,adam,0.5,1\n";
  const found = read(text, { seconds: "t", keys: { loss: "train/loss" }, stage: "final" }, "log.csv");
  expect(
    found.runs.map(({ name, configuration, seed, stage }) => [name, configuration.arm, seed, stage]),
  ).toEqual([
    ["x", "sgd", 1, "final"],
    ["y", "adam", 2, "final"],
  ]);
  expect(found.points).toEqual([
    [
      { key: "train/loss", step: 0, value: 3, seconds: 0.5 },
      { key: "train/loss", step: 1, value: 2, seconds: 1.5 },
    ],
    [{ key: "train/loss", step: 0, value: 1, seconds: 0.5 }],
  ]);
  expect(found.notes).toEqual([
    'log.csv: run is the column "run"',
    'log.csv: arm is the column "optimizer"',
    'log.csv: seed is the column "seed"',
    "log.csv: no column of steps: rows are counted from 0",
  ]);
});

test("times of a clock are counted from the first, and say when the run started", () => {
  const clock = read("Wall time,Step,Value\n1700000000.5,1,3\n1700000002,2,2\n", {}, "sgd/1.csv");
  expect(clock.runs[0]).toMatchObject({ started: "2023-11-14T22:13:20.500Z", ending: { seconds: 1.5 } });
  const dates = read("step;time;x\n1;2026-11-26 18:30:00;3\n2;2026-11-26T19:30:30+01:00;2", {
    delimiter: ";",
  });
  expect(dates.runs[0]).toMatchObject({ started: "2026-11-26T18:30:00.000Z", ending: { seconds: 30 } });
});

test("nested objects are columns, lists and truths are not", () => {
  const line = { step: 1, eval: { loss: 2, top: { 5: 0.5 } }, list: [1], flag: true, none: null };
  const found = read(JSON.stringify(line), {}, "a/1.jsonl");
  expect(curves(found)).toEqual([
    [
      ["eval/loss", 1, 2],
      ["eval/top/5", 1, 0.5],
    ],
  ]);
  expect(found.notes).toContain('a/1.jsonl: the column "flag" holds no numbers: left out');
});

test("runs without seeds are numbered within their arms", () => {
  const files = ["a.csv", "b.csv", "a/seed=0.csv"].map((path) => ({ path, text: "step,loss\n1,2\n" }));
  const { runs, notes } = fromLogs(files);
  expect(runs.map(({ configuration, seed }) => [configuration.arm, seed])).toEqual([
    ["a", 1],
    ["b", 0],
    ["a", 0],
  ]);
  expect(notes.at(-1)).toBe("2 runs without a seed in the name: numbered within the arm");
});

describe("errors", () => {
  test.each<[string, LogOptions, string]>([
    [
      "step,loss\n1,2\n2,two\n",
      {},
      'adam/seed=3.csv, line 3, column "loss": must be a number, got "two". Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics.',
    ],
    [
      "epoch,loss\n0.5,2\n",
      {},
      'adam/seed=3.csv, line 2, column "epoch": must be a whole number, got "0.5". Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics.',
    ],
    [
      "step,loss\n,2\n",
      {},
      'adam/seed=3.csv, line 2, column "step": must be a whole number, got nothing. Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics.',
    ],
    [
      "step,time,loss\n1,noon,2\n",
      {},
      'adam/seed=3.csv, line 2, column "time": must be a number, got "noon". Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics.',
    ],
    ["step,loss\n1,2,3\n", {}, "adam/seed=3.csv, line 2: must have 2 cells, as the first line, got 3."],
    ["step,a\n-1,2\n", {}, 'line 2, column "step": must be a whole number of at least 0, got "-1".'],
    ["a,a\n", {}, 'adam/seed=3.csv, line 1: columns must have different names, got "a" twice.'],
    [
      "step,loss\n1,2\n",
      { metrics: ["los"] },
      'adam/seed=3.csv: has no column "los". The nearest is loss (known: step, loss).',
    ],
    ["", { step: "step" }, 'adam/seed=3.csv: has no column "step". The file is empty.'],
    ['step,loss\n1,"2\n', {}, "adam/seed=3.csv, line 2: a quote is not closed."],
  ])("%j", (text, options, message) => {
    expect(() => read(text, options)).toThrow(DataError);
    expect(() => read(text, options)).toThrow(message);
  });

  test("lines that are no objects", () => {
    for (const [line, shown] of [
      ["[1]", '"[1]"'],
      ['{"a":', '"{\\"a\\":"'],
    ] as const)
      expect(() => read(`{"step":1}\n${line}`, {}, "x.jsonl")).toThrow(
        `x.jsonl, line 2: must be an object in JSON, got ${shown}. Where the file is CSV, let its name end in .csv.`,
      );
  });

  test("a format that is none", () =>
    expect(() => read("", { format: "xml" } as object)).toThrow(
      'fromLogs({ format }): must be one of csv, jsonl, got "xml".',
    ));

  test("options that are none", () =>
    expect(() => read("", { metric: [] } as object)).toThrow(
      "fromLogs({ metric }): is not an option. The nearest is metrics (known: pattern, stage, keys, format, step, seconds, run, arm, seed, metrics, delimiter).",
    ));
});

test("the format that is given goes before the name", () => {
  const ofCsv = read("step,test_acc\n1,0.5\n", { format: "csv" }, "a/1.json");
  const ofJson = read('{"step":1,"test_acc":0.5}\n', { format: "jsonl" }, "a/1.log");
  expect(curves(ofCsv)).toEqual([[["test_acc", 1, 0.5]]]);
  expect(curves(ofJson)).toEqual(curves(ofCsv));
});

test.each(["csv", "jsonl"] as const)(
  "%s cut off or changed anywhere: rows or an error in three parts",
  (kind) => {
    const whole = fixture[kind];
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string({ maxLength: 3 }),
        (end, at, inserted) => {
          const text = `${whole.slice(0, Math.min(at, end))}${inserted}${whole.slice(Math.min(at, end), end)}`;
          try {
            const { points } = read(text, {}, `a/1.${kind}`);
            for (const { step, value } of points.flat())
              expect([Number.isSafeInteger(step), typeof value]).toEqual([true, "number"]);
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
            expect((error as DataError).message).toMatch(/^(a\/1\.\w+|fromLogs).*: .+\.$/s);
          }
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  },
);

test("objects in objects have one name each, of some length", () => {
  const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  expect(() => read(`{"x":${deep}}`, {}, "x.jsonl")).toThrow(
    "x.jsonl, line 1: names of objects in objects have at most 200 characters.",
  );
  expect(() => read('{"a":{"b":1},"a/b":2}', {}, "x.jsonl")).toThrow(
    'x.jsonl, line 1: columns must have different names, got "a/b" twice.',
  );
});
