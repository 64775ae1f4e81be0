/** @file The files of an import: found in folders, told apart by their names, named by where they are. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ArgumentError, DataError } from "glissade";
import { readText } from "../files.ts";
import { logEndings, type NamedText } from "../formats/logs.ts";
import type { NamedBytes } from "../formats/tensorboard.ts";

export const importFormats = ["tensorboard", "csv", "jsonl"] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface FoundFile {
  readonly file: string;
  /** Relative to what is imported, with `/` between its parts. */
  readonly path: string;
}

/** How the names of files of a format end; those of TensorBoard have more behind it. */
const isOf: Readonly<Record<ImportFormat, (name: string) => boolean>> = {
  tensorboard: (name) => name.includes("tfevents"),
  csv: (name) => logEndings.csv.test(name),
  jsonl: (name) => logEndings.jsonl.test(name),
};

export interface FoundFiles {
  readonly format: ImportFormat;
  readonly files: readonly FoundFile[];
}

/** Files of one format below the given ones, in the order of their paths. */
export async function findFiles(
  given: readonly string[],
  format: ImportFormat | undefined,
): Promise<FoundFiles> {
  const kinds = await Promise.all(given.map(async (path) => ({ path, isFolder: await isFolder(path) })));
  const base = baseOf(kinds);
  const all: string[] = [];
  for (const { path, isFolder } of kinds)
    all.push(...(isFolder ? await filesBelow(path) : [path]).map((file) => resolve(file)));
  const named = kinds.filter(({ isFolder }) => !isFolder).map(({ path }) => resolve(path));
  const found = format ?? formatOf(all, given);
  // A file that is named is taken at its word where the format is given.
  const files = [...new Set(all)].filter(
    (file) => isOf[found](basename(file)) || (format !== undefined && named.includes(file)),
  );
  if (files.length === 0) throw nothingFound(given, found);
  const paths = files.map((file) => ({ file, path: relative(base, file).split(sep).join("/") }));
  return { format: found, files: paths.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found) return found.isDirectory();
  throw new DataError({ where: path, rule: "no such file or folder", fix: "Check the path" });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // Folders of runs hold settings in JSON, which are no logs.
  return files.filter((file) => !/\.json$/i.test(file));
}

/** What names are relative to: the one folder, or the folder that all are in. */
function baseOf(given: readonly { readonly path: string; readonly isFolder: boolean }[]): string {
  const [only] = given;
  if (given.length === 1 && only!.isFolder) return resolve(only!.path);
  const folders = given.map(({ path, isFolder }) => {
    const own = dirname(resolve(path));
    // TensorBoard's runs are the folders of event files.
    return !isFolder && isOf.tensorboard(basename(path)) ? dirname(own) : own;
  });
  return folders.reduce(commonFolder);
}

function commonFolder(a: string, b: string): string {
  let common = a;
  while (relative(common, b).startsWith("..")) common = dirname(common);
  return common;
}

function formatOf(files: readonly string[], given: readonly string[]): ImportFormat {
  const present = importFormats.filter((format) => files.some((file) => isOf[format](basename(file))));
  if (present.length === 1) return present[0]!;
  if (present.length === 0) throw nothingFound(given, undefined);
  throw new ArgumentError({
    where: "import",
    rule: `files must be of one format, got ${present.join(" and ")}`,
    fix: `Say which to take: --format ${present[0]}`,
  });
}

const nothingFound = (given: readonly string[], format: ImportFormat | undefined): DataError =>
  new DataError({
    where: given.join(", "),
    rule: format ? `has no files of ${format}` : "has no event files of TensorBoard, CSV or JSON Lines",
    fix: "Check the path, or name the files with --format",
  });

export const readTexts = (files: readonly FoundFile[]): Promise<NamedText[]> =>
  Promise.all(files.map(async ({ file, path }) => ({ path, text: await readText(file) })));

export const readAllBytes = (files: readonly FoundFile[]): Promise<NamedBytes[]> =>
  Promise.all(files.map(async ({ file, path }) => ({ path, bytes: await readFile(file) })));
