/** @file Masks and labels: values for each leaf, as trees or as functions of path and leaf. */

import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { matchLeaves, type Pattern } from "../../select.ts";
import { flatten, joinPath, leafPaths, type Structure, type Tree } from "../../tree.ts";

type ValueTree<Value> = Value | readonly ValueTree<Value>[] | { readonly [key: string]: ValueTree<Value> };

type PerLeaf<Value> = ValueTree<Value> | ((path: string, leaf: Tensor) => Value);

/** Booleans in the structure of the parameters; one at a branch holds for all leaves behind it. */
export type MaskTree = ValueTree<boolean>;

/** A tree of booleans, patterns of paths such as `encoder/**`, or a function of the path and the leaf. */
export type Mask = MaskTree | Pattern;

/** Names in the structure of the parameters, or a function that names every leaf by its path. */
export type Labels = PerLeaf<string>;

/** The mask's answer for every leaf, in the order of the leaves. */
export function readMask(where: string, mask: Mask, params: Tree): readonly boolean[] {
  if (!isPatterns(mask))
    return read(
      { where, tree: "mask", type: "boolean", others: "a pattern of paths, or a function of path and leaf" },
      mask,
      params,
    );
  const { leaves, structure } = flatten(params);
  return matchLeaves(where, mask, { leaves, paths: leafPaths(structure) });
}

const isPatterns = (mask: Mask): mask is string | readonly string[] =>
  typeof mask === "string" || (Array.isArray(mask) && typeof mask[0] === "string");

/** The label of every leaf, in the order of the leaves. */
export const readLabels = (where: string, labels: Labels, params: Tree): readonly string[] =>
  read(
    { where, tree: "tree of labels", type: "string", others: "or a function of path and leaf" },
    labels,
    params,
  );

interface LeafValue {
  readonly where: string;
  /** What errors call the tree. */
  readonly tree: string;
  readonly type: "boolean" | "string";
  /** The other forms, as errors list them. */
  readonly others: string;
}

function read<Value extends boolean | string>(
  expected: LeafValue,
  values: PerLeaf<Value>,
  params: Tree,
): readonly Value[] {
  const { leaves, structure } = flatten(params);
  if (typeof values !== "function") return readTree(expected, values, { structure });
  const names = leafPaths(structure);
  return leaves.map((leaf, index) => values(names[index]!, leaf));
}

interface Subtree {
  readonly structure: Structure;
  /** Left out at the root. */
  readonly path?: string;
}

function readTree<Value extends boolean | string>(
  expected: LeafValue,
  values: ValueTree<Value>,
  { structure, path }: Subtree,
): readonly Value[] {
  if (typeof values === expected.type) return leafPaths(structure).map(() => values as Value);
  const misfit = (at: string | undefined, found: string, got: unknown) =>
    misfitAt(expected, { path: at, found, got });
  if (structure.kind === "leaf") throw misfit(path, "a leaf", values);
  const parts = childrenOf(structure);
  const given = Object.entries(values ?? {});
  const unknown = given.find(([key]) => !parts.has(key));
  if (unknown) throw misfit(joinPath(path, unknown[0]), "nothing", unknown[1]);
  return [...parts].flatMap(([key, child]) => {
    const inside = joinPath(path, key);
    const part = (values as Readonly<Record<string, ValueTree<Value>>>)?.[key];
    if (part === undefined) throw misfit(inside, "parameters", part);
    return readTree(expected, part, { structure: child, path: inside });
  });
}

type Branch = Exclude<Structure, { kind: "leaf" }>;

const childrenOf = (branch: Branch): ReadonlyMap<string, Structure> =>
  new Map(
    branch.children.map((child, index) => [
      branch.kind === "array" ? `${index}` : branch.keys[index]!,
      child,
    ]),
  );

interface Misfit {
  readonly path: string | undefined;
  readonly found: string;
  readonly got: unknown;
}

function misfitAt({ where, tree, type, others }: LeafValue, { path, found, got }: Misfit): ArgumentError {
  const value = got === undefined ? "nothing" : typeof got === "object" ? "a branch" : `${got}`;
  return new ArgumentError({
    where,
    rule: `the ${tree} must follow the parameters, which have ${found} at ${path ?? "the root"}, got ${value} there`,
    fix: `Give a ${type} for every leaf or branch, ${others}`,
  });
}
