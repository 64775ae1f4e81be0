/** @file Records of TensorFlow: a length and bytes, each with a checksum. */

import { type Bytes, broken } from "./wire.ts";

/** Remainders of single bytes by Castagnoli's polynomial, whose lowest bit is the highest power. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C of bytes between two positions, turned and moved so that the checksum of a checksum is not a constant. */
export function maskedCrc32c(view: DataView, start = 0, end = view.byteLength): number {
  let crc = 0xffffffff;
  for (let at = start; at < end; at++) crc = remainders[(crc ^ view.getUint8(at)) & 255]! ^ (crc >>> 8);
  crc = ~crc;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const HEAD = 12;
const TAIL = 4;

/** A record's bytes: its length in 8, their checksum in 4, the content, its checksum in 4; the lowest byte first. */
export function toRecord(content: ArrayLike<number>): Uint8Array {
  const record = new Uint8Array(HEAD + content.length + TAIL);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, maskedCrc32c(view, 0, 8), true);
  record.set(content, HEAD);
  const end = HEAD + content.length;
  view.setUint32(end, maskedCrc32c(view, HEAD, end), true);
  return record;
}

/** Where the content of a record begins and ends. */
export interface RecordPlace {
  readonly start: number;
  readonly end: number;
}

/** The records of a file that are whole; returns the byte at which one begins that the file's end cuts off. */
export function* recordsOf(file: Bytes): Generator<RecordPlace, number | undefined> {
  const size = file.view.byteLength;
  let at = 0;
  while (at + HEAD <= size) {
    requireChecksum(file, { start: at, end: at + 8 });
    const length = Number(file.view.getBigUint64(at, true));
    const [start, end] = [at + HEAD, at + HEAD + length];
    if (end + TAIL > size) return at;
    requireChecksum(file, { start, end });
    yield { start, end };
    at = end + TAIL;
  }
  return at < size ? at : undefined;
}

/** Throws unless the checksum behind some bytes is theirs. */
function requireChecksum(file: Bytes, { start, end }: RecordPlace): void {
  const [expected, got] = [maskedCrc32c(file.view, start, end), file.view.getUint32(end, true)];
  if (expected === got) return;
  const [right, wrong] = [expected, got].map((crc) => `0x${crc.toString(16).padStart(8, "0")}`);
  throw broken(file, end, `the checksum ${wrong} where the ${end - start} bytes before have ${right}`);
}
