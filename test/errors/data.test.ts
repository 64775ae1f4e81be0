/** @file Whole messages of options of readers and data sets. */

import {
  columnOf,
  type GlyphsOptions,
  glyphs,
  matrixOf,
  parseBal,
  parseCsv,
  parseIdx,
  parseLibmv,
  parseNpy,
  parseNpz,
  type Table,
} from "glissade/data";
import { fashionMnist, fromDirectory, mnist, readCsv, resolveDataset } from "glissade/files";
import { expect, it } from "vitest";

/** What plain JavaScript may write. */
const loose = (options: object) => options;

it.each<[string, () => unknown]>([
  [
    "parseCsv({ delimeter }): is not an option. The nearest is delimiter (known: where, columns, impute, header, delimiter, types, missing).",
    () => parseCsv("x\n1", loose({ delimeter: ";" })),
  ],
  [
    'parseCsv({ types }): must be an object of "number", "integer", "boolean", "date", "category" or lists of categories, got an object of x.',
    () => parseCsv("x\n1", loose({ types: { x: "float" } })),
  ],
  [
    'parseCsv({ impute }): must be "mean", "median", "most frequent", "keep", a number, or an object of these by column, got "mode".',
    () => parseCsv("x\n1", loose({ impute: "mode" })),
  ],
  [
    'parseCsv({ impute: { rain } }): must be "mean", "median", "most frequent", "keep", a number, got "mode".',
    () => parseCsv("rain\n1", loose({ impute: { rain: "mode" } })),
  ],
  [
    'parseNpz({ arrays }): must be a list of texts, got "x".',
    () => parseNpz(new Uint8Array(), loose({ arrays: "x" })),
  ],
  ["columnOf(table): must be a table, got an object of x.", () => columnOf(loose({ x: 1 }) as Table, "x")],
  [
    "matrixOf({ names }): is not an option. Known: columns, dtype.",
    () => matrixOf(parseCsv("x\n1"), loose({ names: ["x"] })),
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

it.each<[string, () => unknown]>([
  ["parseCsv(text): must be a text, got 5.", () => parseCsv(5 as never)],
  [
    "parseCsv(text): must be a text, got a Uint8Array. Decode it: new TextDecoder().decode(bytes).",
    () => parseCsv(new Uint8Array(3) as never),
  ],
  ["parseBal(text): must be a text, got undefined.", () => parseBal(undefined as never)],
  ['parseNpy(bytes): must be a Uint8Array, got "a".', () => parseNpy("a" as never)],
  [
    "parseNpy(bytes): must be a Uint8Array, got an ArrayBuffer. Wrap it: new Uint8Array(buffer).",
    () => parseNpy(new ArrayBuffer(3) as never),
  ],
  ["parseIdx(bytes): must be a Uint8Array, got [0, 0].", () => parseIdx([0, 0] as never)],
  ["parseLibmv(bytes): must be a Uint8Array, got null.", () => parseLibmv(null as never)],
  [
    'parseNpy(options): must be an object of options, got "a.npy". Write { where: "a.npy" }.',
    () => parseNpy(new Uint8Array(3), "a.npy" as never),
  ],
])("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});
