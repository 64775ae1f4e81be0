/** @file Trees of tensors as bytes in the safetensors format: https://huggingface.co/docs/safetensors */

import { decodeHeader, type Entry, encodeHeader } from "../data/formats/safetensors-header.ts";
import { requireBytes } from "../data/parse-options.ts";
import { dtypes, type TypedArray } from "../graph/dtype.ts";
import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { evaluate } from "../run/evaluate.ts";
import { flatten, leafPaths, type Structure, type Tree, unflatten } from "../tree.ts";
import { codes, compare, type LoadReport, requireAll, requireSome } from "./load-report.ts";
import { type Rename, renameAll } from "./rename.ts";

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

export interface SafetensorsOptions {
  /** What errors call the bytes, such as the path of their file. */
  readonly where?: string;
  /** Whether the file must hold every leaf and nothing else; `true` by default. */
  readonly strict?: boolean;
  /** From the names of the file to paths of leaves. */
  readonly rename?: Rename;
}

const readSafetensors = optionsReader<SafetensorsOptions>({
  where: kind.string,
  strict: kind.boolean,
  rename: kind.rule("patterns and what they become, or a function of the name", (value) =>
    ["object", "function"].includes(typeof value),
  ),
});

/** What a file gave to a tree that it did not have to fit. */
export interface PartlyLoaded<Like> extends LoadReport {
  /** Leaves of the file where it has them, and else the leaves of the tree that was given. */
  readonly tree: Like;
}

/**
 * The tensors of a safetensors file in a tree of the same structure, dtypes and shapes as `like`, which is only looked
 * at. With `strict: false` the leaves that the file lacks, or has with another dtype or shape, are those of `like`, and
 * a report says which.
 *
 * @example
 * const optimizer = optim.adam();
 * const start = optimizer.init(tensor([1, 2, 3]));
 * const bytes = await toSafetensors(start);
 * const restored = fromSafetensors(bytes, start, { where: "adam.safetensors" });
 *
 * @example
 * const saved = await toSafetensors({ backbone: { w: tensor([1, 2]) }, classes: tensor([0, 0, 0]) });
 * const params = { encoder: { w: zeros([2]) }, head: zeros([4]) };
 * const rename = { "backbone/**": "encoder/**" };
 * const { tree, missing, unexpected } = fromSafetensors(saved, params, { strict: false, rename });
 * await tree.encoder.w.data(); // [1, 2]
 * [missing, unexpected]; // [["head"], ["classes"]]
 *
 * @throws DataError where the bytes are not of this format, hold other names, dtypes or shapes, or, with
 * `strict: false`, nothing of the tree.
 */
export function fromSafetensors<Like extends Tree>(
  bytes: Uint8Array,
  like: Like,
  options?: SafetensorsOptions & { readonly strict?: true },
): Like;
export function fromSafetensors<Like extends Tree>(
  bytes: Uint8Array,
  like: Like,
  options: SafetensorsOptions & { readonly strict: false },
): PartlyLoaded<Like>;
export function fromSafetensors<Like extends Tree>(
  bytes: Uint8Array,
  like: Like,
  options?: SafetensorsOptions,
): Like | PartlyLoaded<Like> {
  const { where = "fromSafetensors", strict = true, rename } = readSafetensors("fromSafetensors", options);
  requireBytes("fromSafetensors", bytes);
  const { header, data } = decodeHeader(bytes, where);
  const entries = renameAll(where, header, rename);
  const { leaves, structure } = flatten(like, "like");
  const names = leafNames(structure);
  const report = compare(entries, names, leaves);
  (strict ? requireAll : requireSome)(where, report, names);
  const kept = new Set([...report.missing, ...report.mismatched.map(({ path }) => path)]);
  const read = leaves.map((leaf, index) => {
    const name = names[index]!;
    if (kept.has(name)) return leaf;
    // A copy, since the data need not begin where their type may; `slice` of a Buffer is none.
    return fromBytes(new Uint8Array(data.subarray(...entries.get(name)!.data_offsets)), leaf);
  });
  const tree = unflatten<Like>(structure, read);
  return strict ? tree : { tree, ...report };
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
