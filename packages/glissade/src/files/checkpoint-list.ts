/** @file The checkpoints of one training, in the order of their steps. */

import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { ownerOf, readCheckpoint, removeCheckpoint } from "./checkpoint-files.ts";

/** A checkpoint by its name alone. */
export interface Listed {
  readonly step: number;
  readonly path: string;
}

/** With zeros in front, so that sorted names are sorted steps. */
export const checkpointPath = (directory: string, step: number): string =>
  join(directory, `step-${`${step}`.padStart(9, "0")}`);

/** Checkpoints by their names, the latest first; none where there is no such directory. */
export async function listCheckpoints(directory: string): Promise<readonly Listed[]> {
  const found = (await namesIn(directory)).flatMap((name) => {
    const step = /^step-(\d+)$/.exec(name)?.[1];
    return step === undefined ? [] : { step: Number(step), path: join(directory, name) };
  });
  return found.sort((a, b) => b.step - a.step);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  requireKind("directory", kind.needed(kind.string), directory);
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new DataError({ where: directory, rule: `cannot be read as a directory (${code})`, cause });
  }
}

/** Why a checkpoint cannot be used; nothing where it is whole. */
export async function faultOf(path: string): Promise<DataError | undefined> {
  try {
    await readCheckpoint(path);
    return undefined;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

/** Removes all but the latest ones up to a step. */
export async function prune(
  directory: string,
  { keep, upTo }: { readonly keep: number; readonly upTo: number },
): Promise<void> {
  const own = (await listCheckpoints(directory)).filter(({ step }) => step <= upTo);
  for (const { path } of own.slice(keep)) await removeCheckpoint(path);
}

/** Removes what processes that are gone left half written or half removed. */
export async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) {
    const owner = ownerOf(name);
    if (owner !== undefined && !isAlive(owner)) await rm(join(directory, name), { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Gives a damaged checkpoint a name that no step has, since nothing is to be lost; returns its new path. */
export async function setAside(path: string): Promise<string> {
  const other = `${path}-damaged-${Date.now()}`;
  await rename(path, other);
  return other;
}
