import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { countsOf } from "../data/bundle-problem.ts";
import idxCases from "../data/fixtures/idx.json" with { type: "json" };
import npyCases from "../data/fixtures/npy.json" with { type: "json" };
import { matrixOf } from "../data/tables/table.ts";
import { readCsv } from "./csv.ts";
import { readIdx, readLibmv, readNpy } from "./read.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

let path: string;

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "glissade-")), "file");
});

test.each(npyCases.slice(0, 3))("NumPy's $name", async ({ bytes, dtype, shape }) => {
  await writeFile(path, bytesOf(bytes));
  expect(await readNpy(path)).toMatchObject({ dtype, shape });
});

test("an error names the file", async () => {
  await writeFile(path, bytesOf(npyCases[0]!.bytes).subarray(0, -1));
  await expect(readNpy(path)).rejects.toThrow(`${path}: truncated: `);
});

describe.each(idxCases)("IDX $dtype", ({ dtype, shape, values, plain, gzip }) => {
  test.each([
    ["plain", plain],
    ["gzip", gzip],
  ])("%s", async (_, file) => {
    await writeFile(path, bytesOf(file));
    const array = await readIdx(path);
    expect(array).toMatchObject({ dtype, shape });
    expect([...array.data]).toEqual(values.map(Number));
  });
});

test("a truncated gzip file", async () => {
  await writeFile(path, bytesOf(idxCases[0]!.gzip).subarray(0, -9));
  await expect(readIdx(path)).rejects.toThrow(
    `${path}: cannot be unzipped: unexpected end of file. Fetch the file again.`,
  );
});

test("files that cannot be read", async () => {
  await expect(readNpy(`${path}.npy`)).rejects.toThrow(`${path}.npy: no such file. Check the path.`);
  const folder = dirname(path);
  await expect(readCsv(folder)).rejects.toThrow(`${folder}: is a directory, not a file. Check the path.`);
});

const shared = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

// The data of others are not part of the project.
describe.skipIf(!existsSync(shared))("real files (skipped without ../shared/data)", () => {
  test("NASA's airfoil data: 1503 rows of 6", async () => {
    const table = await readCsv(`${shared}airfoil_self_noise.dat`, { header: false, delimiter: "\t" });
    const values = matrixOf(table, { dtype: "float64" });
    expect(values.shape).toEqual([1503, 6]);
    expect([...values.data.slice(0, 6)]).toEqual([800, 0, 0.3048, 71.3, 0.00266337, 126.201]);
  });

  test.each([
    ["problem_01.bin", { cameras: 333, points: 26, observations: 5421 }],
    ["problem_03.bin", { cameras: 500, points: 37, observations: 6184 }],
  ])("Ceres' %s", async (file, counts) => {
    expect(countsOf(await readLibmv(`${shared}bundle-adjustment/${file}`))).toEqual(counts);
  });
});
