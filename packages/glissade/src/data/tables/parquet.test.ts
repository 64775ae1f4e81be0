import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { DataError } from "../../errors.ts";
import fixtures from "./fixtures/parquet.json" with { type: "json" };
import { parseParquet } from "./parquet.ts";
import type { ParquetOptions } from "./parquet-options.ts";
import { columnOf } from "./table.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const { values, files, gaps, others } = fixtures;

const dtypes = {
  ...{ bool: "bool", town: "int32", day: "float64" },
  ...{ milliseconds: "float64", microseconds: "float64", nanoseconds: "float64" },
};

describe.each(Object.entries(files))("pyarrow's file: %s", (_, file) => {
  test("values of every type", async () => {
    const { columns, length } = await parseParquet(bytesOf(file));
    expect(length).toBe(50);
    for (const { name, values: read } of columns) {
      const expected = values[name as keyof typeof values];
      const plain =
        typeof read.data[0] === "bigint" ? Array.from(read.data, String) : Array.from(read.data, Number);
      expect(plain, name).toEqual(expected);
      expect(read.dtype).toBe(dtypes[name as keyof typeof dtypes] ?? name);
      expect(read.shape).toEqual([50]);
    }
  });
});

test("texts are categories, sorted or in a given order", async () => {
  const sorted = await parseParquet(bytesOf(files.zstd), { columns: ["town"] });
  expect(columnOf(sorted, "town")).toMatchObject({ type: "category", categories: ["Bonn", "Köln", "Ulm"] });
  const categories = { town: ["Ulm", "Köln", "Bonn", "Jena"] };
  const given = await parseParquet(bytesOf(files.zstd), { columns: ["town"], categories });
  const codes = columnOf(given, "town").values.data;
  expect([...codes]).toEqual(values.town.map((code) => 2 - code));
});

test("missing values are imputed", async () => {
  const impute = { x: "mean", n: 7, town: "most frequent" } as const;
  const { columns } = await parseParquet(bytesOf(gaps.file), { impute });
  const [x, n, town] = columns;
  expect(x!.imputed).toEqual({ count: 1, method: "mean", value: gaps.mean });
  expect([...x!.values.data]).toEqual([1.5, gaps.mean, 2.5, 4]);
  expect(n!.values).toEqual({ dtype: "int32", shape: [4], data: Int32Array.of(1, 2, 7, 2) });
  expect(town!.imputed).toEqual({ count: 1, method: "most frequent", value: gaps.mostFrequent });
  expect([...town!.values.data]).toEqual([1, 1, 0, 1]);
});

test("decimals are float64", async () => {
  const { columns } = await parseParquet(bytesOf(fixtures.decimals), { impute: 0 });
  expect(columns.map(({ values }) => values.dtype)).toEqual(["float64", "float64", "float64"]);
  for (const { values } of columns)
    expectClose([...values.data].map(Number), [1.25, -300.75, 0.01, 0], 1e-15);
});

test("columns that are named twice, and unknown ones of other options", async () => {
  const parse = (options: ParquetOptions) => parseParquet(none, { where: "a.parquet", ...options });
  await expect(parse({ columns: ["day", "town", "day"] })).rejects.toThrow(
    'parseParquet({ columns }): columns must have different names, got "day" as number 1 and 3.',
  );
  await expect(parse({ columns: ["day"], impute: { dya: 1 } })).rejects.toThrow(
    'a.parquet: has no column "dya". The nearest is day',
  );
  await expect(parse({ columns: ["day"], categories: { twon: [] } })).rejects.toThrow(
    'a.parquet: has no column "twon". The nearest is town',
  );
});

test("no rows", async () => {
  const { length, columns } = await parseParquet(bytesOf(others.empty));
  expect([length, columns[0]!.values]).toEqual([
    0,
    { dtype: "float32", shape: [0], data: new Float32Array() },
  ]);
});

const none = bytesOf(files.none);

test.each<[string, Uint8Array, ParquetOptions, string]>([
  [
    "a null",
    bytesOf(gaps.file),
    {},
    ', row 1, column "x": is missing, got null. Complete the file, or pass impute: { "x": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
  [
    "NaN",
    bytesOf(gaps.nan),
    {},
    ', row 1, column "x": is missing, got NaN. Complete the file, or pass impute: { "x": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
  [
    "infinity",
    bytesOf(gaps.nan),
    { columns: ["y"] },
    ', row 2, column "y": must be finite, got Infinity. Mend the row, or leave it out.',
  ],
  [
    "an unknown column",
    none,
    { columns: ["twon"] },
    ': has no column "twon". The nearest is town (columns: int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, bool, town, day, milliseconds, microseconds, nanoseconds).',
  ],
  [
    "an unknown category",
    none,
    { columns: ["town"], categories: { town: ["Ulm", "Bonn"] } },
    `, row ${values.town.indexOf(1)}, column "town": expected one of the 2 categories, got "Köln".`,
  ],
  [
    "nothing",
    new Uint8Array(),
    {},
    ": not a Parquet file: it must end with PAR1, got nothing. Write it again, or read it with the reader of its format.",
  ],
  [
    "another kind",
    new TextEncoder().encode("x,y\n1,2"),
    {},
    ': not a Parquet file: it must end with PAR1, got "\\n1,2". Write it again, or read it with the reader of its format.',
  ],
  [
    "truncated at its end",
    none.subarray(0, none.length - 100),
    {},
    `: not a Parquet file: it must end with PAR1, got ${JSON.stringify(String.fromCharCode(...none.subarray(none.length - 104, none.length - 100)))}. Write it again, or read it with the reader of its format.`,
  ],
  [
    "lists",
    bytesOf(others.list),
    {},
    ', column "a": must hold numbers, booleans, texts, dates or timestamps, got type LIST. Leave it out: name the others in columns.',
  ],
  [
    "structures",
    bytesOf(others.struct),
    {},
    ', column "a": must hold numbers, booleans, texts, dates or timestamps, got type nested. Leave it out: name the others in columns.',
  ],
  [
    "bytes",
    bytesOf(others.binary),
    {},
    ', column "a": must hold numbers, booleans, texts, dates or timestamps, got type BYTE_ARRAY. Leave it out: name the others in columns.',
  ],
  [
    "times",
    bytesOf(others.time),
    {},
    ', column "a": must hold numbers, booleans, texts, dates or timestamps, got type TIME. Leave it out: name the others in columns.',
  ],
])("%s", async (_, bytes, options, message) => {
  await expect(parseParquet(bytes, { where: "a.parquet", ...options })).rejects.toThrow(
    expect.objectContaining({ message: `a.parquet${message}`, code: "DATA" }),
  );
});

test("a damaged footer gives no other number of rows, and no words of the library", async () => {
  const whole = none;
  const { length } = await parseParquet(whole);
  const view = new DataView(whole.buffer, whole.byteOffset);
  const start = whole.length - 8 - view.getUint32(whole.length - 8, true);
  // 161 is in the number of rows
  const places = [start + 161, ...Array.from({ length: 80 }, (_, index) => start + 23 * index)];
  for (const [index, at] of places.entries()) {
    if (at >= whole.length - 8) break;
    const damaged = whole.slice();
    damaged[at]! ^= [0x01, 0x10, 0xff][index % 3]!;
    const outcome = await parseParquet(damaged).catch((error: unknown) => error);
    if (!(outcome instanceof DataError)) expect(outcome).toMatchObject({ length });
    else expect(outcome.message).not.toMatch(/column undefined|BigInt|properties/);
  }
});
