import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { tensor } from "../create-tensor.ts";
import { countsOf } from "../data/bundles/bundle-problem.ts";
import idxCases from "../data/fixtures/idx.json" with { type: "json" };
import npyCases from "../data/fixtures/npy.json" with { type: "json" };
import npzCases from "../data/fixtures/npz.json" with { type: "json" };
import { matrixOf } from "../data/tables/table.ts";
import { toSafetensors } from "../train/safetensors.ts";
import { readCsv } from "./csv.ts";
import { readIdx, readLibmv, readNpy, readNpz, readSafetensors, readText } from "./read.ts";

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

test("arrays of archives and of safetensors by their names", async () => {
  await writeFile(path, Buffer.from(npzCases[0]!.bytes, "base64"));
  expect((await readNpz(path, { arrays: ["labels"] })).labels.data).toEqual(BigInt64Array.of(1n, 0n));
  await expect(readNpz(path, { arrays: ["label"] })).rejects.toThrow(
    `${path}: has no array "label". The nearest is labels (arrays: images, labels, noise).`,
  );
  await writeFile(path, await toSafetensors({ x: tensor([1, 2]) }));
  expect((await readSafetensors(path)).x!.data).toEqual(Float32Array.of(1, 2));
  await expect(readSafetensors(path, { arrays: ["z"] })).rejects.toThrow(
    `${path}: has no array "z". Arrays: x.`,
  );
});

describe("text", () => {
  test("is UTF-8, without a byte order mark", async () => {
    await writeFile(path, "\ufeffKöln \ufffd 🙂");
    expect(await readText(path)).toBe("Köln \ufffd 🙂");
  });

  test.each([
    [[0x41, 0xc3, 0xa4, 0xff, 0x42], "got byte 255 at position 3"],
    [[0x41, 0xc3], "got byte 195 at position 1"],
    [[0xc3, 0x41], "got byte 65 at position 1"],
  ])("other bytes are refused: %j", async (bytes, got) => {
    await writeFile(path, Uint8Array.from(bytes));
    await expect(readText(path)).rejects.toThrow(
      `${path}: must be text in UTF-8, ${got}. Convert it to UTF-8.`,
    );
  });
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
