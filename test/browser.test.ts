/** @file The built package in a real browser: differentiate, compile and train, with nothing but one server. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ConfigureOptions } from "glissade";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import npz from "../packages/glissade/src/data/fixtures/npz.json" with { type: "json" };
import images from "../packages/glissade/src/data/images/fixtures/images.json" with { type: "json" };
import parquet from "../packages/glissade/src/data/tables/fixtures/parquet.json" with { type: "json" };
import { expectClose } from "./support/close.ts";
import { charts, decodeFiles, differentiate, type framesOf, readData, train } from "./support/page.ts";
import { openPage } from "./support/page-server.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const BUILD = fileURLToPath(new URL("../packages/glissade/dist/browser/index.js", import.meta.url));

const missing = [
  existsSync(CHROMIUM) ? [] : ["Chromium is not installed (Debian: apt-get install chromium)"],
  existsSync(BUILD) ? [] : ["the package is not built (npm run build)"],
].flat();

/** The driver that draws in software gives every machine a device. */
const DEVICE = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
const wasmPaths = "/node_modules/onnxruntime-web/dist/";

const trainings: readonly { settings: ConfigureOptions; isolated?: boolean; steps?: number }[] = [
  { settings: {} },
  { settings: { threads: 1 }, isolated: true },
  { settings: { threads: 2, wasmPaths }, isolated: true },
  { settings: { provider: "webgpu" }, steps: 20 },
];

const refusals: readonly { settings: ConfigureOptions; isolated?: boolean; message: string }[] = [
  {
    settings: { threads: 2, wasmPaths },
    message:
      "compile: 2 threads need a page that is isolated from other origins. Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or pass threads: 1.",
  },
  {
    settings: { threads: 2 },
    isolated: true,
    message:
      "compile: 2 threads need ONNX Runtime's own files. Serve ort-wasm-simd-threaded.mjs and .wasm of onnxruntime-web/dist, and pass their folder to configure({ wasmPaths }).",
  },
  {
    settings: { provider: "cpu" },
    message:
      'compile: provider "cpu" is not available here (native code runs in Node only). Available: wasm. Pass provider: "wasm".',
  },
];

describe.skipIf(missing.length > 0)(["in a page", ...missing].join(": skipped, "), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", ...DEVICE] });
  });
  afterAll(() => browser.close());

  it("differentiates", async () => {
    const page = await openPage(browser);
    expect(await page.call("differentiate()")).toEqual(await differentiate());
    await page.close();
  });

  it("reads formats and draws data sets", async () => {
    const page = await openPage(browser);
    expect(await page.call("readData()")).toEqual(readData());
    expect(page.strangers).toEqual([]);
    await page.close();
  });

  it("decodes archives, tables and images", async () => {
    const files = {
      npz: npz[1]!.bytes,
      parquet: parquet.files.zstd,
      png: images.png[0]!.bytes,
      jpeg: images.jpeg[0]!.bytes,
    };
    const page = await openPage(browser);
    expect(await page.call(`decodeFiles(${JSON.stringify(files)})`)).toEqual(await decodeFiles(files));
    expect(page.strangers).toEqual([]);
    await page.close();
  });

  it("draws charts", async () => {
    const page = await openPage(browser);
    expect(await page.call("charts()")).toEqual(charts());
    expect(charts()).toEqual(expect.arrayContaining(["T", "sgd", "step", "loss", "two"]));
    expect(page.strangers).toEqual([]);
    await page.close();
  });

  it("trains without a bundler, as the guide shows", async () => {
    const page = await openPage(browser, { path: "/guide.html" });
    expect(await page.drawn()).toEqual(expect.arrayContaining(["epoch", "training"]));
    expect(page.strangers).toEqual([]);
    await page.close();
  });

  it.each(trainings)("trains with $settings", async ({ settings, isolated, steps = 100 }) => {
    const page = await openPage(browser, { isolated });
    const losses = await page.call<number[]>(`train(${JSON.stringify(settings)}, ${steps})`);
    expectClose(losses, await train({}, steps), 1e-3);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    expect(page.workers()).toBe((settings.threads ?? 1) - 1);
    expect(page.strangers).toEqual([]);
    await page.close();
  });

  it("draws frames while it trains", async () => {
    const page = await openPage(browser);
    const { frames, seconds } = await page.call<Awaited<ReturnType<typeof framesOf>>>("framesOf(2000)");
    // one, at the end, where promises keep the page to themselves
    expect(frames).toBeGreaterThan(Math.max(3, 4 * seconds));
    await page.close();
  });

  it("hands results from a device to WebAssembly and back", async () => {
    const page = await openPage(browser);
    expect(await page.call("handOver()")).toEqual([2, 4, 16, 32]);
    await page.close();
  });

  it.each(refusals)("refuses $settings", async ({ settings, isolated, message }) => {
    const page = await openPage(browser, { isolated });
    expect(await page.call(`refusal(${JSON.stringify(settings)})`)).toBe(message);
    await page.close();
  });
});

describe.skipIf(missing.length > 0)(["in a page without a device", ...missing].join(": skipped, "), () => {
  it("refuses webgpu", async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    const page = await openPage(browser);
    expect(await page.call('refusal({ provider: "webgpu" })')).toBe(
      'compile: provider "webgpu" is not available here (no adapter). Available: wasm. Pass provider: "wasm", or open the page over https.',
    );
    await browser.close();
  });
});
