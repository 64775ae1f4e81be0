import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../store/open.ts";
import { readPages } from "./pages.ts";
import { serve } from "./server.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";

interface Asked {
  readonly token?: string;
  readonly address?: string;
}

async function serving({ token, address = ":memory:" }: Asked = {}) {
  const pages = mkdtempSync(join(tmpdir(), "glissade-pages-"));
  writeFileSync(join(pages, "index.html"), "<title>pages</title>");
  const store = await openStore(address);
  const study = await store.addStudy({
    name: HOSTILE,
    description: { study: { metric: "loss" }, facts: {} },
  });
  await store.addRuns(study.id, [{ configuration: { arm: HOSTILE, values: {} }, seed: 1, stage: "final" }]);
  const claim = (await store.claim({ worker: "w" }))!;
  await claim.artifact("page.html", "text/html", new TextEncoder().encode("<script>1</script>"));
  await claim.artifact("words.txt", "text/plain", new TextEncoder().encode("words"));
  claim.log([{ key: "loss", step: 1, value: Number.NaN, seconds: 1 }]);
  await claim.finish({ state: "done", step: 1, seconds: 1, metrics: { "test/loss": Number.NaN } });
  const server = await serve(store, { host: "127.0.0.1", port: 0, pages, ...(token && { token }) });
  onTestFinished(async () => {
    await server.close();
    await store.close();
    rmSync(pages, { recursive: true });
  });
  const { origin, port } = new URL(server.address);
  return { store, server, study, origin, port: Number(port), run: claim.run.id };
}

interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** By node:http, which sends a path and a Host as they are. */
function ask(port: number, { path, method = "GET", headers = {} }: Ask) {
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            text: Buffer.concat(chunks).toString(),
            headers: response.headers,
          }),
        );
      });
      sent.on("error", reject).end();
    },
  );
}

test("answers with studies, runs, curves and workers; names stay texts, and NaN is one", async () => {
  const { origin, study, run } = await serving();
  const get = async (path: string) => (await fetch(`${origin}/api/${path}`)).json();
  expect(await get("studies")).toEqual([
    expect.objectContaining({
      name: HOSTILE,
      scored: { metric: "test/loss", ofStage: { tune: "validation/loss" } },
    }),
  ]);
  expect(await get(`studies/${study.id}/runs?state=done&limit=5&find=ONERROR&sort=value&down=1`)).toEqual({
    total: 1,
    runs: [expect.objectContaining({ id: run, metrics: { "test/loss": "NaN" } })],
  });
  expect(await get(`studies/${study.id}/runs?state=failed`)).toEqual({ total: 0, runs: [] });
  expect(await get(`studies/${study.id}/runs?offset=1&sort=none`)).toEqual({ total: 1, runs: [] });
  expect(await get(`studies/${study.id}/scores?stage=final`)).toEqual([
    { id: run, arm: HOSTILE, stage: "final", state: "done", value: "NaN" },
  ]);
  expect(await get(`studies/${study.id}/trials`)).toEqual([]);
  expect(await get(`studies/${study.id}/keys`)).toEqual(["loss"]);
  expect(await get(`studies/${study.id}/curves?key=loss`)).toEqual([
    { run, key: "loss", downsampled: false, points: [[1, "NaN"]] },
  ]);
  expect(await get(`runs/${run}/curves?key=loss&key=none`)).toMatchObject([{ key: "loss" }, { key: "none" }]);
  expect(await get(`runs/${run}`)).toMatchObject({
    artifacts: [{ name: "page.html" }, { name: "words.txt" }],
  });
  expect(await get("workers")).toEqual([expect.objectContaining({ name: "w", finished: 1 })]);
});

test("refuses foreign hosts, foreign origins, and what would change something", async () => {
  const { port } = await serving();
  const status = async (headers: Ask["headers"], method?: string) =>
    (await ask(port, { path: "/api/studies", headers, method })).status;
  expect(await status({})).toBe(200);
  expect(await status({ host: `localhost:${port}` })).toBe(200);
  expect(await status({ host: "evil.example" })).toBe(403);
  expect(await status({ host: `evil.example:${port}` })).toBe(403);
  expect(await status({ origin: "http://evil.example" })).toBe(403);
  expect(await status({ origin: "http://evil.example" }, "POST")).toBe(403);
  expect(await status({}, "POST")).toBe(405);
  expect(await status({}, "DELETE")).toBe(405);
});

test("reads artifacts by the names that the store lists, and runs none of them", async () => {
  const { port, run } = await serving();
  const artifact = (name: string) => ask(port, { path: `/api/runs/${run}/artifacts/${name}` });
  expect(await artifact("words.txt")).toMatchObject({ status: 200, text: "words" });
  const page = await artifact("page.html");
  expect(page.headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": "attachment",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "x-content-type-options": "nosniff",
  });
  const wrong = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%00",
    "%zz",
    "a".repeat(5000),
    "none",
  ];
  for (const name of wrong) expect((await artifact(name)).status).toBe(404);
  for (const path of ["/../package.json", "/%2e%2e/package.json", "/api/runs/999", "/api/__proto__"])
    expect((await ask(port, { path })).status).toBe(404);
});

test("asks for a token where it has one, and takes it once from the address", async () => {
  const token = "a-token-of-some-length";
  const { port, server } = await serving({ token });
  expect(server.address).toBe(`http://127.0.0.1:${port}/?token=${token}`);
  const status = async (path: string, headers: Ask["headers"] = {}) =>
    (await ask(port, { path, headers })).status;
  expect(await status("/api/studies")).toBe(401);
  expect(await status("/api/studies", { authorization: "Bearer wrong" })).toBe(401);
  expect(await status("/?token=wrong")).toBe(401);
  expect(await status("/api/studies", { authorization: `Bearer ${token}` })).toBe(200);
  const opened = await ask(port, { path: `/?token=${token}` });
  expect(opened.status).toBe(303);
  expect(opened.headers).toMatchObject({
    location: "/",
    "set-cookie": [`glissade_token=${token}; HttpOnly; SameSite=Strict; Path=/`],
  });
  expect(await status("/", { cookie: `glissade_token=${token}` })).toBe(200);
});

test("tells which studies have changed", async () => {
  const { origin, store, study } = await serving();
  const response = await fetch(`${origin}/api/events`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await store.annotate(study.id, { notes: "new" });
  expect((await reader.read()).value).toBe(`data: {"studies":[${study.id}]}\n\n`);
  await reader.cancel();
});

test("a store that is moved is an error until it is back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-moved-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "store.db");
  const { origin, study } = await serving({ address: path });
  const moved = `${path}: was moved or deleted while it was open. Put it back, or start again with the store's new path.\n`;
  const read = async () => {
    const response = await fetch(`${origin}/api/studies/${study.id}`);
    return response.ok ? response.status : [response.status, await response.text()];
  };
  const events = (await fetch(`${origin}/api/events`)).body!.pipeThrough(new TextDecoderStream()).getReader();
  await events.read();
  expect(await read()).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 200));
  renameSync(path, `${path}.away`);
  expect(await read()).toEqual([503, moved]);
  expect((await events.read()).value).toBe(`data: {"studies":[${study.id}]}\n\n`);
  renameSync(`${path}.away`, path);
  expect(await read()).toBe(200);
  expect((await events.read()).value).toBe(`data: {"studies":[${study.id}]}\n\n`);
  await events.cancel();
});

test("says what to do where the pages are not built", () => {
  expect(() => readPages("/nowhere")).toThrow(
    "serve: the pages are not in /nowhere. Build them: npm run build.",
  );
});
