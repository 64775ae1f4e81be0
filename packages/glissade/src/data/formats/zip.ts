/** @file The files of zip archives: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */

import { inflateSync } from "fflate";
import { DataError } from "../../errors.ts";
import { reasonOf } from "../reason.ts";
import { crc32 } from "./crc32.ts";

/** A file of an archive, not yet unpacked. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes, checked by their sum. */
  unpack(): Uint8Array;
}

/** What the directory of an archive says of a file. */
interface Listed {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** In bytes, packed and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where the file's own header begins. */
  readonly offset: number;
}

const signatures = { end: 0x06054b50, listed: 0x02014b50, file: 0x04034b50 };

/** Bytes of the end of the directory without its comment, of an entry of the directory, and of a file's own header. */
const sizes = { end: 22, listed: 46, file: 30 };

/** The longest comment behind the directory. */
const COMMENT = 0xffff;

/** What stands for a size or position of more than 32 bits. */
const LARGE = 0xffffffff;

/** No byte of deflated data gives more. */
const MOST_PER_BYTE = 1032;

/** The files of an archive; `where` names it in errors. */
export function readZip(bytes: Uint8Array, where: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view, where);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let position = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (position + sizes.listed > end || view.getUint32(position, true) !== signatures.listed)
      throw damaged(where, `its directory lists ${count} files, got ${i}`);
    const listed = readListed(bytes, view, position);
    entries.push({ name: listed.name, unpack: () => unpack(bytes, listed, `${where}, ${listed.name}`) });
    position += sizes.listed + [28, 30, 32].reduce((sum, at) => sum + view.getUint16(position + at, true), 0);
  }
  return entries;
}

function findEnd(view: DataView, where: string): number {
  const last = view.byteLength - sizes.end;
  for (let position = last; position >= Math.max(0, last - COMMENT); position--)
    if (view.getUint32(position, true) === signatures.end) return position;
  const isZip = view.byteLength >= 4 && view.getUint32(0, true) === signatures.file;
  if (isZip) throw damaged(where, "truncated: its directory, at the end, is missing");
  throw new DataError({ where, rule: "not a zip archive", fix: "Write it with numpy.savez" });
}

function readListed(bytes: Uint8Array, view: DataView, position: number): Listed {
  const start = position + sizes.listed;
  return {
    name: new TextDecoder().decode(bytes.subarray(start, start + view.getUint16(position + 28, true))),
    flags: view.getUint16(position + 8, true),
    method: view.getUint16(position + 10, true),
    crc: view.getUint32(position + 16, true),
    packed: view.getUint32(position + 20, true),
    size: view.getUint32(position + 24, true),
    offset: view.getUint32(position + 42, true),
  };
}

function unpack(bytes: Uint8Array, listed: Listed, where: string): Uint8Array {
  const { flags, packed, size, offset } = listed;
  if (flags & 1) throw new DataError({ where, rule: "is encrypted", fix: "Save it without a password" });
  if ([packed, size, offset].includes(LARGE))
    throw new DataError({ where, rule: "has more than 4 GB", fix: "Save it as a .npy file of its own" });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + sizes.file > bytes.length || view.getUint32(offset, true) !== signatures.file)
    throw damaged(where, `must begin at byte ${offset} of ${bytes.length}`);
  const start = offset + sizes.file + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length)
    throw damaged(where, `truncated: needs ${packed} bytes, got ${Math.max(0, bytes.length - start)}`);
  const unpacked = inflate(bytes.subarray(start, start + packed), listed, where);
  if (unpacked.length !== size) throw damaged(where, `must have ${size} bytes, got ${unpacked.length}`);
  if (crc32(unpacked) !== listed.crc)
    throw damaged(where, "its bytes do not have the sum that the archive says");
  return unpacked;
}

function inflate(packed: Uint8Array, { method, size }: Listed, where: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8)
    throw new DataError({
      where,
      rule: `must be stored or deflated, methods 0 and 8, got ${method}`,
      fix: "Write it with numpy.savez or numpy.savez_compressed",
    });
  if (size > MOST_PER_BYTE * (packed.length + 1))
    throw damaged(where, `cannot have ${size} bytes, packed in ${packed.length}`);
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (cause) {
    throw damaged(where, `cannot be unpacked: ${reasonOf(cause)}`, cause);
  }
}

const damaged = (where: string, rule: string, cause?: unknown): DataError =>
  new DataError({ where, rule, fix: "Fetch the file again", cause });
