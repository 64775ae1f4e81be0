/** @file What loops and choices ask of their functions: results of the same paths and types. */

import { ShapeError } from "../errors.ts";
import { formatType } from "../graph/tensor.ts";
import { type flatten, paths } from "../tree.ts";

type Flat = ReturnType<typeof flatten>;

interface Rule {
  readonly where: string;
  readonly rule: string;
  /** How the message calls the tree. */
  readonly root: string;
}

/** Throws, with the types of all leaves, unless two flattened trees are alike. */
export function requireSameTypes(first: Flat, second: Flat, { where, rule, root }: Rule): void {
  const [a, b] = [first, second].map((tree) => describe(tree, root));
  if (a !== b) throw new ShapeError({ where, rule: `${rule}, got ${a} and ${b}` });
}

const describe = ({ leaves, structure }: Flat, root: string): string =>
  paths(structure, root)
    .map((path, index) => `${path} ${formatType(leaves[index]!.type)}`)
    .join(", ");
