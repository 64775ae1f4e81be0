/** @file The dashboard in a real browser: its pages live, by their addresses, on a telephone and in the dark. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Serving, serve } from "../packages/lab/src/serve/server.ts";
import { openStore } from "../packages/lab/src/store/open.ts";
import type { Store } from "../packages/lab/src/store/store.ts";
import { contrast, luminance } from "./support/contrast.ts";
import { ARMS, fillStore, HOSTILE, newRun, SEEDS } from "./support/dashboard-store.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const pages = fileURLToPath(new URL("../packages/lab/dist/web", import.meta.url));
const checks = readFileSync(new URL("support/page-checks.js", import.meta.url), "utf8");

/** One run with details, those of three arms, one that runs and one that waits. */
const ALL = 1 + ARMS.length * SEEDS + 2;

describe.skipIf(!existsSync(executablePath))("the dashboard (needs Chromium; CHROMIUM names it)", () => {
  let folder: string;
  let store: Store;
  let server: Serving;
  let browser: Browser;
  let ids: Awaited<ReturnType<typeof fillStore>>;
  /** What pages complain of. */
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "glissade-dashboard-"));
    store = await openStore(join(folder, "store.db"));
    ids = await fillStore(store);
    server = await serve(store, { host: "127.0.0.1", port: 0, pages });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await store?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    await page.goto(`${server.address}#/${path}`);
    await settled(page);
    return page;
  }

  /** Waits until everything is read and every picture is drawn. */
  async function settled(page: Page): Promise<void> {
    // not by waitForFunction: the page allows no `eval`
    const isSettled = `document.querySelector("h1") !== null && !document.body.textContent.includes("Loading …") &&
      [...document.images].every(({ complete }) => complete)`;
    await expect.poll(() => page.evaluate(isSettled), { timeout: 20_000 }).toBe(true);
  }

  const words = (page: Page): Promise<string> =>
    page.locator("main").evaluate((main) => main.textContent ?? "");
  /** Of the list of runs. */
  const runCells = (page: Page, at: number): Promise<readonly string[]> =>
    page.locator(".wide").last().locator(`tbody td:nth-child(${at})`).allInnerTexts();

  test("leads from all studies to a study, its runs and one of them, and to the workers", async () => {
    const page = await open("");
    expect(await page.textContent(".cards .counts")).toContain("119 done");
    await page.getByRole("link", { name: "rates of" }).click();
    await page.getByText(`1 to 100 of ${ALL} runs`).waitFor();
    await settled(page);
    const arms = page.locator("table").first().locator("tbody tr");
    expect(await arms.locator("td:first-child").allInnerTexts()).toEqual([...ARMS]);
    expect(await page.locator("img.chart").count()).toBe(2);

    await page.getByRole("link", { name: "test/accuracy" }).click();
    await page.getByRole("link", { name: "test/accuracy" }).click();
    await page.locator('th[aria-sort="descending"]').getByText("test/accuracy").waitFor();
    await expect.poll(async () => Number((await runCells(page, 8))[0])).toBeGreaterThan(0.92);
    await page.getByRole("link", { name: "next →" }).first().click();
    await page.getByText(`101 to ${ALL} of ${ALL} runs`).waitFor();
    await page.getByLabel("State").selectOption("failed");
    await page.getByText("1 to 1 of 1 runs").waitFor();
    await page.locator(".wide").last().locator("tbody a").click();
    await page.locator("pre.error").waitFor();
    expect(await page.textContent("pre.error")).toBe(`the disk is full ${HOSTILE}`);

    await page.getByRole("link", { name: "Workers" }).click();
    await page.locator("tbody tr").first().waitFor();
    expect((await page.locator("tbody td:first-child").allInnerTexts()).toSorted()).toEqual(
      ["laptop:1", `machine:${HOSTILE}`].toSorted(),
    );
  });

  test("a run has its numbers, curves, histograms, artifacts and environment", async () => {
    const page = await open(`run/${ids.run}`);
    await page.locator("figure pre").getByText("words, among them").waitFor();
    const titles = await page.locator("h2").allInnerTexts();
    expect(titles).toEqual([
      "Run",
      "Configuration",
      "Numbers",
      "Curves",
      "Histograms",
      "Artifacts",
      "Environment",
    ]);
    await page.locator('img[alt="numbers of layers.0.weight by step"]').waitFor();
    await page.getByLabel("Tensor").selectOption("layers.2.weight");
    await page.locator('img[alt="numbers of layers.2.weight by step"]').waitFor();
    expect(await words(page)).toContain("1 number is NaN or infinite, the first at step 100.");
    expect(await page.locator("figure").count()).toBe(2);
    expect((await page.locator(".notes").allInnerTexts())[0]).toContain("Kept for the talk.\nSecond line.");
  });

  test("a run's curves are chosen by boxes, those of one quantity in one picture", async () => {
    const page = await open(`run/${ids.run}`);
    const pictures = () =>
      page.locator('img[alt$=" by step"]').evaluateAll((all) => all.map((each) => each.getAttribute("alt")));
    const [, tensor] = await pictures();
    expect(await pictures()).toEqual(["loss by step", tensor]);
    await page.getByLabel("validation/accuracy").check();
    await page.locator('img[alt="accuracy by step"]').waitFor();
    expect(await pictures()).toEqual(["loss by step", "accuracy by step", tensor]);
    await page.getByLabel("train/loss").uncheck();
    await expect.poll(pictures).toEqual(["accuracy by step", tensor]);
  });

  test("what a page shows is in its address", async () => {
    const study = await open(`study/${ids.study}`);
    await study.getByLabel("Find").fill("MOMENTUM");
    await study.getByLabel("Curve").selectOption("train/loss");
    await study.getByRole("link", { name: "seed" }).click();
    await study.getByRole("link", { name: "seed" }).click();
    await study.getByText(`1 to ${SEEDS} of ${SEEDS} runs`).waitFor();
    await settled(study);
    const run = await open(`run/${ids.run}`);
    await run.getByLabel("validation/accuracy").check();
    await run.getByLabel("train/loss").uncheck();
    await run.getByLabel("Tensor").selectOption("layers.2.weight");
    await settled(run);
    for (const page of [study, run]) {
      const again = await open(new URL(page.url()).hash.slice(2));
      await expect.poll(() => words(again)).toBe(await words(page));
      const charts = (one: Page) =>
        one.locator("img.chart").evaluateAll((all) => all.map((each) => each.getAttribute("src")));
      expect(await charts(again)).toEqual(await charts(page));
    }
    expect((await runCells(study, 4))[0]).toBe(String(SEEDS));
  });

  test("runs show what was searched, and are found by it", async () => {
    const page = await open(`study/${ids.searched}?stage=tune`);
    await page.getByText("1 to 16 of 16 runs").waitFor();
    expect(await runCells(page, 3)).toContain("learningRate=0.001 decay=0.01");
    await page.getByLabel("Find").fill("learningRate=0.01 decay=0");
    await page.getByText("1 to 4 of 4 runs").waitFor();
    await page.getByLabel("Find").fill("learningRate=0.01 decay=0.01");
    await page.getByText("1 to 2 of 2 runs").waitFor();
    await page.getByLabel("Find").fill("learningRate=7");
    await page.getByText("0 of 0 runs").waitFor();
  });

  test("the stage that is chosen is that of arms, curves and runs", async () => {
    const page = await open(`study/${ids.searched}`);
    await page.getByText("1 to 6 of 6 runs").waitFor();
    expect(await page.getByLabel("Stage").locator("option").allInnerTexts()).toEqual(["trial", "final"]);
    await page.getByLabel("Stage").selectOption("trial");
    await page.getByText("1 to 16 of 16 runs").waitFor();
    expect(new Set(await runCells(page, 5))).toEqual(new Set(["trial"]));
    expect(await words(page)).not.toContain("tune");
    await page.locator(".wide").last().locator("tbody a").first().click();
    await page.getByText("← a search").waitFor();
    expect(await words(page)).toContain("stagetrial");
  });

  test("a search has its sensitivity to the learning rate and its trials", async () => {
    const page = await open(`study/${ids.searched}`);
    const sensitivity = page.locator('img[alt="trials by learning rate"]');
    await sensitivity.waitFor();
    const svg = decodeURIComponent((await sensitivity.getAttribute("src"))!);
    expect(svg).toContain("momentum 0.9: best 0.906 at learning rate 0.1; diverged: 100 % at 1.");
    expect(await page.locator('img[alt^="trials of sgd"]').count()).toBe(2);
    const plain = await open(`study/${ids.study}`);
    expect(await plain.locator('img[alt^="trials"]').count()).toBe(0);
  });

  test("is one small script", () => {
    const scripts = readdirSync(join(pages, "assets")).filter((name) => name.endsWith(".js"));
    const bytes = scripts.reduce((sum, name) => sum + statSync(join(pages, "assets", name)).size, 0);
    expect(bytes).toBeLessThan(700_000);
  });

  test("follows runs while they go on", async () => {
    const page = await open(`study/${ids.study}?sort=run&down=1`);
    const list = await open("");
    // the server looks once a second, and the first look says nothing
    await page.waitForTimeout(1500);
    await store.addEnded(ids.study, {
      ...newRun("new arm", 1),
      points: [{ key: "train/loss", step: 1, value: 1, seconds: 1 }],
      ending: { state: "done", step: 1, seconds: 1, metrics: { "test/accuracy": 0.5 } },
    });
    await page.getByText(`1 to 100 of ${ALL + 1} runs`).waitFor();
    expect((await runCells(page, 2))[0]).toBe("new arm");
    await page.locator("table").first().getByText("new arm").waitFor();
    await list.getByText("120 done").waitFor();
  });

  test("an SVG is a picture, whose scripts never run, with a slider over its steps", async () => {
    const page = await open(`run/${ids.run}`);
    const picture = page.locator("figure img");
    const width = () => page.evaluate("document.querySelector('figure img').naturalWidth");
    await expect.poll(width).toBe(200);
    await page.getByLabel("chart.svg, step 200").fill("0");
    await page.getByText("chart.svg, step 100").waitFor();
    await expect.poll(width).toBe(100);
    const again = await open(new URL(page.url()).hash.slice(2));
    await again.getByText("chart.svg, step 100").waitFor();

    const alone = await browser.newPage();
    alone.on("dialog", () => complaints.push("a script in an SVG has run"));
    const response = await alone.goto(new URL((await picture.getAttribute("src"))!, server.address).href);
    expect(response!.headers()["content-type"]).toBe("image/svg+xml");
    expect(await alone.locator("svg").getAttribute("id")).toBe(null);
    expect(await alone.evaluate("getComputedStyle(document.querySelector('rect')).fill")).toBe(
      "rgb(46, 139, 87)",
    );
  });

  test("tabs and history have the names of pages", async () => {
    const page = await open(`run/${ids.run}`);
    const title = (text: string) => expect.poll(() => page.title()).toBe(text);
    await title(`Run ${ids.run} · rates of ${HOSTILE} · Glissade`);
    await page.locator("main a").first().click();
    await title(`rates of ${HOSTILE} · Glissade`);
    await page.getByRole("link", { name: "Workers" }).click();
    await title("Workers · Glissade");
    await page.getByRole("link", { name: "Studies" }).click();
    await title("Studies · Glissade");
  });

  test("two long names that differ at their ends are two on a telephone", async () => {
    const page = await open(`study/${ids.searched}`, { viewport: { width: 390, height: 844 } });
    const cells = page.locator("td.name");
    expect(await cells.count()).toBeGreaterThan(2);
    const isCut = "(all) => all.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)";
    expect(await page.evaluate(`(${isCut})([...document.querySelectorAll("td.name")])`)).toBe(false);
  });

  test("names with markup are words", async () => {
    for (const path of ["", `study/${ids.study}`, `run/${ids.run}`, "workers"]) {
      const page = await open(path);
      expect(await words(page)).toContain(HOSTILE);
      expect(await page.locator('img[src="x"], img[onerror]').count()).toBe(0);
    }
  });

  describe.each(["light", "dark"] as const)("in the %s scheme on a telephone", (colorScheme) => {
    test.each(["studies", "study", "run", "workers"] as const)(
      "the page of %s fits, and its words stand out",
      async (kind) => {
        const paths = { studies: "", study: `study/${ids.study}`, run: `run/${ids.run}`, workers: "workers" };
        const page = await open(paths[kind], { viewport: { width: 390, height: 844 }, colorScheme });
        const check = (call: string) => page.evaluate(`${checks}; ${call}`);
        expect(await check("document.documentElement.scrollWidth")).toBe(390);
        const { papers, words: inks } = (await check("pageChecks.colors()")) as Record<
          string,
          readonly string[]
        >;
        const paper = papers![0]!;
        expect(luminance(paper) > 0.5).toBe(colorScheme === "light");
        expect(inks!.length).toBeGreaterThan(0);
        for (const color of inks!) expect(contrast(color, paper)).toBeGreaterThan(4.5);
        expect(
          await page.evaluate("[...document.images].every(({ naturalWidth }) => naturalWidth > 0)"),
        ).toBe(true);
      },
    );
  });
});
