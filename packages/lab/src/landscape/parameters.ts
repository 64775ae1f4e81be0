/** @file Parameters as one long vector, and back. */

import { flatten, type Tensor, type Tree, tensor, unflatten } from "glissade";

/** All parameters in the order of the leaves. */
export async function toVector(params: Tree): Promise<Float32Array> {
  const parts = await Promise.all(flatten(params).leaves.map((leaf) => leaf.data()));
  return Float32Array.from(parts.flatMap((part) => Array.from(part, Number)));
}

/** A vector in the shapes of a tree. */
export function fromVector<Params extends Tree>(vector: Float32Array, like: Params): Params {
  const { leaves, structure } = flatten(like);
  const starts = startsOf(leaves);
  return unflatten(
    structure,
    leaves.map(({ shape, size }, index) => {
      const part = vector.subarray(starts[index]!, starts[index]! + size);
      return tensor(part, { shape });
    }),
  );
}

/** Where each leaf begins. */
export function startsOf(leaves: readonly Tensor[]): readonly number[] {
  let end = 0;
  return leaves.map(({ size }) => {
    end += size;
    return end - size;
  });
}
