/**
 * @file The files of one checkpoint: a folder with a manifest and a safetensors file, which is named once it is durable.
 */

import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../errors.ts";
import type { Provider } from "../run/backend.ts";
import type { EncodedState } from "../train/encode-state.ts";

const TENSORS = "state.safetensors";
const MANIFEST = "manifest.json";
const FORMAT = "glissade checkpoint";
const VERSION = 1;

/** Where a training ran: with the same of it, it goes on with the same bits. */
export interface Environment {
  readonly provider: Provider;
  /** Whether operations become kernels where there are some. */
  readonly kernels: boolean;
  /** Threads inside one operation; `null` where ONNX Runtime chooses by the processor. */
  readonly threads: number | null;
  /** Logical processors. */
  readonly cores: number;
  /** Steps of a training in one call of ONNX Runtime. */
  readonly stepsPerCall: number;
}

/** What a checkpoint says of itself, as JSON. */
export interface Manifest extends Omit<EncodedState, "bytes">, Environment {
  readonly format: string;
  readonly version: number;
  /** Of Glissade, ONNX Runtime and Node. */
  readonly versions: { readonly [name: string]: string };
  /** What the caller noted, such as seeds. */
  readonly notes?: { readonly [name: string]: unknown };
  /** How many bytes the tensors take. */
  readonly bytes: number;
  /** SHA-256 of the rest of the manifest and of the tensors. */
  readonly checksum: string;
}

export interface Checkpoint {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
}

type About = Omit<Manifest, "format" | "version" | "bytes" | "checksum">;

/** Writes a checkpoint under another name and renames it last, so that a folder of this name is always complete. */
export async function writeCheckpoint(path: string, bytes: Uint8Array, about: About): Promise<void> {
  const rest = { format: FORMAT, version: VERSION, ...about, bytes: bytes.length };
  const manifest = { ...rest, checksum: checksumOf(rest, bytes) };
  const aside = asidePath(path, "new");
  await mkdir(dirname(path), { recursive: true });
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(aside);
    await writeDurably(join(aside, TENSORS), bytes);
    await writeDurably(join(aside, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncDirectory(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Removes a checkpoint; a process that is killed meanwhile leaves no half of it under its name. */
export async function removeCheckpoint(path: string): Promise<void> {
  const aside = asidePath(path, "old");
  await rename(path, aside);
  await rm(aside, { recursive: true });
}

/** A name for this process alone, which no checkpoint has. */
const asidePath = (path: string, word: "new" | "old"): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${word}`);

/** The process that left a folder aside; nothing for other names. */
export const ownerOf = (name: string): number | undefined => {
  const pid = /^\.step-\d+\.(\d+)\.(?:new|old)$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
};

async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names durable; Windows does so by itself and has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const checksumOf = (rest: object, bytes: Uint8Array): string =>
  createHash("sha256").update(JSON.stringify(rest)).update("\n").update(bytes).digest("hex");

/**
 * Reads a checkpoint.
 *
 * @throws DataError unless it is whole, and of this format.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const text = (await readPart(path, MANIFEST)).toString("utf8");
  const { checksum, ...rest } = parseManifest(path, text);
  const bytes = await readPart(path, TENSORS);
  if (bytes.length < rest.bytes) {
    throw unusable(path, `truncated: ${TENSORS} needs ${rest.bytes} bytes, got ${bytes.length}`);
  }
  const found = checksumOf(rest, bytes);
  if (found !== checksum) {
    throw unusable(path, `damaged: its checksum must be ${short(checksum)}, got ${short(found)}`);
  }
  return { manifest: { ...rest, checksum }, bytes };
}

const short = (checksum: unknown): string => `${String(checksum).slice(0, 12)}…`;

async function readPart(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(path, name));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const rule =
      code === "ENOENT" || code === "ENOTDIR" ? `has no ${name}` : `${name} cannot be read (${code})`;
    throw unusable(path, `not a checkpoint: ${rule}`, cause);
  }
}

function parseManifest(path: string, text: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = Object(JSON.parse(text));
  } catch (cause) {
    throw unusable(path, `not a checkpoint: its ${MANIFEST} is not JSON`, cause);
  }
  const { format, version } = manifest;
  if (format !== FORMAT) throw unusable(path, `not a checkpoint: its format is ${JSON.stringify(format)}`);
  if (version === VERSION) return manifest as Manifest;
  throw new DataError({
    where: path,
    rule: `must be of version ${VERSION}, got ${version}`,
    fix: "Read it with the release of Glissade that wrote it",
  });
}

const unusable = (where: string, rule: string, cause?: unknown): DataError =>
  new DataError({ where, rule, fix: "latestCheckpoint() finds the last whole one of a directory", cause });
