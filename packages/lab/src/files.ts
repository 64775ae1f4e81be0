/** @file Result files: written whole or not at all, and refused before the work rather than after it. */

import { randomUUID } from "node:crypto";
import { readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ArgumentError, DataError } from "glissade";

/** A whole content, or its parts as they come. */
export type FileContent = string | Uint8Array | Iterable<string> | AsyncIterable<string>;

/**
 * Writes a file whole or not at all: readers see the old content or the new, never a part.
 *
 * @throws DataError that names the path, where the file system refuses it.
 *
 * @example
 * await writeFileAtomic("out.json", JSON.stringify(result));
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const target = await followLinks(path);
  const temporary = temporaryBeside(target);
  try {
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, target);
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    if (error.syscall === undefined) throw cause;
    const { reason, fix = "Choose another path" } = explain(error, dirname(target));
    throw new DataError({ where: path, rule: `cannot be written (${reason})`, fix, cause });
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Throws, in the name of an option such as `--report`, where `writeFileAtomic` could not write the path.
 *
 * @example
 * await ensureWritable("report.html", "--report");
 */
export async function ensureWritable(path: string, option: string): Promise<void> {
  const obstacle = await findObstacle(path);
  if (!obstacle) return;
  const { reason, fix = "Choose another path" } = obstacle;
  throw new ArgumentError({ where: option, rule: `cannot write to ${path} (${reason})`, fix });
}

/** A result as it is written: indented, with a line end. */
export function toJson(result: unknown): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

interface Obstacle {
  readonly reason: string;
  readonly fix?: string;
}

async function findObstacle(path: string): Promise<Obstacle | undefined> {
  if (path === "-") return { reason: "only --json prints to the standard output" };
  const target = await followLinks(path);
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory()) return { reason: "it is a directory", fix: "Name a file in it" };
  // Renaming onto a device or a pipe would replace it.
  if (existing && !existing.isFile()) return { reason: "it is not a regular file" };
  const probe = temporaryBeside(target);
  try {
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    return explain(error as NodeJS.ErrnoException, dirname(target));
  }
}

function explain(error: NodeJS.ErrnoException, directory: string): Obstacle {
  const known: Readonly<Record<string, Obstacle>> = {
    ENOENT: {
      reason: "the directory does not exist",
      fix: `Create it with mkdir -p ${directory}, or choose another path`,
    },
    ENOTDIR: { reason: `${directory} is not a directory` },
    EACCES: { reason: "no permission to write in the directory" },
    EROFS: { reason: "the file system is read-only" },
    ENOSPC: { reason: "the disk is full", fix: "Free some space, or choose another path" },
  };
  return known[error.code ?? ""] ?? { reason: error.message };
}

const READ_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "is a directory, not a file",
  EACCES: "no permission to read it",
};

/**
 * The text of a file, in UTF-8.
 *
 * @throws DataError that names the path, where the file system refuses it.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    throw new DataError({ where: path, rule: READ_FAULTS[code] ?? message, fix: "Check the path", cause });
  }
}

/** The file behind a symbolic link, so that a rename replaces the file and not the link. */
async function followLinks(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function temporaryBeside(path: string): string {
  return `${path}.${randomUUID()}.tmp`;
}
