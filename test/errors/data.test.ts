/** @file Whole messages of options of readers and data sets. */

import { type GlyphsOptions, glyphs, parseCsv } from "glissade/data";
import { fashionMnist, fromDirectory, mnist, readCsv, resolveDataset } from "glissade/files";
import { expect, it } from "vitest";

/** What plain JavaScript may write. */
const loose = (options: object) => options;

it.each<[string, () => unknown]>([
  [
    "parseCsv({ delimeter }): is not an option. The nearest is delimiter (known: header, delimiter, columns).",
    () => parseCsv("x\n1", "t.csv", loose({ delimeter: ";" })),
  ],
  [
    "glyphs({ trian }): is not an option. The nearest is train (known: train, test, seed, size).",
    () => glyphs(loose({ trian: 10 })),
  ],
  ["glyphs({ size }): must be a positive integer, got 0.", () => glyphs({ size: 0 })],
  [
    'glyphs({ train }): must be a positive integer, got "many".',
    () => glyphs(loose({ train: "many" }) as GlyphsOptions),
  ],
  [
    "fromDirectory({ testfraction }): is not an option. The nearest is testFraction (known: testFraction, seed, classes, size).",
    () => fromDirectory("nowhere", loose({ testfraction: 0.5 })),
  ],
  [
    "mnist({ mirror }): is not an option. The nearest is mirrors (known: directory, mirrors, size).",
    () => mnist(loose({ mirror: "http://localhost" })),
  ],
  [
    "fashionMnist({ path }): is not an option. Known: directory, mirrors, size.",
    () => fashionMnist(loose({ path: "here" })),
  ],
  [
    "resolveDataset({ sise }): is not an option. The nearest is size (known: directory, testFraction, seed, classes, size).",
    () => resolveDataset("glyphs", loose({ sise: 7 })),
  ],
  [
    'data: "mnits" is neither a directory nor one of glyphs, mnist, fashion-mnist.',
    () => resolveDataset("mnits"),
  ],
  ["nowhere.csv: no such file. Check the path.", () => readCsv("nowhere.csv")],
])("%s", async (message, call) => {
  await expect((async () => call())()).rejects.toThrow(expect.objectContaining({ message }));
});
