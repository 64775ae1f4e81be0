/** @file Which leaves a transform concerns. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import { flatten, paths, type Structure, type Tree } from "../tree.ts";

/** Booleans in the structure of the parameters; one at a branch holds for all leaves behind it. */
export type MaskTree = boolean | readonly MaskTree[] | { readonly [key: string]: MaskTree };

/** A tree of booleans, or a question asked of every leaf: its path is written like `.dense[0].w`. */
export type Mask = MaskTree | ((path: string, leaf: Tensor) => boolean);

/** The mask's answer for every leaf, in the order of the leaves. */
export function readMask(where: string, mask: Mask, params: Tree): readonly boolean[] {
  const { leaves, structure } = flatten(params);
  if (typeof mask !== "function") return readTree(where, mask, structure, "");
  const names = paths(structure);
  return leaves.map((leaf, index) => mask(names[index]!, leaf));
}

function readTree(where: string, mask: MaskTree, structure: Structure, path: string): readonly boolean[] {
  if (typeof mask === "boolean") return paths(structure).map(() => mask);
  if (structure.kind === "leaf") throw misfit(where, path, "a leaf", mask);
  const parts = childrenOf(structure);
  const given = Object.entries(mask ?? {});
  const unknown = given.find(([key]) => !parts.has(key));
  if (unknown) throw misfit(where, `${path}${step(structure, unknown[0])}`, "nothing", unknown[1]);
  return [...parts].flatMap(([key, child]) => {
    const inside = `${path}${step(structure, key)}`;
    const part = (mask as Readonly<Record<string, MaskTree>>)?.[key];
    if (part === undefined) throw misfit(where, inside, "parameters", part);
    return readTree(where, part, child, inside);
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

const step = ({ kind }: Branch, key: string): string => (kind === "array" ? `[${key}]` : `.${key}`);

function misfit(where: string, path: string, found: string, mask: unknown): ArgumentError {
  const got = mask === undefined ? "nothing" : typeof mask === "object" ? "a branch" : `${mask}`;
  return new ArgumentError({
    where,
    rule: `the mask must follow the parameters, which have ${found} at ${path || "the root"}, got ${got} there`,
    fix: "Give a boolean for every leaf or branch, or a function of path and leaf",
  });
}
