/** @file Data loaded by threads: the same batches as without them, errors that cross, and processes that end. */

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { encode } from "fast-png";
import { encodeNpy, type RowSource, zipRows as zipRowsHere } from "glissade/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import fixtures from "../packages/glissade/src/data/tables/fixtures/parquet.json" with { type: "json" };

// Threads start from what is built.
const dist = new URL("../packages/glissade/dist/", import.meta.url).href;
const files: typeof import("glissade/files") = await import(`${dist}files.js`);
const { takeRows }: typeof import("glissade") = await import(`${dist}index.js`);
const { zipRows }: typeof import("glissade/data") = await import(`${dist}data.js`);
const { csvChunks, imageFolder, openNpy, parquetChunks, prefetch } = files;

let folder: string;
const path = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-"));
  for (const [label, name] of ["cat", "dog"].entries()) {
    await mkdir(path(`images/${name}`), { recursive: true });
    for (let i = 0; i < 5; i++)
      await writeFile(
        path(`images/${name}/${i}.png`),
        encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4).fill(20 * i + label) }),
      );
  }
  const data = Float32Array.from({ length: 60 }, (_, i) => i);
  await writeFile(path("x.npy"), encodeNpy({ dtype: "float32", shape: [20, 3], data }));
  await writeFile(path("t.parquet"), Buffer.from(fixtures.files.zstd, "base64"));
  await writeFile(path("t.csv"), `x,y\n${Array.from({ length: 25 }, (_, i) => `${i},${-i}`).join("\n")}`);
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, code: string): Promise<URL> => {
  await writeFile(path(name), code);
  return pathToFileURL(path(name));
};

const labels = {
  dtype: "int32",
  shape: [20],
  data: Int32Array.from({ length: 20 }, (_, i) => i % 3),
} as const;

const sources: readonly (readonly [string, () => Promise<RowSource<unknown>>])[] = [
  ["an image folder", () => imageFolder(path("images"), { channels: 1 })],
  ["npy", () => openNpy(path("x.npy"))],
  [
    "a part of an image folder",
    async () => takeRows(await imageFolder(path("images")), [9, 8, 7, 3, 2, 1, 0, 4, 5, 6]),
  ],
  ["zipped npy and an array", async () => zipRows({ x: await openNpy(path("x.npy")), y: labels })],
];

describe.each(sources)("rows of %s", (_, open) => {
  it.each([1, 2])("are the same, by %i threads", async (workers) => {
    const source = await open();
    const fetched = await prefetch(source, { workers });
    expect(fetched).toMatchObject({ length: source.length, ahead: 2 * workers });
    const draws = Array.from({ length: 8 }, (_, i) => Uint32Array.of(i, (3 * i) % 10, 9 - i));
    const loaded = await Promise.all(draws.map((indices) => fetched.rows(indices)));
    expect(loaded).toEqual(await Promise.all(draws.map((indices) => source.rows(indices))));
    await fetched.close();
  });
});

const categories = { town: ["Bonn", "Köln", "Ulm"] };

describe.each([
  ["Parquet", () => parquetChunks(path("t.parquet"), { categories }), 3],
  ["CSV", () => csvChunks(path("t.csv"), { rows: 4 }), 7],
] as const)("chunks of %s", (_, open, count) => {
  it("are the same, in every loop", async () => {
    const plain = [];
    for await (const table of open()) plain.push(table);
    expect(plain).toHaveLength(count);
    const fetched = await prefetch(open());
    for (let loop = 0; loop < 2; loop++) {
      const tables = [];
      for await (const table of fetched) tables.push(table);
      expect(tables).toEqual(plain);
    }
    await fetched.close();
  });

  it("may be left early", async () => {
    const fetched = await prefetch(open());
    for await (const { length } of fetched) {
      expect(length).toBeGreaterThan(0);
      break;
    }
    await fetched.close();
  });
});

describe("modules", () => {
  it("give a source, or a function that gives one", async () => {
    const code = `
      const rows = (indices) => ({ x: { dtype: "int32", shape: [indices.length], data: Int32Array.from(indices, (i) => i * i) } });
      export default { length: 9, rows };
      export const later = async () => ({ length: 4, rows });`;
    const url = await write("squares.mjs", code);
    type Squares = RowSource<{ readonly x: { readonly data: Int32Array } }>;
    const squares = await prefetch<Squares>(url);
    expect((await squares.rows(Uint32Array.of(8, 3))).x.data).toEqual(Int32Array.of(64, 9));
    const later = await prefetch<Squares>(url, { name: "later" });
    expect(later.length).toBe(4);
    await Promise.all([squares.close(), later.close()]);
  });

  it("give items", async () => {
    const url = await write("items.mjs", "export default (async function* () { yield* [1, 2, 3]; })();");
    const items = await prefetch<AsyncIterable<number>>(url);
    const found = [];
    for await (const item of items) found.push(item);
    expect(found).toEqual([1, 2, 3]);
    await items.close();
  });
});

