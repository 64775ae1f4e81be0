import { expect, test } from "vitest";
import type { NdArray } from "../nd-array.ts";
import { checkRows } from "./check-rows.ts";
import { zipRows } from "./zip-rows.ts";

const column: NdArray = { dtype: "float64", shape: [3, 1], data: Float64Array.of(1, 2, Infinity) };

test("a source that waits makes all wait", async () => {
  const late = { length: 3, rows: async () => column };
  const rows = zipRows({ x: late, y: column }).rows(Uint32Array.of(0, 1, 2));
  expect(rows).toBeInstanceOf(Promise);
  expect(await rows).toEqual({ x: column, y: column });
});

test.each([
  [{}, "zipRows(parts): must have as many rows, got no parts."],
  [{ x: 5 }, "zipRows(parts): x: must be a source of rows or an array with an axis 0, got 5."],
])("%j", (parts, message) => {
  expect(() => zipRows(parts as never)).toThrow(message);
});

test.each([
  [
    zipRows({ x: column }),
    "x, row 2, column 0: must be finite, got Infinity. Mend the row, or leave it out.",
  ],
  [
    { length: 3, rows: () => column },
    "row 2, column 0: must be finite, got Infinity. Mend the row, or leave it out.",
  ],
])("values in memory are found by their row", async (source, message) => {
  await expect(checkRows(source)).rejects.toThrow(message);
});

test("labels must be one for each row", async () => {
  const y: NdArray = { dtype: "int32", shape: [1, 1], data: Int32Array.of(0) };
  await expect(checkRows(zipRows({ y }), { classes: 2 })).rejects.toThrow(
    "checkRows: y: must have one label for each row, got shape [1,1].",
  );
});
