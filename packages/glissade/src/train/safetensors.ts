/** @file Trees of tensors as bytes in the safetensors format: https://huggingface.co/docs/safetensors */

import { DataError } from "../errors.ts";
import type { Dtype, TypedArray } from "../graph/dtype.ts";
import { dtypes } from "../graph/dtype.ts";
import { fromData } from "../graph/literal.ts";
import { formatShape, type Shape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../run/evaluate.ts";
import { flatten, paths, type Tree, unflatten } from "../tree.ts";

const codes: Readonly<Record<Dtype, string>> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  int64: "I64",
  uint32: "U32",
  uint8: "U8",
  bool: "BOOL",
};

interface Entry {
  readonly dtype: string;
  readonly shape: Shape;
  /** From the end of the header. */
  readonly data_offsets: readonly [start: number, end: number];
}

type Header = Readonly<Record<string, Entry>>;

/** Bytes of the length of the header, the format's first field. */
const LENGTH_BYTES = 8;

/**
 * A tree, such as the state of a training, as the bytes of a safetensors file. Leaves are named by their paths:
 * `params[0].w`.
 *
 * @example
 * const bytes = await toSafetensors({ w: tensor([1, 2]) });
 * await fromSafetensors(bytes, { w: zeros([2]) }).w.data(); // [1, 2]
 */
export async function toSafetensors(tree: Tree): Promise<Uint8Array> {
  const { leaves, structure } = flatten(await evaluate(tree));
  const parts = await Promise.all(leaves.map(async (leaf) => toBytes(await leaf.data())));
  const header: Record<string, Entry> = {};
  let end = 0;
  paths(structure).forEach((path, index) => {
    const [start, { dtype, shape }] = [end, leaves[index]!];
    end += parts[index]!.length;
    header[toName(path)] = { dtype: codes[dtype], shape, data_offsets: [start, end] };
  });
  return join([...encodeHeader(header), ...parts]);
}

/**
 * The tensors of a safetensors file in a tree of the same structure, dtypes and shapes as `like`, which is only looked
 * at; `where` names the bytes in errors.
 *
 * @example
 * const optimizer = optim.adam();
 * const start = optimizer.init(tensor([1, 2, 3]));
 * const bytes = await toSafetensors(start);
 * const restored = fromSafetensors(bytes, start, "adam.safetensors");
 */
export function fromSafetensors<Like extends Tree>(
  bytes: Uint8Array,
  like: Like,
  where = "fromSafetensors",
): Like {
  const { header, offset } = decodeHeader(bytes, where);
  const { leaves, structure } = flatten(like);
  const names = paths(structure).map(toName);
  requireNames(where, names, Object.keys(header));
  const read = leaves.map((leaf, index) => {
    const name = names[index]!;
    const entry = header[name]!;
    requireType(`${where}: ${name}`, entry, leaf);
    const [start, end] = entry.data_offsets;
    // A copy, since the data need not begin where their type may; `slice` of a Buffer is none.
    return fromBytes(new Uint8Array(bytes.subarray(offset + start, offset + end)), leaf, `${where}: ${name}`);
  });
  return unflatten(structure, read);
}

/** Paths begin with a dot; a single tensor has an empty path. */
const toName = (path: string): string => path.replace(/^\./, "") || "value";

const toBytes = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function fromBytes(bytes: Uint8Array, { dtype, shape }: Tensor, where: string): Tensor {
  const Elements = dtypes[dtype].array as unknown as {
    new (buffer: ArrayBufferLike): TypedArray;
    readonly BYTES_PER_ELEMENT: number;
  };
  const length = sizeOf(shape) * Elements.BYTES_PER_ELEMENT;
  if (bytes.length !== length) throw truncated(where, length, bytes.length);
  return fromData(new Elements(bytes.buffer), { dtype, shape });
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Padded with blanks, so that the data begin at a multiple of eight bytes. */
function encodeHeader(header: Header): readonly [length: Uint8Array, text: Uint8Array] {
  const text = JSON.stringify(header);
  const size = new TextEncoder().encode(text).length;
  const padded = new TextEncoder().encode(text + " ".repeat(-size & 7));
  return [new Uint8Array(new BigUint64Array([BigInt(padded.length)]).buffer), padded];
}

function decodeHeader(
  bytes: Uint8Array,
  where: string,
): { readonly header: Header; readonly offset: number } {
  if (bytes.length < LENGTH_BYTES) throw truncated(where, LENGTH_BYTES, bytes.length);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const offset = LENGTH_BYTES + length;
  if (bytes.length < offset) throw truncated(where, offset, bytes.length);
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, offset));
  try {
    const { __metadata__, ...header } = JSON.parse(text);
    return { header, offset };
  } catch (cause) {
    throw new DataError({ where, rule: "not a safetensors file: its header is not JSON", cause });
  }
}

const truncated = (where: string, needed: number, got: number): DataError =>
  new DataError({ where, rule: `truncated: needs ${needed} bytes, got ${got}`, fix: "Save it again" });

function requireNames(where: string, wanted: readonly string[], given: readonly string[]): void {
  const missing = wanted.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !wanted.includes(name));
  if (missing.length + unknown.length === 0) return;
  const [word, names] = missing.length > 0 ? ["lacks", missing] : ["has unknown", unknown];
  throw new DataError({
    where,
    rule: `the file ${word} ${names.slice(0, 6).join(", ")}${names.length > 6 ? `, ... (${names.length})` : ""}`,
    fix: "Load it into a tree of the structure that was saved: the same model and optimizer",
  });
}

function requireType(where: string, { dtype, shape }: Entry, leaf: Tensor): void {
  if (dtype === codes[leaf.dtype] && formatShape(shape) === formatShape(leaf.shape)) return;
  throw new DataError({
    where,
    rule: `expected ${codes[leaf.dtype]} ${formatShape(leaf.shape)}, got ${dtype} ${formatShape(shape)}`,
    fix: "Load it into a tree of the structure that was saved: the same model and optimizer",
  });
}
