/** @file Protocol buffers on the wire: messages as fields one after the other. */

import { DataError } from "glissade";

/** Bytes of a file, and what errors call it. */
export interface Bytes {
  readonly view: DataView<ArrayBufferLike>;
  readonly where: string;
}

export const toBytes = (bytes: Uint8Array, where: string): Bytes => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  where,
});

/** How the content of a field is written. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/** The number and the kind of a field, as they stand before it. */
export const tag = (number: number, kind: number): number => number * 8 + kind;

export interface Field {
  readonly tag: number;
  /** Where the content begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

/** Sizes of the kinds that have one size. */
const sizes: Readonly<Record<number, number>> = { [FIXED64]: 8, [FIXED32]: 4 };

/** Fields of the message between two positions of a file. */
export function* fieldsOf(file: Bytes, start: number, end: number): Generator<Field, void> {
  let at = start;
  while (at < end) {
    const head = readVarint(file, at, end);
    const kind = head.value % 8;
    const length = kind === LENGTH ? readVarint(file, head.end, end) : undefined;
    const content = length?.end ?? head.end;
    const size = length?.value ?? sizes[kind];
    if (kind !== VARINT && size === undefined)
      throw broken(file, at, `a field of kind ${kind}, which messages do not have`);
    const next = size === undefined ? readVarint(file, content, end).end : content + size;
    if (next > end) throw broken(file, at, `a field of ${size} bytes in a message that ends at ${end}`);
    yield { tag: head.value, start: content, end: next };
    at = next;
  }
}

interface Varint {
  /** Below 2⁶⁴; above 2⁵³ rounded. */
  readonly value: number;
  readonly end: number;
}

const LONGEST_VARINT = 10;

/** An unsigned integer in groups of seven bits, the lowest first. */
function readVarint(file: Bytes, start: number, end: number): Varint {
  let [value, scale] = [0, 1];
  for (let at = start; at < Math.min(end, start + LONGEST_VARINT); at++) {
    const byte = file.view.getUint8(at);
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
    scale *= 128;
  }
  throw broken(file, start, "a number that does not end");
}

/** A signed integer of 64 bits. */
export function readInt64({ view }: Bytes, { start, end }: Field): bigint {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) value = value * 128n + BigInt(view.getUint8(at) & 127);
  return BigInt.asIntN(64, value);
}

export const readText = ({ view }: Bytes, { start, end }: Field): string =>
  new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, end - start));

/** A DataError at a byte of a file. */
export const broken = ({ where }: Bytes, at: number, found: string): DataError =>
  new DataError({
    where: `${where}, byte ${at}`,
    rule: `found ${found}`,
    fix: "The file is damaged: copy it again from where it was written",
  });

const varint = (value: bigint): number[] => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};

/** A field of each kind; what is 0 or empty is written too. */
export const writeVarint = (number: number, value: number): number[] => [
  tag(number, VARINT),
  ...varint(BigInt(value)),
];

export const writeDouble = (number: number, value: number): number[] => [
  tag(number, FIXED64),
  ...new Uint8Array(littleEndian(8, (view) => view.setFloat64(0, value, true))),
];

export const writeFloat = (number: number, value: number): number[] => [
  tag(number, FIXED32),
  ...new Uint8Array(littleEndian(4, (view) => view.setFloat32(0, value, true))),
];

export const writeBytes = (number: number, content: ArrayLike<number>): number[] => [
  tag(number, LENGTH),
  ...varint(BigInt(content.length)),
  ...Array.from(content),
];

export const writeText = (number: number, text: string): number[] =>
  writeBytes(number, new TextEncoder().encode(text));

function littleEndian(size: number, write: (view: DataView) => void): ArrayBuffer {
  const buffer = new ArrayBuffer(size);
  write(new DataView(buffer));
  return buffer;
}
