/** @file The lessons, executed in their short form: what must be true of their numbers, what they print, and their figures. */

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { lessonsPage, methodsPage } from "../docs/lessons-pages.ts";
import { lessons, recorded } from "../examples/support/catalogue.ts";
import { copyOf } from "../examples/support/data.ts";
import type { Lesson } from "../examples/support/lesson.ts";
import { nearly, printedValues } from "./support/doc-examples.ts";
import { tight } from "./support/tight.ts";

/** The data that a lesson reads, which not every checkout has. */
function missing(source: string): string | undefined {
  if (source.includes("digits(") && !copyOf("MNIST")) return "MNIST";
  if (source.includes("airfoil(") && !copyOf("AIRFOIL")) return "airfoil_self_noise.dat";
  if (source.includes("shakespeare(") && !copyOf("SHAKESPEARE")) return "tinyshakespeare.txt";
  const paths = [...source.matchAll(/"(\.\.\/shared\/data\/[^"]+)"/g)].map((match) => match[1]!);
  return paths.find((path) => !existsSync(path));
}

const isDrawing = /^<svg.*<\/svg>\s*$/s;

describe.each(lessons.map((lesson) => ({ ...lesson, source: readFileSync(lesson.file, "utf8") })))(
  "$name",
  (lesson) => {
    const { source, file, figure } = lesson;
    const absent = missing(source);

    test.skipIf(absent)(
      `does what it says${absent ? ` (needs ${absent})` : ""}`,
      { timeout: 60_000 },
      async () => {
        const printed: unknown[] = [];
        const print = vi.spyOn(console, "log").mockImplementation((value) => {
          printed.push(ArrayBuffer.isView(value) ? Array.from(value as Float64Array, Number) : value);
        });
        try {
          const { default: outcome }: { default: Lesson } = await import(file);
          check(outcome, recorded()[lesson.name]?.numbers);
        } finally {
          print.mockRestore();
        }
        expect(printed).toEqual(printedValues(source).map(nearly));
      },
    );

    test("has a figure", () => expect(readFileSync(figure, "utf8")).toMatch(isDrawing));

    test("is a lesson and no program", () => expect(source.split("\n").length).toBeLessThan(125));

    test("says what it is", () => {
      for (const text of [lesson.title, lesson.about, lesson.see, ...lesson.methods])
        expect(text).not.toBe("");
    });
  },
);

function check({ numbers, holds, figure }: Lesson, inFull: Lesson["numbers"] | undefined): void {
  expect(Object.keys(holds).length).toBeGreaterThan(0);
  expect(Object.entries(holds).filter(([, isTrue]) => !isTrue)).toEqual([]);
  expect(Object.keys(inFull ?? {})).toEqual(Object.keys(numbers));
  for (const value of Object.values(numbers)) expect(value).toEqual(expect.any(Number));
  expect(figure).toMatch(isDrawing);
}

test.each([
  ["examples/README.md", lessonsPage],
  ["docs/methods.md", methodsPage],
])("%s is what npm run docs:lessons writes", (path, page) =>
  expect(tight(readFileSync(path, "utf8"))).toBe(tight(page())),
);
