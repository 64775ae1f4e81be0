/** @file Files of public data sets: kept in a directory, fetched from mirrors when missing, checked by their sums. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { gunzip } from "./gunzip.ts";

/** A sum over the file as it is, or over what it holds once unzipped. */
export interface Checksum {
  readonly algorithm: "sha256" | "md5";
  readonly over: "file" | "content";
}

interface RemoteFile {
  readonly name: string;
  /** Hexadecimal. */
  readonly sum: string;
}

export interface RemoteSource {
  /** The data set, for errors. */
  readonly name: string;
  readonly files: readonly RemoteFile[];
  readonly checksum: Checksum;
  /** Addresses of folders that hold the files, tried in order. */
  readonly mirrors: readonly string[];
  /** Where the files are kept. */
  readonly directory: string;
}

const TIMEOUT_SECONDS = 300;

/** Bytes of every file, in order; a missing one is fetched, and kept only if its sum is right. */
export async function obtainFiles(source: RemoteSource): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const file of source.files)
    contents.push((await readKept(file, source)) ?? (await download(file, source)));
  return contents;
}

/** The user's cache directory for a data set. */
export function cacheDirectory(name: string): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const home = homedir();
  const perPlatform: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, "Library", "Caches"),
    win32: LOCALAPPDATA ?? join(home, "AppData", "Local"),
  };
  return join(XDG_CACHE_HOME || (perPlatform[process.platform] ?? join(home, ".cache")), "glissade", name);
}

async function readKept(file: RemoteFile, source: RemoteSource): Promise<Uint8Array | undefined> {
  const path = join(source.directory, file.name);
  if (!existsSync(path)) return undefined;
  const bytes = await readFile(path);
  const fault = checksumFault(bytes, file, source.checksum);
  if (fault) throw new DataError({ where: path, rule: fault, fix: "Delete the file and fetch it again" });
  return bytes;
}

async function download(file: RemoteFile, source: RemoteSource): Promise<Uint8Array> {
  const faults: string[] = [];
  for (const mirror of source.mirrors) {
    const url = `${mirror.replace(/\/$/, "")}/${file.name}`;
    const fetched = await fetchBytes(url);
    const fault = typeof fetched === "string" ? fetched : checksumFault(fetched, file, source.checksum);
    if (typeof fetched !== "string" && fault === undefined) return keep(fetched, source.directory, file.name);
    faults.push(`${url}: ${fault}`);
  }
  throw unavailable(file, source, faults);
}

/** Bytes at an address, or the reason why there are none. */
async function fetchBytes(url: string): Promise<Uint8Array | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000 * TIMEOUT_SECONDS) });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : `HTTP status ${response.status}`;
  } catch (error) {
    // fetch says only "fetch failed"; the reason is in its cause.
    const { message, cause } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

function checksumFault(
  bytes: Uint8Array,
  file: RemoteFile,
  { algorithm, over }: Checksum,
): string | undefined {
  const hash = createHash(algorithm);
  try {
    hash.update(over === "content" ? gunzip(bytes, file.name) : bytes);
  } catch (error) {
    return (error as DataError).rule;
  }
  const sum = hash.digest("hex");
  return sum === file.sum
    ? undefined
    : `wrong checksum: ${algorithm} of the ${over} is ${sum}, expected ${file.sum}`;
}

/** Writes under a temporary name first, so that another process never reads half a file. */
async function keep(bytes: Uint8Array, directory: string, name: string): Promise<Uint8Array> {
  const temporary = join(directory, `.${name}.${process.pid}.part`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, join(directory, name));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new DataError({
      where: directory,
      rule: `cannot keep ${name}: ${(cause as Error).message}`,
      cause,
    });
  }
  return bytes;
}

function unavailable(
  file: RemoteFile,
  { name, files, directory }: RemoteSource,
  faults: string[],
): DataError {
  const all = files.map((one) => one.name).join(", ");
  return new DataError({
    where: name,
    rule: `${directory} has no ${file.name}${faults.length > 0 ? ` and it cannot be fetched (${faults.join("; ")})` : ""}`,
    fix: `Put ${all} there by hand`,
  });
}