describe("errors", () => {
  it("cross with file and row", async () => {
    const folder = path("damaged/a");
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, "1.png"),
      encode({ width: 1, height: 1, channels: 1, data: new Uint8Array(1) }),
    );
    await writeFile(join(folder, "2.png"), "no image");
    const fetched = await prefetch(await imageFolder(path("damaged")));
    await expect(fetched.rows(Uint32Array.of(0, 1))).rejects.toThrow(
      expect.objectContaining({
        name: "DataError",
        code: "DATA",
        message: `${folder}/2.png: must be a PNG or JPEG image, got the first bytes 110, 111, 32, 105. Convert it first.`,
        cause: expect.stringContaining("at "),
      }),
    );
    // The thread goes on.
    expect((await fetched.rows(Uint32Array.of(0))).y.data).toEqual(Int32Array.of(0));
    await fetched.close();
  });

  it("of chunks come after those before them", async () => {
    await writeFile(path("wrong.csv"), "x\n1\n2\nthree\n4");
    const seen: number[] = [];
    const loop = async () => {
      for await (const { length } of await prefetch(csvChunks(path("wrong.csv"), { rows: 1 })))
        seen.push(length);
    };
    await expect(loop()).rejects.toThrow(
      `${path("wrong.csv")}, line 4, column "x": expected a number, got "three".`,
    );
    expect(seen).toEqual([1, 1]);
  });

  it("of a source of one's own", async () => {
    const url = await write(
      "failing.mjs",
      `export default { length: 3, rows() { throw new Error("No disk."); } };`,
    );
    const fetched = await prefetch<RowSource<unknown>>(url);
    await expect(fetched.rows(Uint32Array.of(0))).rejects.toThrow("prefetch: the source failed: No disk.");
    await fetched.close();
  });

  it.each([
    ["export default 5;", "must export a source of rows or an async iterable, got 5."],
    ["export const other = 5;", "must export a source of rows or an async iterable, got undefined."],
  ])("of a module: %s", async (code, message) => {
    const url = await write(`wrong${code.length}.mjs`, code);
    await expect(prefetch(url)).rejects.toThrow(`${url.href}: ${message}`);
  });

  it("of a module that is not there", async () => {
    await expect(prefetch(pathToFileURL(path("none.mjs")))).rejects.toThrow(
      /^prefetch: the source failed: Cannot find module .+none\.mjs/,
    );
  });

  it("of a source that no other thread can make", async () => {
    const rows = () => 1;
    const message =
      "prefetch(source): must be what imageFolder, openNpy, zipRows of these, parquetChunks or csvChunks give, or the URL of a module, got an object of length, rows. Export a source of your own from a module.";
    await expect(prefetch({ length: 1, rows })).rejects.toThrow(message);
    await expect(prefetch(zipRowsHere({ x: { length: 20, rows: () => labels }, y: labels }))).rejects.toThrow(
      /^prefetch\(source\): must be what imageFolder/,
    );
  });

  it("of a name for what is no module", async () => {
    await expect(prefetch(await openNpy(path("x.npy")), { name: "x" })).rejects.toThrow(
      'prefetch({ name }): is the name of what a module exports, got "x" for a source. Pass the URL of a module, or leave it out.',
    );
  });

  it("of a thread that ends", async () => {
    const url = await write("ending.mjs", "export default { length: 3, rows() { process.exit(7); } };");
    const fetched = await prefetch<RowSource<unknown>>(url);
    await expect(fetched.rows(Uint32Array.of(0))).rejects.toThrow(
      "prefetch: a worker has stopped: exit code 7.",
    );
    await expect(fetched.rows(Uint32Array.of(0))).rejects.toThrow(
      "prefetch: a worker has stopped: exit code 7.",
    );
  });

  it("of rows that are asked for after the end", async () => {
    const fetched = await prefetch(await openNpy(path("x.npy")));
    await fetched.close();
    await expect(fetched.rows(Uint32Array.of(0))).rejects.toThrow(
      "prefetch: is closed. Call prefetch again for more data.",
    );
    await expect(fetched.rows(Uint32Array.of(20))).rejects.toThrow(
      "prefetch: rows(indices): must be from 0 to 19, got 20.",
    );
  });
});

describe("a process", () => {
  const run = async (code: string) => {
    const url = await write("main.mjs", code.replace("FILES", `${dist}files.js`));
    return promisify(execFile)(process.execPath, [url.pathname, folder], { timeout: 20_000 });
  };

  it("stays for what it waits for, and ends without being told", async () => {
    const code = `
      import { openNpy, prefetch } from "FILES";
      const fetched = await prefetch(await openNpy(process.argv[2] + "/x.npy"), { workers: 2 });
      console.log((await fetched.rows(new Uint32Array([1]))).data.join());`;
    expect(await run(code)).toEqual({ stdout: "3,4,5\n", stderr: "" });
  });

  it("waits for threads that it closes", async () => {
    const code = `
      import { openNpy, prefetch } from "FILES";
      const fetched = await prefetch(await openNpy(process.argv[2] + "/x.npy"), { workers: 3 });
      // An answer comes while the thread is closed.
      const late = fetched.rows(new Uint32Array([1]));
      await fetched.close();
      await late.catch(() => undefined);
      console.log("closed");`;
    expect(await run(code)).toEqual({ stdout: "closed\n", stderr: "" });
  });

  it("ends in the middle of a loop, where what is not waited for fails", async () => {
    const code = `
      import { csvChunks, prefetch } from "FILES";
      for await (const { length } of await prefetch(csvChunks(process.argv[2] + "/wrong.csv", { rows: 1 }), { ahead: 5 })) {
        console.log(length);
        break;
      }`;
    expect(await run(code)).toEqual({ stdout: "1\n", stderr: "" });
  });
});
