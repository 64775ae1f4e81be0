import { expect, test } from "vitest";
import { parseCsv } from "./csv.ts";

test("a table with names, quotes, a byte order mark, blank lines and spaces", () => {
  const { columns, values } = parseCsv('\ufeffx,"a, b"\r\n1, 2.5\r\n\r\n"-3e2",4\r\n', { where: "t.csv" });
  expect(columns).toEqual(["x", "a, b"]);
  expect(values).toEqual({ dtype: "float64", shape: [2, 2], data: new Float64Array([1, 2.5, -300, 4]) });
});

test("chosen columns, in the order asked for; the others need not be numbers", () => {
  const { values } = parseCsv("name,x,y\nann,1,2\nbob,3,4", { where: "t.csv", columns: ["y", "x"] });
  expect([...values.data]).toEqual([2, 1, 4, 3]);
});

test("no names, another delimiter", () => {
  const table = parseCsv("1\t2\n3\t4", { where: "t.tsv", header: false, delimiter: "\t" });
  expect(table.columns).toEqual(["1", "2"]);
  expect([...table.values.data]).toEqual([1, 2, 3, 4]);
});

test("nothing but names", () => {
  expect(parseCsv("x,y\n", { where: "t.csv" }).values.shape).toEqual([0, 2]);
});

test.each([
  ["x,y\n1,2\n\n3,four\n", 't.csv, line 4, column "y": expected a number, got "four".'],
  ["x,y\n1,\n", 't.csv, line 2, column "y": expected a number, got "".'],
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
    't.csv: has no column "z", only "x", "y".',
  );
});

test.each([
  ["x,x\n1,2\n3,4", {}, 't.csv: header: columns must have different names, got "x" as number 1 and 2.'],
  ["x,y,\n1,2,\n", {}, 't.csv, line 2, column "": expected a number, got "".'],
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
  if (message === undefined) expect(parse().values.shape).toEqual([1, 0]);
  else expect(parse).toThrow(expect.objectContaining({ message }));
});

test("lines count from the record's first, cells with line breaks too", () => {
  expect(() => parseCsv('"a\r\nb",y\r\n1,2\r\n3,z', { where: "t.csv" })).toThrow(
    't.csv, line 4, column "y": expected a number, got "z".',
  );
});

test("nothing at all, and blank lines alone", () => {
  for (const text of ["", "\ufeff", "\n\r\n  \r"])
    expect(parseCsv(text, { where: "t.csv" }).values.shape).toEqual([0, 0]);
});

test("text without a name is named after the function in errors", () => {
  expect(() => parseCsv("x,x\n1,2")).toThrow(
    'parseCsv: header: columns must have different names, got "x" as number 1 and 2.',
  );
});
