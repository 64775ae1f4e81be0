/** @file The report in a real browser: offline, silent, readable on a telephone and in the dark. */

import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arm, divergedRun, study } from "../packages/lab/src/report/fixtures/study.ts";
import { renderReport } from "../packages/lab/src/report/report.ts";
import { contrast, luminance } from "./support/contrast.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const classes = [
  "T-shirt",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];
const confusion = classes.map((_, i) => classes.map((_, j) => (i === j ? 9000 : (3 * i + j) % 50)));

/** An arm whose runs have a matrix of all the classes. */
function wideArm(...args: Parameters<typeof arm>): ReturnType<typeof arm> {
  const made = arm(...args);
  return { ...made, runs: made.runs.map((run) => ({ ...run, confusion: run.confusion && confusion })) };
}

const result = study(
  [
    wideArm("sgd", [0.81, 0.82, 0.8, 0.83, 0.81], [divergedRun(5)]),
    wideArm("momentum with a name as long as people write them", [0.91, 0.92, 0.9, 0.93, 0.91]),
    wideArm("adam", [0.88, 0.86, 0.89, 0.9, 0.87]),
  ],
  { problem: { name: "fashion-mnist", about: "60 000 images to train on", classes, batchSize: 64 } },
);

const checks = readFileSync(new URL("support/page-checks.js", import.meta.url), "utf8");

/** Evaluates an expression in the page, with what `page-checks.js` adds to it. */
const check = (page: Page, call: string): Promise<unknown> => page.evaluate(`${checks}; ${call}`);

describe.skipIf(!existsSync(executablePath))("a report (needs Chromium; CHROMIUM names it)", () => {
  let browser: Browser;
  let directory: string;
  let address: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "glissade-report-"));
    const file = join(directory, "report.html");
    await writeFile(file, renderReport(result));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });

  const open = async (width: number, colorScheme: "light" | "dark"): Promise<Page> =>
    browser.newPage({ viewport: { width, height: 900 }, colorScheme });

  test.each([400, 1200])(
    "at %d pixels asks for nothing, says nothing, and shows everything",
    async (width) => {
      const page = await open(width, "light");
      const events: string[] = [];
      page.on("request", (request) => events.push(request.url()));
      page.on("console", (message) => events.push(message.text()));
      page.on("pageerror", (error) => events.push(error.message));
      await page.goto(address, { waitUntil: "networkidle" });
      expect(events).toEqual([address]);
      await check(page, 'document.querySelectorAll("details").forEach((part) => { part.open = true; })');
      const pictures = page.locator("svg");
      expect(await pictures.count()).toBe(10);
      const seen = new Set<number>();
      for (const axis of await page.locator(".axes label").all()) {
        await axis.click();
        for (const [index, picture] of (await pictures.all()).entries()) {
          if (!(await picture.isVisible())) continue;
          const { x, width: own } = (await picture.boundingBox())!;
          expect(x >= 0 && x + own <= width).toBe(true);
          seen.add(index);
        }
      }
      expect(seen.size).toBe(10);
      expect(await check(page, "pageChecks.misplacedWords()")).toEqual([]);
      expect(await check(page, "document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    },
  );

  test.each(["light", "dark"] as const)("in the %s scheme all words stand out", async (scheme) => {
    const page = await open(1200, scheme);
    await page.goto(address);
    const { papers, words } = (await check(page, "pageChecks.colors()")) as Record<string, readonly string[]>;
    const [paper = "", ...others] = new Set(papers);
    expect(others).toEqual([]);
    expect(luminance(paper) > 0.5).toBe(scheme === "light");
    expect(words!.length).toBeGreaterThan(100);
    for (const color of words!) expect(contrast(color, paper)).toBeGreaterThan(4.5);
  });
});
