import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeNpy } from "../data/formats/npy.ts";
import { resolveDataset } from "./resolve.ts";

test("a name, with options that suit it", async () => {
  const { name, train } = await resolveDataset("glyphs", { seed: 3, size: 7 });
  expect([name, train.shape]).toEqual(["glyphs", [7, 7]]);
});

test("a directory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "glissade-"));
  const array = encodeNpy({ dtype: "uint8", shape: [4], data: Uint8Array.of(0, 1, 0, 1) });
  await writeFile(join(directory, "images.npy"), array);
  await writeFile(join(directory, "labels.npy"), array);
  expect((await resolveDataset(directory, { testFraction: 0.5 })).train.size).toBe(2);
});

test("files of a public data set that are not where they should be", async () => {
  const directory = await mkdtemp(join(tmpdir(), "glissade-"));
  await expect(resolveDataset("fashion-mnist", { directory })).rejects.toThrow(
    `fashion-mnist: ${directory} has no train-images-idx3-ubyte.gz.`,
  );
});

test.each(["mnits", "toString"])("neither a name nor a directory: %s", async (name) => {
  await expect(resolveDataset(name)).rejects.toThrow(
    `data: "${name}" is neither a directory nor one of glyphs, mnist, fashion-mnist.`,
  );
});
