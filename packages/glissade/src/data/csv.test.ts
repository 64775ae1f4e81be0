import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseCsv, readCsv } from "./csv.ts";

test("a table with names, quotes, a byte order mark, blank lines and spaces", () => {
  const { columns, values } = parseCsv('\ufeffx,"a, b"\r\n1, 2.5\r\n\r\n"-3e2",4\r\n', "t.csv");
  expect(columns).toEqual(["x", "a, b"]);
  expect(values).toEqual({ dtype: "float64", shape: [2, 2], data: new Float64Array([1, 2.5, -300, 4]) });
});

test("chosen columns, in the order asked for; the others need not be numbers", () => {
  const { values } = parseCsv("name,x,y\nann,1,2\nbob,3,4", "t.csv", { columns: ["y", "x"] });
  expect([...values.data]).toEqual([2, 1, 4, 3]);
});

test("no names, another delimiter", () => {
  const table = parseCsv("1\t2\n3\t4", "t.tsv", { header: false, delimiter: "\t" });
  expect(table.columns).toEqual(["1", "2"]);
  expect([...table.values.data]).toEqual([1, 2, 3, 4]);
});

test("nothing but names", () => {
  expect(parseCsv("x,y\n", "t.csv").values.shape).toEqual([0, 2]);
});

test.each([
  ["x,y\n1,2\n\n3,four\n", 't.csv, line 4, column "y": expected a number, got "four".'],
  ["x,y\n1,\n", 't.csv, line 2, column "y": expected a number, got "".'],
])("a cell that is not a number: %j", (text, message) => {
  expect(() => parseCsv(text, "t.csv")).toThrow(message);
});

test("a row that is too short", () => {
  expect(() => parseCsv("x,y\n1\n", "t.csv")).toThrow(
    "t.csv: Invalid Record Length: expect 2, got 1 on line 2.",
  );
});

test("a column that is not there", () => {
  expect(() => parseCsv("x,y\n1,2", "t.csv", { columns: ["z"] })).toThrow(
    't.csv: has no column "z", only "x", "y".',
  );
});

const airfoil = fileURLToPath(new URL("../../../../../shared/data/airfoil_self_noise.dat", import.meta.url));

// The airfoil data are not part of the project.
test.skipIf(!existsSync(airfoil))("NASA's airfoil data: 1503 rows of 6", async () => {
  const { values } = await readCsv(airfoil, { header: false, delimiter: "\t" });
  expect(values.shape).toEqual([1503, 6]);
  expect([...values.data.slice(0, 6)]).toEqual([800, 0, 0.3048, 71.3, 0.00266337, 126.201]);
});
