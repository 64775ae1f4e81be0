/** @file Trees whose leaves count examples along axis 0: parts of them, filled up, and joined again. */

import { ShapeError } from "../../errors.ts";
import { toTypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { formatShape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { flatten, leafPaths, mapTree, unflatten } from "../../tree.ts";

/** Consecutive examples. */
export interface Range {
  readonly start: number;
  readonly count: number;
}

/** How many examples a tree has; throws unless all leaves have as many. */
export function countExamples(where: string, tree: unknown): number {
  const { leaves, structure } = flatten(tree, where);
  const names = leafPaths(structure, where);
  leaves.forEach(({ rank, dtype }, index) => {
    if (rank > 0) return;
    throw new ShapeError({
      where: names[index]!,
      rule: `needs an axis 0 that counts the examples, got a scalar ${dtype}`,
      fix: "Pass a single example to one()",
    });
  });
  const counts = leaves.map(({ shape }) => shape[0]!);
  const other = counts.findIndex((count) => count !== counts[0]);
  if (leaves.length > 0 && other < 0) return counts[0]!;
  const got = leaves.map(({ shape }, index) => `${formatShape(shape)} at ${names[index]}`);
  throw new ShapeError({
    where,
    rule: `needs tensors with as many examples along axis 0, got ${got.join(", ") || "none"}`,
  });
}

/** Those examples of each leaf, and repetitions of the first of them up to the size: they are surely valid inputs. */
export function padExamples<T>(tree: T, range: Range, size: number): Promise<T> {
  return mapLeaves(tree, async (leaf) => {
    if (range.count === size && leaf.shape[0] === size) return leaf;
    const [length, [, ...shape]] = [rowLength(leaf), leaf.shape];
    const data = toTypedArray(leaf.dtype, size * length);
    const from = (await leaf.data()).subarray(range.start * length, (range.start + range.count) * length);
    (data as Float32Array).set(from as Float32Array);
    if (range.count > 0)
      for (let row = range.count; row < size; row++) data.copyWithin(row * length, 0, length);
    return fromData(data, { dtype: leaf.dtype, shape: [size, ...shape] });
  });
}

/** The results of a part of the examples, which fill up the size of its leaves. */
export interface Part<T> {
  readonly results: T;
  readonly count: number;
}

/** Results one behind the other, without what filled them up. */
export function joinExamples<T>(parts: readonly Part<T>[]): Promise<T> {
  const lists = parts.map(({ results }) => flatten(results).leaves);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let index = -1;
  return mapLeaves(parts[0]!.results, async (first) => {
    index++;
    if (parts.length === 1 && first.shape[0] === total) return first;
    return join(
      lists.map((leaves, part) => ({ results: leaves[index]!, count: parts[part]!.count })),
      total,
    );
  });
}

async function join(parts: readonly Part<Tensor>[], total: number): Promise<Tensor> {
  const [{ results: first }] = parts as [Part<Tensor>];
  const [length, [, ...shape]] = [rowLength(first), first.shape];
  const data = toTypedArray(first.dtype, total * length);
  let start = 0;
  for (const { results, count } of parts) {
    (data as Float32Array).set((await results.data()).subarray(0, count * length) as Float32Array, start);
    start += count * length;
  }
  return fromData(data, { dtype: first.dtype, shape: [total, ...shape] });
}

const rowLength = ({ shape }: Tensor): number => sizeOf(shape.slice(1));

/** Every leaf as a batch of one. */
export const addAxis = <T>(tree: T): T => mapTree((leaf) => leaf.reshape([1, ...leaf.shape]), tree);

/** The only example of every leaf. */
export const dropAxis = <T>(tree: T): T => mapTree((leaf) => leaf.reshape(leaf.shape.slice(1)), tree);

async function mapLeaves<T>(tree: T, fn: (leaf: Tensor) => Promise<Tensor>): Promise<T> {
  const { leaves, structure } = flatten(tree);
  return unflatten(structure, await Promise.all(leaves.map(fn)));
}
