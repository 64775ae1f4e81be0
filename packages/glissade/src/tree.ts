/** @file Trees: nested objects and arrays whose leaves are tensors. */

import { GlissadeError } from "./errors.ts";
import { Tensor } from "./graph/tensor.ts";
import { describe, dismiss, isPlain } from "./options/describe.ts";

/**
 * Parameters, optimizer states and batches: tensors in plain objects and arrays, to any depth. Parts of objects may be
 * optional: one that is undefined counts as left out. The type of a tree is written as a `type`; an interface is not
 * assignable, since others may add to it what is no tensor.
 */
export type Tree = Tensor | readonly Tree[] | { readonly [key: string]: Tree | undefined };

/** How a tree is built, without its leaves. */
export type Structure =
  | { readonly kind: "leaf" }
  | { readonly kind: "array"; readonly children: readonly Structure[] }
  | { readonly kind: "object"; readonly keys: readonly string[]; readonly children: readonly Structure[] };

const leaf: Structure = { kind: "leaf" };

/** The leaves of a tree in a fixed order, and the structure that puts them back. */
export function flatten(tree: unknown, where = "tree"): { leaves: Tensor[]; structure: Structure } {
  const leaves: Tensor[] = [];
  const visit = (node: unknown, path: string): Structure => {
    if (node instanceof Tensor) {
      leaves.push(node);
      return leaf;
    }
    if (Array.isArray(node)) {
      return { kind: "array", children: node.map((child, index) => visit(child, joinPath(path, index))) };
    }
    if (isPlain(node)) {
      const keys = definedKeys(node);
      const children = keys.map((key) => visit(node[key], joinPath(path, key)));
      return { kind: "object", keys, children };
    }
    dismiss(tree);
    throw new GlissadeError({
      where: path,
      rule: `a tree holds tensors in objects and arrays, got ${describe(node)}`,
      fix: node instanceof Promise ? "Await it first" : "Wrap numbers and arrays with tensor()",
    });
  };
  return { structure: visit(tree, where), leaves };
}

/** A part that is undefined counts as left out: optional leaves may be either. */
const definedKeys = (node: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(node).filter((key) => node[key] !== undefined);

/** How many there are, without a list: every call of a compiled function asks. */
function countDefined(node: object): number {
  let count = 0;
  for (const key in node) if ((node as Record<string, unknown>)[key] !== undefined) count++;
  return count;
}

/** Builds a tree of the structure from leaves in order. */
export function unflatten<T>(structure: Structure, leaves: readonly unknown[]): T {
  let next = 0;
  const build = (node: Structure): unknown => {
    if (node.kind === "leaf") return leaves[next++];
    if (node.kind === "array") return node.children.map(build);
    const { keys, children } = node;
    const object: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index++) setOwn(object, keys[index]!, build(children[index]!));
    return object;
  };
  return build(structure) as T;
}

/** Sets a property of the object itself, also where its name would set the prototype. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** Collects the leaves of a tree in the order of the structure, if it has that; the cheap check of a repeated call. */
export function collect(structure: Structure, tree: unknown, leaves: Tensor[]): boolean {
  if (structure.kind === "leaf") {
    if (!(tree instanceof Tensor)) return false;
    leaves.push(tree);
    return true;
  }
  if (typeof tree !== "object" || tree === null) return false;
  const isAlike =
    structure.kind === "array"
      ? Array.isArray(tree) && tree.length === structure.children.length
      : countDefined(tree) === structure.keys.length;
  if (!isAlike) return false;
  const { children } = structure;
  for (let index = 0; index < children.length; index++) {
    const key = structure.kind === "array" ? index : structure.keys[index]!;
    if (!collect(children[index]!, (tree as Record<string, unknown>)[key], leaves)) return false;
  }
  return true;
}

/**
 * The path of a branch or leaf below another: keys and positions with slashes between, as in JSON pointers (RFC 6901),
 * whose escapes keep the slash of a key apart: `~1` for it, `~0` for a tilde.
 */
export function joinPath(parent: string | undefined, key: string | number): string {
  const segment = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
  return parent === undefined ? segment : `${parent}/${segment}`;
}

/** The path of every leaf, in the order of the leaves: `encoder/0/weight`; of a single tensor the root, or "". */
export function leafPaths(structure: Structure, root?: string): string[] {
  if (structure.kind === "leaf") return [root ?? ""];
  return structure.children.flatMap((child, index) =>
    leafPaths(child, joinPath(root, structure.kind === "array" ? index : structure.keys[index]!)),
  );
}

/** Trees of the type of another, or of types that do not tell their structure. */
type LikeAll<T, Others extends readonly unknown[]> = {
  readonly [Index in keyof Others]: Tree extends Others[Index] ? Others[Index] : T;
};

/**
 * A tree of the same structure with each leaf mapped; further trees of that structure give further arguments.
 *
 * @example
 * const half = mapTree((x) => x.mul(0.5), { w: tensor([2, 4]), b: tensor(6) });
 * await half.b.item(); // 3
 */
export function mapTree<T, Others extends readonly unknown[]>(
  fn: (...leaves: Tensor[]) => Tensor,
  tree: T,
  ...others: LikeAll<T, Others>
): T {
  const { leaves, structure } = flatten(tree);
  const columns = others.map((other) => leavesLike("mapTree", structure, other));
  return unflatten(
    structure,
    leaves.map((each, index) => fn(each, ...columns.map((column) => column[index]!))),
  );
}

/** The leaves of a tree that must have the structure. */
export function leavesLike(where: string, structure: Structure, tree: unknown): Tensor[] {
  const leaves: Tensor[] = [];
  if (collect(structure, tree, leaves)) return leaves;
  const got = leafPaths(flatten(tree, where).structure);
  throw new GlissadeError({
    where,
    rule: `trees must have the same structure, got leaves ${list(leafPaths(structure))} and ${list(got)}`,
  });
}

function list(paths: readonly string[]): string {
  const names = paths.map((path) => path || "(a single tensor)");
  return names.length > 6 ? `${names.slice(0, 6).join(", ")}, ... (${names.length})` : names.join(", ");
}
