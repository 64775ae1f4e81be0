import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { cacheDirectory, obtainFiles, type RemoteSource } from "./download.ts";

const content = new Uint8Array(gzipSync("the right bytes"));
const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

// The folder in the address says what the server does; it counts what it is asked for.
const folders: Readonly<Record<string, readonly [status: number, body: Uint8Array]>> = {
  right: [200, content],
  wrong: [200, new Uint8Array(gzipSync("other bytes"))],
  text: [200, new TextEncoder().encode("sign in first")],
  gone: [404, new Uint8Array()],
};
const asked: string[] = [];
let server: Server;
let address: string;
/** An address without a server. */
let silent: string;
let directory: string;

const listen = async (one: Server) => {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const [status, body] = folders[url.split("/")[1]!]!;
    response.writeHead(status).end(body);
  });
  address = await listen(server);
  const closed = createServer();
  silent = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
});

afterAll(() => void server.close());

beforeEach(async () => {
  asked.length = 0;
  directory = join(await mkdtemp(join(tmpdir(), "glissade-")), "new");
});

function source(...mirrors: readonly string[]): RemoteSource {
  return {
    name: "numbers",
    files: [{ name: "a.gz", sum: sha256("the right bytes") }],
    checksum: { algorithm: "sha256", over: "content" },
    mirrors,
    directory,
  };
}

const kept = () => readdir(directory).catch(() => []);

test("a missing file is fetched once and kept", async () => {
  const [bytes] = await obtainFiles(source(`${address}/right/`));
  expect(bytes).toEqual(content);
  expect(new Uint8Array(await readFile(join(directory, "a.gz")))).toEqual(content);
  await obtainFiles(source(`${address}/right`));
  expect(asked).toEqual(["/right/a.gz"]);
  expect(await kept()).toEqual(["a.gz"]);
});

test.each(["gone", "wrong", "text"])("the second mirror helps when the first is %s", async (first) => {
  const [bytes] = await obtainFiles(source(`${address}/${first}`, `${address}/right`));
  expect(bytes).toEqual(content);
  expect(asked).toEqual([`/${first}/a.gz`, "/right/a.gz"]);
});

test("the second mirror helps when the first cannot be reached", async () => {
  const [bytes] = await obtainFiles(source(silent, `${address}/right`));
  expect(bytes).toEqual(content);
});

test("a wrong checksum names both sums and keeps nothing", async () => {
  await expect(obtainFiles(source(`${address}/wrong`))).rejects.toThrow(
    `numbers: ${directory} has no a.gz and it cannot be fetched (${address}/wrong/a.gz: wrong checksum: sha256 of the content is ${sha256("other bytes")}, expected ${sha256("the right bytes")}). Put a.gz there by hand.`,
  );
  expect(await kept()).toEqual([]);
});

test("a sum over the file itself", async () => {
  const files = [{ name: "a.gz", sum: createHash("md5").update(content).digest("hex") }];
  const checksum = { algorithm: "md5", over: "file" } as const;
  const [bytes] = await obtainFiles({ ...source(`${address}/right`), files, checksum });
  expect(bytes).toEqual(content);
});

test("no mirror answers: the reasons, and what to put where", async () => {
  const files = ["a.gz", "b.gz"].map((name) => ({ name, sum: "" }));
  const unreachable = { ...source(silent, `${address}/gone`), files };
  await expect(obtainFiles(unreachable)).rejects.toThrow(
    `numbers: ${directory} has no a.gz and it cannot be fetched (${silent}/a.gz: connect ECONNREFUSED ${silent.slice(7)}; ${address}/gone/a.gz: HTTP status 404). Put a.gz, b.gz there by hand.`,
  );
});

test("a kept file that has changed", async () => {
  await obtainFiles(source(`${address}/right`));
  const path = join(directory, "a.gz");
  await writeFile(path, gzipSync("changed"));
  await expect(obtainFiles(source(`${address}/right`))).rejects.toThrow(
    `${path}: wrong checksum: sha256 of the content is ${sha256("changed")}, expected ${sha256("the right bytes")}. Delete the file and fetch it again.`,
  );
});

test("a directory that cannot be written", async () => {
  await writeFile(directory, "a file in the way");
  await expect(obtainFiles(source(`${address}/right`))).rejects.toThrow(
    `${directory}: cannot keep a.gz: EEXIST: file already exists, mkdir '${directory}'.`,
  );
});

test("the cache directory follows XDG_CACHE_HOME, else the platform", () => {
  vi.stubEnv("XDG_CACHE_HOME", "/cache");
  expect(cacheDirectory("mnist")).toBe(join("/cache", "glissade", "mnist"));
  vi.stubEnv("XDG_CACHE_HOME", "");
  expect(cacheDirectory("mnist")).toMatch(/(\.cache|Caches|Local).glissade.mnist$/);
  vi.unstubAllEnvs();
});
