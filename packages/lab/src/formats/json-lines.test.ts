import fc from "fast-check";
import { DataError } from "glissade";
import { describe, expect, test } from "vitest";
import { fromJsonLines, type Row, toJsonLines } from "./json-lines.ts";

const text = fc.string({ unit: "grapheme" });
const number = fc.double();
const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
const integer = fc.maxSafeInteger();
const states = ["queued", "running", "stale", "failed", "diverged", "done"] as const;
const counts = fc.record({
  ...{ queued: fc.nat(), running: fc.nat(), stale: fc.nat() },
  ...{ failed: fc.nat(), diverged: fc.nat(), done: fc.nat() },
});

const study = fc.record(
  {
    ...{
      id: integer,
      name: text,
      description: json,
      reading: json,
      source: text,
      hash: text,
      created: time,
      runs: counts,
    },
    ...{ updated: time, tags: fc.array(text), notes: text, archived: fc.boolean() },
  },
  {
    requiredKeys: [
      "id",
      "name",
      "description",
      "hash",
      "created",
      "runs",
      "updated",
      "tags",
      "notes",
      "archived",
    ],
  },
);
const run = fc.record({
  ...{ id: integer, study: integer, seed: integer, stage: text, state: fc.constantFrom(...states) },
  configuration: fc.record({ arm: text, values: fc.dictionary(text, json) }),
  ...{ attempt: fc.nat(), crashes: fc.nat(), worker: fc.option(text), step: integer },
  ...{ started: fc.option(time), finished: fc.option(time), seconds: number },
  ...{ metrics: fc.dictionary(text, number), extra: json, error: fc.option(text), environment: json },
  ...{ tags: fc.array(text), notes: text },
});
const point = fc.record({ run: integer, key: text, step: integer, value: number, seconds: number });
const row: fc.Arbitrary<Row> = fc.oneof(
  study.map((study) => ({ study })),
  run.map((run) => ({ run })),
  point.map((point) => ({ point })),
);

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const written = async (rows: Iterable<Row>) => (await collect(toJsonLines(rows))).join("");
const read = (parts: Iterable<string | Uint8Array>) => collect(fromJsonLines(parts, { where: "f" }));

/** A text in bytes, cut at these places. */
function cut(whole: string, places: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(whole);
  const at = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.slice(at[index - 1] ?? 0, end));
}

test("rows come back as they were, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row), fc.array(fc.nat()), async (rows, places) => {
      expect(await read(cut(await written(rows), places))).toEqual(rows);
    }),
    { seed: 7 },
  );
});

test("an object's names stay names", async () => {
  const metrics = JSON.parse('{"__proto__": 1, "constructor": 2}');
  const [sample] = fc.sample(run, { seed: 1, numRuns: 1 });
  const [back] = await read([await written([{ run: { ...sample!, metrics } }])]);
  expect(JSON.stringify(back)).toContain('"metrics":{"__proto__":1,"constructor":2}');
});

test("rows pass through without being kept", async () => {
  const total = 50_000;
  let [made, seen, most] = [0, 0, 0];
  function* rows(): Generator<Row> {
    for (; made < total; made++)
      yield { point: { run: 1, key: "train/loss", step: made, value: made / 3, seconds: made } };
  }
  for await (const _ of fromJsonLines(toJsonLines(rows()))) most = Math.max(most, made - ++seen);
  expect(seen).toBe(total);
  expect(most).toBeLessThan(2000);
});

describe("damaged files", () => {
  const good = '{"point":{"run":1,"key":"a","step":2,"value":3,"seconds":4}}';

  test.each([
    [
      "\n{}",
      'f, line 2: must be an object with one name, study, run, point, version or rows, got "{}". Logs of other programs are read by fromLogs.',
    ],
    [
      '{"step":1}',
      'f, line 1: must be an object with one name, study, run, point, version or rows, got "{\\"step\\":1}". Logs of other programs are read by fromLogs.',
    ],
    [
      `${good}\n{"po`,
      'f, line 2: must be JSON, got "{\\"po". The file is damaged or cut off: copy it again.',
    ],
    [
      '{"version":1}',
      "f, line 1: the version of the format must be 2, got 1. Export the runs again, or read the file with the version of Glissade that wrote it.",
    ],
    [
      `{"version":2}\n${good}`,
      "f, line 3: must be the number of rows, got the end of the file. The file is damaged or cut off: copy it again.",
    ],
    [
      `{"version":2}\n${good}\n{"rows":2}`,
      "f, line 3: must come after 2 rows, got 1. The file is damaged or cut off: copy it again.",
    ],
    [
      `{"version":2}\n${good}\n{"version":2}`,
      "f, line 3: must be the number of rows, got another version. The file is damaged or cut off: copy it again.",
    ],
    [
      `{"version":2}\n{"rows":0}\n${good}`,
      "f, line 3: must be the version of the next rows, got a row. The file is damaged or cut off: copy it again.",
    ],
    ['{"point":[]}', "f, line 1: point must be an object, got []."],
    [good.replace('"step":2', '"step":2.5'), "f, line 1: point.step must be a whole number, got 2.5."],
    [
      good.replace('"value":3', '"value":"three"'),
      'f, line 1: point.value must be a number, "NaN", "Infinity" or "-Infinity", got "three".',
    ],
    [
      good.replace('"step":2', '"stp":2'),
      'f, line 1: a point has no field "stp". The nearest is step (known: run, key, step, value, seconds).',
    ],
    [
      good.replace(',"seconds":4', ""),
      'f, line 1: point.seconds must be a number, "NaN", "Infinity" or "-Infinity", got nothing.',
    ],
  ])("%j", async (lines, message) => {
    await expect(read([lines])).rejects.toThrow(message);
    await expect(read([lines])).rejects.toBeInstanceOf(DataError);
  });

  test("bytes that are no UTF-8", () =>
    expect(read([`${good}\n`, Uint8Array.of(0x22, 0xff)])).rejects.toThrow(
      "f, line 2: must be UTF-8. Save the file in UTF-8.",
    ));

  test("cut off or with flipped bits: rows or an error in three parts", async () => {
    const rows = fc.sample(row, { seed: 3, numRuns: 6 });
    const bytes = new TextEncoder().encode(await written(rows));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length - 1), fc.nat(255), async (end, at, mask) => {
        const broken = bytes.slice(0, end);
        if (at < end) broken[at]! ^= mask;
        const found: unknown = await read([broken]).catch((error: unknown) => error);
        const isCut = at >= end && end > 16 && end < bytes.length - 1;
        if (isCut) expect(found).toBeInstanceOf(DataError);
        if (found instanceof Error) expect(found.message).toMatch(/^f, line \d+: .+\.$/s);
        if (found instanceof Error) expect(found).toBeInstanceOf(DataError);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

test("options that are none are errors", () =>
  expect(collect(fromJsonLines([], { wher: "f" } as object))).rejects.toThrow(
    "fromJsonLines({ wher }): is not an option. The nearest is where (known: where).",
  ));
