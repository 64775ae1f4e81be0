/** @file Errors of data name the function that was called, whichever function found the fault. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  batches,
  findLearningRate,
  impute,
  losses,
  nn,
  optim,
  paddedBatches,
  rescale,
  splitData,
  standardize,
  streamedBatches,
  windows,
} from "glissade";
import { parseCsv, parseParquet } from "glissade/data";
import { csvChunks, parquetChunks, readCsv, readParquet } from "glissade/files";
import { describe, expect, it } from "vitest";
import fixtures from "../../packages/glissade/src/data/tables/fixtures/parquet.json" with { type: "json" };

const folder = mkdtempSync(join(tmpdir(), "glissade-callers-"));
const [csv, parquet] = [join(folder, "t.csv"), join(folder, "t.parquet")];
const bytes = new Uint8Array(Buffer.from(Object.values(fixtures.files)[0]!, "base64"));
writeFileSync(csv, "a,b\n1,2\n");
writeFileSync(parquet, bytes);

const firstOf = async (items: AsyncIterable<unknown>) => {
  for await (const item of items) return item;
};

/** Readers of tables, each with the options of all. */
const readers: readonly (readonly [string, (options: object) => unknown])[] = [
  ["parseCsv", (options) => parseCsv("a,b\n1,2\n", options)],
  ["readCsv", (options) => readCsv(csv, options)],
  ["csvChunks", (options) => firstOf(csvChunks(csv, options))],
  ["parseParquet", (options) => parseParquet(bytes, options)],
  ["readParquet", (options) => readParquet(parquet, options)],
  ["parquetChunks", (options) => firstOf(parquetChunks(parquet, options))],
];

const messageOf = async (call: () => unknown): Promise<string> => {
  try {
    await call();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};

describe.each(readers)("%s", (name, read) => {
  it.each<[string, object]>([
    ["must be a list of texts, got 5.", { columns: 5 }],
    ['columns must have different names, got "a" as number 1 and 2.', { columns: ["a", "a"] }],
  ])("names itself: %s", async (rule, options) =>
    expect(await messageOf(() => read(options))).toBe(`${name}({ columns }): ${rule}`),
  );

  it("names the column of a method", async () =>
    expect(await messageOf(() => read({ impute: { a: "mode" } }))).toBe(
      `${name}({ impute: { a } }): must be "mean", "median", "most frequent", "keep", a number, got "mode".`,
    ));
});

it.each(["parseCsv", "readCsv", "csvChunks"])("%s names itself for a delimiter", async (name) => {
  const [, read] = readers.find(([own]) => own === name)!;
  expect(await messageOf(() => read({ delimiter: '"' }))).toBe(
    `${name}({ delimiter }): must be text without quotes and line breaks, got "\\"".`,
  );
});

const wide = { dtype: "uint64", shape: [2, 1], data: new BigUint64Array(2) } as const;

it.each<[string, () => unknown]>([
  ["batches(data)", () => batches({ x: wide }, { size: 1 })],
  ["standardize(rows)", () => standardize(wide)],
  ["rescale(rows)", () => rescale(wide)],
  ["impute(rows)", () => impute(wide)],
  ["windows(series)", () => windows(wide, { size: 1 })],
  ["splitData(data)", () => splitData({ x: wide })],
  ["paddedBatches(data): x, sequence 0", () => paddedBatches({ x: [wide], y: [0] }, { size: 1 })],
  ["streamedBatches(chunks)", () => firstOf(streamedBatches(() => [{ x: wide }], { size: 1 })(0))],
])("%s names itself for arrays that are no tensors", async (where, call) =>
  expect(await messageOf(call)).toMatch(
    new RegExp(`^${where.replace(/[()]/g, "\\$&")}: needs arrays of .*, got uint64\\.`),
  ),
);

it("standardize tells what to read of a source", () => {
  const source = { length: 9, rows: () => ({ x: [[1]] }) };
  expect(() => standardize(source as never)).toThrow(
    "standardize(rows): must be rows in memory, got a source of 9 rows. Read some of its rows first: const { x } = await source.rows(indices).",
  );
});

it("findLearningRate names itself for data and loss", async () => {
  const how = {
    loss: losses.meanSquaredError,
    optimizer: (learningRate: never) => optim.sgd({ learningRate }),
  };
  const search = (options: object) =>
    messageOf(() => findLearningRate(nn.linear(1), { ...how, ...options } as never));
  expect(await search({ data: 5 })).toBe(
    "findLearningRate({ data }): must be a list of batches or a function from epochs to batches such as batches(data, { size: 64 }), got 5.",
  );
  const data = batches({ x: [[1], [2]], y: new Int32Array([0, 5]) }, { size: 2 });
  expect(await search({ data, loss: losses.softmaxCrossEntropy })).toMatch(
    /^findLearningRate\(\{ data \}\): y, row 1: label 5 /,
  );
});
