import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
import type { CsvOptions } from "./csv-options.ts";
import { csvRecords } from "./csv-records.ts";
import pandas from "./fixtures/csv.json" with { type: "json" };
import { columnOf, matrixOf, type Table } from "./table.ts";

const numbersOf = (table: Table) => matrixOf(table, { dtype: "float64" });
const namesOf = ({ columns }: Table) => columns.map(({ name }) => name);

test("a table with names, quotes, a byte order mark, blank lines and spaces", () => {
  const table = parseCsv('\ufeffx,"a, b"\r\n1, 2.5\r\n\r\n"-3e2",4\r\n', { where: "t.csv" });
  expect(namesOf(table)).toEqual(["x", "a, b"]);
  expect(numbersOf(table)).toEqual({
    dtype: "float64",
    shape: [2, 2],
    data: new Float64Array([1, 2.5, -300, 4]),
  });
});

test("chosen columns, in the order asked for; the others need not be numbers", () => {
  const table = parseCsv("name,x,y\nann,1,2\nbob,3,4", { where: "t.csv", columns: ["y", "x"] });
  expect([...numbersOf(table).data]).toEqual([2, 1, 4, 3]);
});

test("no names, another delimiter", () => {
  const table = parseCsv("1\t2\n3\t4", { where: "t.tsv", header: false, delimiter: "\t" });
  expect(namesOf(table)).toEqual(["1", "2"]);
  expect([...numbersOf(table).data]).toEqual([1, 2, 3, 4]);
});

test("nothing but names", () => {
  expect(numbersOf(parseCsv("x,y\n", { where: "t.csv" })).shape).toEqual([0, 2]);
});

