/** @file The page of a minimisation in a real browser: it plays, by mouse and keyboard, offline and on a telephone. */

import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { optim } from "../packages/glissade/src/index.ts";
import { minimizePlot } from "../packages/lab/src/charts/minimize-plot.ts";
import { readFunction } from "../packages/lab/src/minimize/functions.ts";
import { renderMinimizePage } from "../packages/lab/src/minimize/page/page.ts";
import { runAll } from "../packages/lab/src/minimize/run.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const checks = readFileSync(new URL("support/page-checks.js", import.meta.url), "utf8");

const STEPS = 12;

async function follow(name: string, ...optimizers: readonly string[]) {
  const named = readFunction(name);
  const options = { name, function: named.expression, start: named.start!, steps: STEPS };
  const result = await runAll({
    ...options,
    optimizers: optimizers.map(optim.parse),
    rates: [0.001, 0.01, 0.1],
  });
  return { result, drawn: { ...named, ...named.expression } };
}

async function render(name: string, ...optimizers: readonly string[]): Promise<string> {
  const { result, drawn } = await follow(name, ...optimizers);
  return renderMinimizePage(result, { drawn, steps: STEPS });
}

const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();

describe.skipIf(!existsSync(executablePath))("the page (needs Chromium; CHROMIUM names it)", () => {
  let browser: Browser;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "glissade-minimize-"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });

  /** Opens a page that must be silent and ask for nothing but itself. */
  async function open(markup: string, options: Parameters<Browser["newPage"]>[0] = {}) {
    const file = join(directory, "page.html");
    await writeFile(file, markup);
    const page = await browser.newPage(options);
    const noise: string[] = [];
    page.on("console", (message) => noise.push(message.text()));
    page.on("pageerror", (error) => noise.push(error.message));
    page.on("request", (request) => request.url().startsWith("file:") || noise.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, noise };
  }

  test("shows each step, with what the optimizer remembers, by keyboard", async () => {
    const { page, noise } = await open(await render("canyon", "adam(0.1)", "sgd(0.01)"));
    expect(await text(page, "now")).toBe("0");
    const table = page.locator(".card").first().locator("tbody tr");
    const labels = await table.locator("th").allTextContents();
    expect(labels).toEqual([
      "f",
      "|gradient|",
      "step length",
      "position",
      "gradient",
      "step",
      "effective rate",
      "m",
      "v",
      "√v",
    ]);
    await page.locator("#frame").focus();
    await page.keyboard.press("ArrowRight");
    expect(await text(page, "now")).toBe("1");
    // the gradient at (-0.5, 2.3) is (-18, 154), of which m takes a tenth and v a thousandth of the square
    const cells = await table.locator("td").allTextContents();
    expect(cells.slice(-6)).toEqual(["-1.8", "15.4", "0.324", "23.72", "0.5692", "4.87"]);
    await page.keyboard.press("End");
    expect(await text(page, "now")).toBe(String(STEPS));
    await page.locator("#back").click();
    expect(await text(page, "now")).toBe(String(STEPS - 1));
    expect((await page.locator("#walked-0").getAttribute("points"))!.split(" ")).toHaveLength(STEPS);
    expect(noise).toEqual([]);
  });

  test("plays to the end and stops", async () => {
    const { page, noise } = await open(await render("x-cos", "sgd(0.05)"));
    await page.locator("#speed").selectOption("60");
    await page.locator("#toggle").click();
    expect(await text(page, "toggle")).toBe("Pause");
    await page.getByText("Play", { exact: true }).waitFor();
    expect(await text(page, "now")).toBe(String(STEPS));
    expect(noise).toEqual([]);
  });

  test("hides a run, and says where one diverged", async () => {
    const { page } = await open(await render("rosenbrock", "sgd(0.001)", "sgd(1)"));
    await page.locator("#shown-0").uncheck();
    expect(await page.locator("#run-0").isVisible()).toBe(false);
    expect(await page.locator("#over-1").isVisible()).toBe(false);
    await page.locator("#frame").press("End");
    expect(await text(page, "over-1")).toMatch(/^diverged at step \d$/);
    expect(await page.locator("#over-1").isVisible()).toBe(true);
  });

  test.each([
    [400, "light"],
    [1200, "dark"],
  ] as const)("fits a window of %i pixels, %s", async (width, colorScheme) => {
    const markup = await render("himmelblau", "sgd(0.01, momentum=0.9)", "adam(0.3)", "rmsprop(0.1)");
    const { page } = await open(markup, { viewport: { width, height: 800 }, colorScheme });
    expect(await page.evaluate(`${checks}; pageChecks.misplacedWords()`)).toEqual([]);
    const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(paper).toBe(colorScheme === "dark" ? "rgb(22, 25, 29)" : "rgb(255, 255, 255)");
  });

  test("a picture holds the words of long names", async () => {
    const { result, drawn } = await follow(
      "ackley",
      "adamw(0.1, b1=0.9, b2=0.999, eps=1e-8, weightDecay=0.01)",
      "sgd(0.6, momentum=0.5)",
      "adagrad(0.4, initialAccumulator=0, eps=1e-6)",
      "rmsprop(0.4, decay=0.9, eps=1e-6, momentum=0.1, nesterov=true, centered=true)",
    );
    const { page } = await open(minimizePlot(result, drawn));
    expect(await page.evaluate(`${checks}; pageChecks.misplacedWords()`)).toEqual([]);
    expect(await page.locator("text").count()).toBeGreaterThan(10);
  });
});
