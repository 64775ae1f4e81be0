/** @file Headers of the safetensors format, written and checked: https://huggingface.co/docs/safetensors */

import { DataError } from "../../errors.ts";
import { describe, isObject } from "../../options/describe.ts";
import { elementCount } from "../nd-array.ts";

/** A tensor that a file holds. */
export interface Entry {
  /** The format's own name, `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In bytes from the end of the header. */
  readonly data_offsets: readonly [start: number, end: number];
}

export type Header = ReadonlyMap<string, Entry>;

/** Bytes of the length of the header, the format's first field. */
const LENGTH_BYTES = 8;

/** Bytes of the longest header that the format allows. */
const LONGEST = 100_000_000;

/** Bytes of an element. */
const widths: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1 },
  ...{ I16: 2, U16: 2, F16: 2, BF16: 2, I32: 4, U32: 4, F32: 4 },
  ...{ I64: 8, U64: 8, F64: 8, C64: 8 },
};

/** Length and text of a header, padded with blanks, so that the data begin at a multiple of eight bytes. */
export function encodeHeader(header: Header): readonly [length: Uint8Array, text: Uint8Array] {
  const text = JSON.stringify(Object.fromEntries(header));
  const size = new TextEncoder().encode(text).length;
  const padded = new TextEncoder().encode(text + " ".repeat(-size & 7));
  return [new Uint8Array(new BigUint64Array([BigInt(padded.length)]).buffer), padded];
}

/**
 * The tensors that the bytes of a file hold, and the data, which they share out without gaps; `where` names the bytes
 * in errors.
 *
 * @throws DataError where the bytes are not of this format.
 */
export function decodeHeader(
  bytes: Uint8Array,
  where: string,
): { readonly header: Header; readonly data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) throw truncated(where, LENGTH_BYTES, bytes.length);
  if (isZip(bytes)) throw zipped(where);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST) throw wrong(where, `its header may have ${LONGEST} bytes, got ${length}`);
  const offset = LENGTH_BYTES + length;
  if (bytes.length < offset) throw truncated(where, offset, bytes.length);
  const { __metadata__, ...entries } = parseObject(bytes.subarray(LENGTH_BYTES, offset), where);
  requireTexts(where, __metadata__);
  const header = new Map(
    Object.entries(entries).map(([name, entry]) => [name, toEntry(entry, `${where}: ${name}`)]),
  );
  const data = bytes.subarray(offset);
  requireFullCoverage(header, data.length, where);
  return { header, data };
}

/** Whether bytes begin as a zip archive does: "PK" and two more. */
const isZip = (bytes: Uint8Array): boolean =>
  [0x50, 0x4b, 3, 4].every((byte, index) => bytes[index] === byte);

const zipped = (where: string): DataError =>
  new DataError({
    where,
    rule: "not a safetensors file: it is a zip archive, such as torch.save() writes",
    fix: "Save the weights as safetensors in Python: safetensors.torch.save_file(model.state_dict(), path)",
  });

/** Throws unless the notes of a file are texts by name, or left out. */
function requireTexts(where: string, notes: unknown): void {
  if (notes === undefined) return;
  const other = isObject(notes)
    ? Object.entries(notes).find(([, text]) => typeof text !== "string")
    : ["", notes];
  if (other) throw wrong(where, `its __metadata__ must hold texts by name, got ${describe(other[1])}`);
}

export const truncated = (where: string, needed: number, got: number): DataError =>
  new DataError({ where, rule: `truncated: needs ${needed} bytes, got ${got}`, fix: "Save it again" });

const wrong = (where: string, rule: string, cause?: unknown): DataError =>
  new DataError({ where, rule: `not a safetensors file: ${rule}`, cause });

function parseObject(bytes: Uint8Array, where: string): Readonly<Record<string, unknown>> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(where, "its header is not JSON", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(where, "its header is not a JSON object");
  const twice = repeatedKey(text);
  if (twice !== undefined) throw wrong(where, `its header has ${JSON.stringify(twice)} twice`);
  return { ...value };
}

/** A key that one object of a valid JSON text has twice: `JSON.parse` takes the last without a word. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [, string, colon, mark] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|([{}])/g)) {
    if (mark === "{") open.push(new Set());
    else if (mark === "}") open.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(string!);
      if (open.at(-1)!.has(key)) return key;
      open.at(-1)!.add(key);
    }
  }
  return undefined;
}

function toEntry(entry: unknown, where: string): Entry {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Partial<Entry>;
  if (typeof dtype !== "string" || !isCounts(shape))
    throw wrong(where, `needs a dtype and a shape, got ${JSON.stringify({ dtype, shape })}`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    throw wrong(where, `data_offsets must be two integers in order, got ${JSON.stringify(offsets)}`);
  const [start, end] = offsets as unknown as Entry["data_offsets"];
  const size = elementCount(shape) * (widths[dtype] ?? Number.NaN);
  if (Object.hasOwn(widths, dtype) && end - start !== size)
    throw wrong(
      where,
      `${dtype} [${shape.join(", ")}] takes ${size} bytes, got data_offsets [${start}, ${end}]`,
    );
  return { dtype, shape, data_offsets: [start, end] };
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);

/** Throws unless each tensor begins where the one before ends, and the last where the data end. */
function requireFullCoverage(header: Header, length: number, where: string): void {
  const inOrder = [...header].sort(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let previous = 0;
  for (const [
    name,
    {
      data_offsets: [start, end],
    },
  ] of inOrder) {
    if (start !== previous)
      throw wrong(
        `${where}: ${name}`,
        `the tensor before ends at byte ${previous}, got data_offsets [${start}, ${end}]`,
      );
    if (end > length) throw truncated(`${where}: ${name}`, end - start, length - start);
    previous = end;
  }
  if (previous !== length) throw wrong(where, `its tensors take ${previous} bytes, got ${length}`);
}
