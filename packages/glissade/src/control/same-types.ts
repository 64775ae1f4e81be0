/** @file The check that the functions of loops and choices give results of the same paths and types. */

import { ShapeError } from "../errors.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { collect, flatten, leafPaths } from "../tree.ts";

type Flat = ReturnType<typeof flatten>;

interface Rule {
  readonly where: string;
  readonly rule: string;
  /** How the message calls the tree. */
  readonly root: string;
}

/**
 * The leaves of a tree in the order of another that it must be like; keys may come in any order. Throws, with the types
 * of all leaves, where it is not.
 */
export function leavesAlike(first: Flat, tree: unknown, { where, rule, root }: Rule): Tensor[] {
  const leaves: Tensor[] = [];
  const isAlike =
    collect(first.structure, tree, leaves) &&
    leaves.every((leaf, index) => formatType(leaf.type) === formatType(first.leaves[index]!.type));
  if (isAlike) return leaves;
  const [a, b] = [first, flatten(tree, where)].map((each) => describe(each, root));
  throw new ShapeError({ where, rule: `${rule}, got ${a} and ${b}` });
}

const describe = ({ leaves, structure }: Flat, root: string): string =>
  leafPaths(structure, root)
    .map((path, index) => `${path} ${formatType(leaves[index]!.type)}`)
    .join(", ");
