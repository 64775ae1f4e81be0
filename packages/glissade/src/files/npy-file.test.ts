import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import cases from "../data/fixtures/npy.json" with { type: "json" };
import { encodeNpy, parseNpy } from "../data/formats/npy.ts";
import type { NdArray } from "../data/nd-array.ts";
import { checkRows } from "../data/rows/check-rows.ts";
import { zipRows } from "../data/rows/zip-rows.ts";
import { openNpy } from "./npy-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: NdArray | string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  const isBytes = content instanceof Uint8Array;
  const bytes = typeof content === "string" ? Buffer.from(content, "base64") : content;
  await writeFile(path, isBytes || typeof content === "string" ? (bytes as Uint8Array) : encodeNpy(content));
  return path;
}

const rows = (...indices: number[]) => Uint32Array.from(indices);

const inRows = cases.filter(
  ({ shape, name }) => shape.length > 0 && !(name.includes(" F ") && shape.length > 1),
);

test.each(inRows)("rows of NumPy's $name", async ({ name, shape, bytes }) => {
  const whole = parseNpy(new Uint8Array(Buffer.from(bytes, "base64")), { where: name });
  const file = await openNpy(await write("a.npy", bytes));
  expect(file).toMatchObject({ length: shape[0], shape, dtype: whole.dtype });
  const all = Uint32Array.from({ length: file.length }, (_, row) => row);
  expect(file.rows(all)).toEqual(whole);
});

test("rows in any order, and more than once", async () => {
  const data = Float32Array.from({ length: 20 }, (_, i) => i);
  const file = await openNpy(await write("b.npy", { dtype: "float32", shape: [5, 2, 2], data }));
  const { shape, data: read } = file.rows(rows(4, 0, 1, 1, 2));
  expect(shape).toEqual([5, 2, 2]);
  expect([...read]).toEqual([16, 17, 18, 19, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(file.rows(rows())).toEqual({ dtype: "float32", shape: [0, 2, 2], data: new Float32Array() });
});

describe("refuses", () => {
  const twoByThree = cases.find(({ name }) => name === "<f4 [2, 3] C v1")!.bytes;
  const whole = new Uint8Array(Buffer.from(twoByThree, "base64"));

  test.each<[string, string | Uint8Array, string]>([
    [
      "Fortran order",
      cases.find(({ name }) => / F v1$/.test(name))!.bytes,
      "must be in C order, got Fortran order, whose rows are not in one piece. Save it with numpy.ascontiguousarray, or read it whole with readNpy.",
    ],
    [
      "no axis",
      cases.find(({ shape }) => shape.length === 0)!.bytes,
      "must have an axis 0, which counts the rows, got shape [].",
    ],
    [
      "a truncated file",
      whole.subarray(0, whole.length - 4),
      "truncated: float32 [2,3] needs 24 bytes of data, got 20. Fetch the file again.",
    ],
    [
      "a longer file",
      Uint8Array.of(...whole, 0),
      "float32 [2,3] takes 24 bytes of data, got 25. Save each array in a file of its own.",
    ],
    [
      "another kind",
      new TextEncoder().encode("PK archive"),
      'not a .npy file: it must begin with "\x93NUMPY", got "PK arc". Write it with numpy.save.',
    ],
    [
      "nothing",
      new Uint8Array(),
      'not a .npy file: it must begin with "\x93NUMPY", got "". Write it with numpy.save.',
    ],
  ])("%s", async (_, content, message) => {
    const path = await write("wrong.npy", content);
    await expect(openNpy(path)).rejects.toThrow(
      expect.objectContaining({ message: `${path}: ${message}`, code: "DATA" }),
    );
  });

  test("a file that is not there, and a folder", async () => {
    await expect(openNpy("no.npy")).rejects.toThrow("no.npy: no such file. Check the path.");
    await expect(openNpy(folder)).rejects.toThrow(`${folder}: is a directory, not a file. Check the path.`);
  });

  test("rows that are not there", async () => {
    const file = await openNpy(await write("c.npy", twoByThree));
    expect(() => file.rows(rows(0, 2))).toThrow("openNpy: rows(indices): must be from 0 to 1, got 2.");
  });

  test("a file that is cut while it is read", async () => {
    const path = await write("d.npy", twoByThree);
    const file = await openNpy(path);
    await truncate(path, whole.length - 8);
    expect(() => file.rows(rows(1))).toThrow(
      `${path}: truncated: needs 12 bytes from byte ${whole.length - 12} on, got 4. Fetch the file again.`,
    );
  });
});

describe("inputs and targets", () => {
  const images = (...values: number[]): NdArray => ({
    dtype: "float32",
    shape: [values.length / 4, 2, 2],
    data: Float32Array.from(values),
  });
  const labels = (...values: number[]): NdArray => ({
    dtype: "int32",
    shape: [values.length],
    data: Int32Array.from(values),
  });
  const open = async (x: NdArray, y: NdArray) =>
    zipRows({ x: await openNpy(await write("x.npy", x)), y: await openNpy(await write("y.npy", y)) });

  test("side by side", async () => {
    const source = await open(images(1, 2, 3, 4, 5, 6, 7, 8), labels(1, 0));
    const { x, y } = await source.rows(rows(1));
    expect([[...x.data], [...y.data]]).toEqual([[5, 6, 7, 8], [0]]);
    await checkRows(source, { classes: 2 });
  });

  test("of different lengths", async () => {
    await expect(open(images(1, 2, 3, 4), labels(1, 0))).rejects.toThrow(
      "zipRows(parts): must have as many rows, got 1 of x and 2 of y.",
    );
  });

  test("values that are not finite, by file, row and position", async () => {
    const source = await open(images(1, 2, 3, 4, 5, 6, Number.NaN, 8), labels(1, 0));
    await expect(checkRows(source, { rows: 1 })).rejects.toThrow(
      `${folder}/x.npy, row 1, column [1, 0]: must be finite, got NaN. Mend the row, or leave it out.`,
    );
  });

  test("labels outside of the classes, by file and row", async () => {
    const source = await open(images(1, 2, 3, 4, 5, 6, 7, 8), labels(1, 2));
    await expect(checkRows(source, { classes: 2 })).rejects.toThrow(
      `${folder}/y.npy, row 1: label 2 is outside the 2 classes. Labels count from 0 to 1.`,
    );
  });
});
