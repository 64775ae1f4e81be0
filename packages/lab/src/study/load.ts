/** @file A study by the name of a ready one, or from a JSON, TypeScript or JavaScript file. */

import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { ArgumentError, DataError, nearestOrAll } from "glissade";
import { requireText } from "../checks.ts";
import { readText } from "../files.ts";
import { parseJson } from "./json.ts";
import { readyStudies } from "./ready.ts";
import type { Study } from "./study.ts";
import { validateStudy } from "./validate.ts";

const readers: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  ".json": readJson,
  ".ts": readModule,
  ".js": readModule,
  ".mjs": readModule,
};

/**
 * Loads and checks a study.
 *
 * @example
 * (await loadStudy("book-momentum")).runs; // 22
 */
export async function loadStudy(nameOrPath: string): Promise<Study> {
  requireText("loadStudy(nameOrPath)", nameOrPath);
  if (Object.hasOwn(readyStudies, nameOrPath)) {
    return validateStudy(readyStudies[nameOrPath], nameOrPath);
  }
  const read = readers[extname(nameOrPath)];
  if (!read) throw unknownStudy(nameOrPath);
  const file = await stat(nameOrPath).catch(() => undefined);
  if (!file?.isFile()) throw missingFile(nameOrPath);
  return validateStudy(await read(nameOrPath), nameOrPath);
}

async function readJson(path: string): Promise<unknown> {
  return parseJson(await readText(path), path);
}

async function readModule(path: string): Promise<unknown> {
  // Most commands need no loader of TypeScript, which takes a while to load itself.
  const { createJiti } = await import("jiti");
  // Without caches: nothing is left on the disk, and a file that was edited is read again.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false });
  const module = await jiti.import<{ readonly default?: unknown }>(resolve(path)).catch((cause: Error) => {
    const reason = cause.message.replace(/\s+/g, " ");
    throw new DataError({ where: path, rule: `cannot be loaded (${reason})`, cause });
  });
  if (module.default !== undefined) return module.default;
  const fix = "End the file with: export default { name, data, arms }";
  throw new DataError({ where: path, rule: "has no default export", fix });
}

function unknownStudy(name: string): ArgumentError {
  const extensions = Object.keys(readers).join(", ");
  return new ArgumentError({
    where: "study",
    rule: `${JSON.stringify(name)} is neither a ready study nor a file ending in ${extensions}`,
    fix: nearestOrAll(name, Object.keys(readyStudies)),
  });
}

function missingFile(path: string): DataError {
  const names = Object.keys(readyStudies).join(", ");
  return new DataError({
    where: path,
    rule: "no such file",
    fix: `Check the path, or use a ready study: ${names}`,
  });
}
