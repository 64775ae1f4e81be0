import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fixtures from "../data/tables/fixtures/parquet.json" with { type: "json" };
import { columnOf, type Table } from "../data/tables/table.ts";
import { csvChunks, readCsv } from "./csv.ts";
import { parquetChunks, readParquet } from "./parquet.ts";

let folder: string;
let csv: string;
let parquet: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-"));
  csv = join(folder, "t.csv");
  parquet = join(folder, "t.parquet");
  // Longer than what is read at once, with a character of two bytes on the border.
  const rows = Array.from({ length: 100_000 }, (_, row) => `${row},"ä${row % 7}",${row / 4}`);
  await writeFile(csv, `x,town,y\n${rows.join("\n")}\n`);
  await writeFile(parquet, Buffer.from(fixtures.files.zstd, "base64"));
});
afterAll(() => rm(folder, { recursive: true }));

const towns = ["ä0", "ä1", "ä2", "ä3", "ä4", "ä5", "ä6"];

async function tablesOf(chunks: AsyncIterable<Table>): Promise<Table[]> {
  const tables: Table[] = [];
  for await (const table of chunks) tables.push(table);
  return tables;
}

const joined = (tables: readonly Table[], name: string) =>
  tables.flatMap((table) => Array.from(columnOf(table, name).values.data, Number));

describe("CSV", () => {
  test("chunks are the table, in every loop over them", async () => {
    const whole = await readCsv(csv, { types: { town: "category" } });
    const chunks = csvChunks(csv, { rows: 30_000, types: { town: towns } });
    for (const tables of [await tablesOf(chunks), await tablesOf(chunks)]) {
      expect(tables.map(({ length }) => length)).toEqual([30_000, 30_000, 30_000, 10_000]);
      for (const { name, values } of whole.columns)
        expect(joined(tables, name)).toEqual(Array.from(values.data, Number));
    }
  });

  test("errors name the line in the file", async () => {
    const path = join(folder, "wrong.csv");
    await writeFile(path, `x\n${"1\n".repeat(5000)}two\n`);
    await expect(tablesOf(csvChunks(path))).rejects.toThrow(
      `${path}, line 5002, column "x": expected a number, got "two".`,
    );
  });

  test("a quote that is not closed", async () => {
    const path = join(folder, "open.csv");
    await writeFile(path, `x\n1\n"2\n`);
    await expect(tablesOf(csvChunks(path))).rejects.toThrow(`${path}, line 3: a quote is not closed.`);
  });

  test("what one chunk does not know is asked for", () => {
    expect(() => csvChunks(csv, { impute: { y: "mean" } })).toThrow(
      'csvChunks({ impute }): must be numbers or "keep", since the mean of a chunk is not that of the file, got "mean". Read the file whole, or a part of it, to find the numbers.',
    );
    expect(() => csvChunks(csv, { types: { town: "category" } })).toThrow(
      'csvChunks({ types }): needs the categories of column "town", which one chunk does not know. Pass their names, or leave the column out: name the others in columns.',
    );
    expect(() => csvChunks(csv, { rows: 0 })).toThrow(
      "csvChunks({ rows }): must be a positive integer, got 0.",
    );
    expect(() => csvChunks(`${csv}x`)).toThrow(`${csv}x: no such file. Check the path.`);
  });
});

describe("Parquet", () => {
  const categories = { town: ["Bonn", "Köln", "Ulm"] };

  test("chunks are the table, one for each group of rows", async () => {
    const whole = await readParquet(parquet, { categories });
    const chunks = parquetChunks(parquet, { categories });
    for (const tables of [await tablesOf(chunks), await tablesOf(chunks)]) {
      expect(tables.map(({ length }) => length)).toEqual([20, 20, 10]);
      for (const { name, values } of whole.columns)
        expect(joined(tables, name)).toEqual(Array.from(values.data, Number));
    }
  });

  test("errors name the row in the file", async () => {
    const row = fixtures.values.town.lastIndexOf(1);
    const some = { columns: ["town"], categories: { town: ["Bonn", "Ulm"] } };
    const first = fixtures.values.town.indexOf(1);
    expect(row).toBeGreaterThan(first);
    await expect(tablesOf(parquetChunks(parquet, some))).rejects.toThrow(
      `${parquet}, row ${first}, column "town": expected one of the 2 categories, got "Köln".`,
    );
  });

  test("a file that is cut while it is read", async () => {
    const path = join(folder, "cut.parquet");
    await writeFile(path, Buffer.from(fixtures.files.none, "base64"));
    const chunks = parquetChunks(path, { columns: ["nanoseconds"] })[Symbol.asyncIterator]();
    await chunks.next();
    await truncate(path, 100);
    await expect(chunks.next()).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /cut\.parquet: truncated: needs \d+ bytes from byte \d+ on, got 0\. Fetch the file again\.$/,
        ),
      }),
    );
  });

  test("what one chunk does not know is asked for", async () => {
    expect(() => parquetChunks(parquet, { impute: "median" })).toThrow(
      'parquetChunks({ impute }): must be numbers or "keep", since the median of a chunk is not that of the file, got "median". Read the file whole, or a part of it, to find the numbers.',
    );
    await expect(tablesOf(parquetChunks(parquet))).rejects.toThrow(
      'parquetChunks({ categories }): needs the categories of column "town", which one chunk does not know. Pass their names, or leave the column out: name the others in columns.',
    );
    expect(() => parquetChunks(folder)).toThrow(`${folder}: is a directory, not a file. Check the path.`);
  });
});