test.each([
  ["x,y\n1,2\n\n3,four\n", 't.csv, line 4, column "y": expected a number, got "four".'],
  [
    "x,y\n1,\n",
    't.csv, line 2, column "y": is missing, got "". Complete the file, or pass impute: { "y": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
])("a cell that is not a number: %j", (text, message) => {
  expect(() => parseCsv(text, { where: "t.csv" })).toThrow(message);
});

test("a row that is too short", () => {
  expect(() => parseCsv("x,y\n1\n", { where: "t.csv" })).toThrow(
    "t.csv, line 2: expected 2 cells, as in the first line, got 1.",
  );
});

test("a column that is not there", () => {
  expect(() => parseCsv("x,y\n1,2", { where: "t.csv", columns: ["z"] })).toThrow(
    't.csv: has no column "z". Columns: x, y.',
  );
});

test.each([
  ["x,x\n1,2\n3,4", {}, 't.csv: header: columns must have different names, got "x" as number 1 and 2.'],
  [
    "x,y,\n1,2,\n",
    {},
    't.csv, line 2, column "": is missing, got "". Complete the file, or pass impute: { "": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
  ["x, \n,\n", { columns: [] }, undefined],
  [
    "x,y\n1,2",
    { columns: ["y", "x", "y"] },
    'parseCsv({ columns }): columns must have different names, got "y" as number 1 and 3.',
  ],
  ["x,y\n1,2,3\n", {}, "t.csv, line 2: expected 2 cells, as in the first line, got 3."],
  ['x\n"1\n', {}, "t.csv, line 2: a quote is not closed."],
  [
    'x\n1\n"1"2\n',
    {},
    "t.csv, line 3: after a closing quote expected a delimiter or the end of the line. Double the quotes inside of cells.",
  ],
  ["x\n0x10", {}, 't.csv, line 2, column "x": expected a number, got "0x10".'],
  ["x\nInfinity", {}, 't.csv, line 2, column "x": expected a number, got "Infinity".'],
  ["x\n1e999", {}, 't.csv, line 2, column "x": expected a number, got "1e999".'],
  [
    "x\n1",
    { delimiter: "" },
    'parseCsv({ delimiter }): must be text without quotes and line breaks, got "".',
  ],
])("%j with %j", (text, options, message) => {
  const parse = () => parseCsv(text, { where: "t.csv", ...options });
  if (message === undefined) expect(numbersOf(parse()).shape).toEqual([1, 0]);
  else expect(parse).toThrow(expect.objectContaining({ message }));
});

test("lines count from the record's first, cells with line breaks too", () => {
  expect(() => parseCsv('"a\r\nb",y\r\n1,2\r\n3,z', { where: "t.csv" })).toThrow(
    't.csv, line 4, column "y": expected a number, got "z".',
  );
});

test("nothing at all, and blank lines alone", () => {
  for (const text of ["", "\ufeff", "\n\r\n  \r"])
    expect(numbersOf(parseCsv(text, { where: "t.csv" })).shape).toEqual([0, 0]);
});

test("text without a name is named after the function in errors", () => {
  expect(() => parseCsv("x,x\n1,2")).toThrow(
    'parseCsv: header: columns must have different names, got "x" as number 1 and 2.',
  );
});

describe("types and missing cells, as pandas has them", () => {
  const types = { day: "date", town: "category", rooms: "integer", "sold, or not": "boolean" } as const;
  const impute = {
    town: "most frequent",
    rooms: "most frequent",
    price: "mean",
    "sold, or not": "most frequent",
  } as const;
  const table = parseCsv(pandas.text, { types, impute });
  const numbers = (name: string) => Array.from(columnOf(table, name).values.data, Number);

  test("dates are days since 1970 in UTC", () => expect(numbers("day")).toEqual(pandas.days));

  test("categories are sorted, and their codes are int32", () => {
    const { values, categories, imputed } = columnOf(table, "town");
    expect([categories, values.dtype]).toEqual([pandas.categories, "int32"]);
    expect(numbers("town")).toEqual(pandas.codes);
    expect(imputed).toEqual({ count: 1, method: "most frequent", value: pandas.mostFrequentTown });
  });

  test("integers and booleans", () => {
    expect(columnOf(table, "rooms").values).toEqual({
      dtype: "int32",
      shape: [5],
      data: Int32Array.of(3, 2, 2, 2, 5),
    });
    expect(columnOf(table, "rooms").imputed?.value).toBe(pandas.mostFrequentRooms);
    expect(columnOf(table, "sold, or not").values.dtype).toBe("bool");
    expect(numbers("sold, or not")).toEqual(pandas.sold);
  });

  test("means, medians and given numbers", () => {
    expect(columnOf(table, "price").imputed).toEqual({ count: 1, method: "mean", value: pandas.meanPrice });
    const price = (method: "median" | number) =>
      columnOf(parseCsv(pandas.text, { columns: ["price"], impute: method }), "price");
    expect(price("median").imputed?.value).toBe(pandas.medianPrice);
    expect(price(7).values.data[2]).toBe(7);
  });

  test("a column without gaps says nothing", () =>
    expect(columnOf(table, "day")).not.toHaveProperty("imputed"));
});

test("categories that are given have their order", () => {
  const table = parseCsv("t\nlow\nhigh", { types: { t: ["low", "middle", "high"] } });
  expect([...columnOf(table, "t").values.data]).toEqual([0, 2]);
});

test("an odd median, and texts that count as missing", () => {
  const table = parseCsv("x\n3\n?\n1\n2", { missing: ["?"], impute: "median" });
  expect([...columnOf(table, "x").values.data]).toEqual([3, 2, 1, 2]);
});

test.each<[string, CsvOptions, string]>([
  [
    "x\nNaN",
    {},
    't.csv, line 2, column "x": is missing, got "NaN". Complete the file, or pass impute: { "x": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
  [
    "x,t\n1,Ulm\n2,",
    { types: { t: "category" } },
    't.csv, line 3, column "t": is missing, got "". Complete the file, or pass impute: { "t": "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split.',
  ],
  [
    "x\n1\n2.5",
    { types: { x: "integer" } },
    't.csv, line 3, column "x": expected an integer of 32 bits, got "2.5".',
  ],
  [
    "x\n3000000000",
    { types: { x: "integer" } },
    't.csv, line 2, column "x": expected an integer of 32 bits, got "3000000000".',
  ],
  [
    "x\nmaybe",
    { types: { x: "boolean" } },
    't.csv, line 2, column "x": expected true or false, got "maybe".',
  ],
  [
    "d\n2026-02-30",
    { types: { d: "date" } },
    't.csv, line 2, column "d": expected a date such as 2026-11-26, or with a time, 2026-11-26T18:30:00Z, got "2026-02-30".',
  ],
  [
    "d\n2026-02-03T25:00",
    { types: { d: "date" } },
    't.csv, line 2, column "d": expected a date such as 2026-11-26, or with a time, 2026-11-26T18:30:00Z, got "2026-02-03T25:00".',
  ],
  [
    "d\n2026-02-03T05:00+99:00",
    { types: { d: "date" } },
    't.csv, line 2, column "d": expected a date such as 2026-11-26, or with a time, 2026-11-26T18:30:00Z, got "2026-02-03T05:00+99:00".',
  ],
  [
    "t\nBon",
    { types: { t: ["Bonn", "Ulm"] } },
    't.csv, line 2, column "t": expected one of the 2 categories, got "Bon". Categories: Bonn, Ulm.',
  ],
  [
    "t\na",
    { types: { t: ["a", "b", "a"] } },
    'parseCsv({ types: { t } }): categories must have different names, got "a" as number 1 and 3.',
  ],
  [
    "price\n1",
    { types: { prize: "integer" } },
    't.csv: has no column "prize". The nearest is price (columns: price).',
  ],
  ["price\n1", { impute: { x: "mean" } }, 't.csv: has no column "x". Columns: price.'],
  [
    "x,y\n1,\n2,",
    { impute: "median" },
    't.csv, column "y": has no value to take the median of. Leave the column out, or impute a number.',
  ],
  [
    "x\n1\nNA\n2",
    { types: { x: "integer" }, impute: "mean" },
    't.csv, column "x": must hold integers, got 1.5, the mean, for missing cells. Impute "most frequent", or read the column as "number".',
  ],
  [
    "t\na\nNA",
    { types: { t: "category" }, impute: "mean" },
    'parseCsv({ impute }): must be "most frequent" for "t", a column of type "category" with missing cells (the first in row 1), got "mean". Choose by column: impute: { "t": "most frequent" }, or complete the file.',
  ],
])("%j with %j", (text, options, message) => {
  expect(() => parseCsv(text, { where: "t.csv", ...options })).toThrow(expect.objectContaining({ message }));
});

describe("columns of tables", () => {
  const table = parseCsv("x,t\n1,a\n2,b\n3,c", { types: { t: "category" } });

  test("that are not there", () =>
    expect(() => matrixOf(table, { columns: ["y"] })).toThrow('matrixOf: has no column "y". Columns: x, t.'));

  test("whose codes have no order", () =>
    expect(() => matrixOf(table)).toThrow(
      'matrixOf({ columns }): must be columns of numbers or of two categories, got "t" of 3 categories. Take its codes with columnOf, for an embedding or oneHot.',
    ));
});

test("a text in parts gives the same records", () => {
  const text = '\ufeffa,"b ""x""\r\n"\r\n1,2\r\r"3" ,"4"\n\n 5 ,6';
  const whole = [...csvRecords([text], "t.csv", ",")];
  expect(whole.map(({ line }) => line)).toEqual([1, 3, 5, 7]);
  for (let size = 1; size < text.length; size++) {
    const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    );
    expect([...csvRecords(parts, "t.csv", ",")]).toEqual(whole);
  }
});

test("delimiters of several characters in parts", () => {
  expect([...csvRecords(["a|", '|"b"|', "|c"], "t.csv", "||")]).toEqual([
    { line: 1, cells: ["a", "b", "c"] },
  ]);
});

describe("cells that are kept missing", () => {
  const text = "size,rooms,day,town\n50,2,2026-01-01,Ulm\n80,,,Bonn\n,4,2026-01-03,Ulm";
  const types = { rooms: "integer", day: "date", town: "category" } as const;

  test("are NaN, and integers then float64, as in pandas", () => {
    const table = parseCsv(text, { types, impute: "keep" });
    expect(columnOf(table, "size").values).toEqual({
      dtype: "float64",
      shape: [3],
      data: new Float64Array([50, 80, Number.NaN]),
    });
    expect(columnOf(table, "rooms")).toEqual({
      name: "rooms",
      type: "integer",
      values: { dtype: "float64", shape: [3], data: new Float64Array([2, Number.NaN, 4]) },
      imputed: { count: 1, method: "keep", value: Number.NaN },
    });
    expect(columnOf(table, "day").values.data[1]).toBeNaN();
    expect(columnOf(table, "town").values.dtype).toBe("int32");
  });

  test("are not those of categories", () =>
    expect(() => parseCsv('t\na\n""', { types: { t: "category" }, impute: "keep" })).toThrow(
      'parseCsv({ impute }): must be "most frequent" for "t", a column of type "category" with missing cells (the first in row 1), got "keep". Choose by column: impute: { "t": "most frequent" }, or complete the file.',
    ));
});
