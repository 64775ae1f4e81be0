/** @file Trees of tensors as bytes in the safetensors format: https://huggingface.co/docs/safetensors */

import { DataError } from "../errors.ts";
import type { Dtype, TypedArray } from "../graph/dtype.ts";
import { dtypes } from "../graph/dtype.ts";
import { fromData } from "../graph/literal.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../run/evaluate.ts";
import { flatten, leafPaths, type Structure, type Tree, unflatten } from "../tree.ts";
import { decodeHeader, type Entry, encodeHeader } from "./safetensors-header.ts";

const codes: Readonly<Record<Dtype, string>> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  int64: "I64",
  uint32: "U32",
  uint8: "U8",
  bool: "BOOL",
};

/**
 * A tree, such as the state of a training, as the bytes of a safetensors file. Leaves are named by their paths:
 * `params/0/w`.
 *
 * @example
 * const bytes = await toSafetensors({ w: tensor([1, 2]) });
 * await fromSafetensors(bytes, { w: zeros([2]) }).w.data(); // [1, 2]
 */
export async function toSafetensors(tree: Tree): Promise<Uint8Array> {
  const { leaves, structure } = flatten(await evaluate(tree));
  const parts = await Promise.all(leaves.map(async (leaf) => toBytes(await leaf.data())));
  const header = new Map<string, Entry>();
  let end = 0;
  leafNames(structure).forEach((name, index) => {
    const [start, { dtype, shape }] = [end, leaves[index]!];
    end += parts[index]!.length;
    header.set(name, { dtype: codes[dtype], shape, data_offsets: [start, end] });
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
 *
 * @throws DataError where the bytes are not of this format, or hold other names, dtypes or shapes.
 */
export function fromSafetensors<Like extends Tree>(
  bytes: Uint8Array,
  like: Like,
  where = "fromSafetensors",
): Like {
  const { header, data } = decodeHeader(bytes, where);
  const { leaves, structure } = flatten(like);
  const names = leafNames(structure);
  requireNames(where, names, [...header.keys()]);
  const read = leaves.map((leaf, index) => {
    const name = names[index]!;
    const entry = header.get(name)!;
    requireType(`${where}: ${name}`, entry, leaf);
    // A copy, since the data need not begin where their type may; `slice` of a Buffer is none.
    return fromBytes(new Uint8Array(data.subarray(...entry.data_offsets)), leaf);
  });
  return unflatten(structure, read);
}

/** The path of each leaf; the name that the format keeps for its own notes becomes one that no other path has. */
const leafNames = (structure: Structure): string[] =>
  structure.kind === "leaf"
    ? ["value"]
    : leafPaths(structure).map((path) => (path === "__metadata__" ? "~metadata" : path));

const toBytes = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function fromBytes(bytes: Uint8Array, { dtype, shape }: Tensor): Tensor {
  // Any byte but 0 is true to other writers.
  if (dtype === "bool") for (let i = 0; i < bytes.length; i++) bytes[i] &&= 1;
  const Elements = dtypes[dtype].array as unknown as { new (buffer: ArrayBufferLike): TypedArray };
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
