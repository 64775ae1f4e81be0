/** @file The lessons, executed: what they print and the figures that they draw. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { nearly, printedValues } from "./support/doc-examples.ts";

const folder = "examples";

const lessons = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, source: readFileSync(`${folder}/${name}`, "utf8") }));

const list = readFileSync(`${folder}/README.md`, "utf8");

/** The data that a lesson reads, which not every checkout has. */
const missing = (source: string): string | undefined =>
  [...source.matchAll(/"(\.\.\/shared\/data\/[^"]+)"/g)]
    .map((match) => match[1]!)
    .find((path) => !existsSync(path));

describe.each(lessons)("$name", ({ name, source }) => {
  const absent = missing(source);

  test.skipIf(absent)(
    `prints what it says${absent ? ` (needs ${absent})` : ""}`,
    { timeout: 60_000 },
    async () => {
      const printed: unknown[] = [];
      const print = vi.spyOn(console, "log").mockImplementation((value) => {
        printed.push(ArrayBuffer.isView(value) ? Array.from(value as Float64Array, Number) : value);
      });
      const started = Date.now();
      try {
        await import(`../${folder}/${name}`);
      } finally {
        print.mockRestore();
      }
      const expected = printedValues(source);
      expect(expected.length).toBeGreaterThan(0);
      expect(printed).toEqual(expected.map(nearly));
      expect(statSync(figureOf(name)).mtimeMs).toBeGreaterThan(started - 1000);
    },
  );

  test("has a figure", () => expect(readFileSync(figureOf(name), "utf8")).toMatch(/^<svg.*<\/svg>\s*$/s));

  test("is listed with its figure", () => {
    const row = list.split("\n").find((line) => line.includes(`](${name})`));
    expect(row).toContain(`src="${figureOf(name).replace(`${folder}/`, "")}"`);
  });

  test("is a lesson and no program", () => expect(source.split("\n").length).toBeLessThan(125));
});

const figureOf = (name: string): string => `${folder}/figures/${name.replace(/\.ts$/, ".svg")}`;
