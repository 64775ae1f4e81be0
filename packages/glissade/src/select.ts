/** @file Leaves of a tree by their paths. */

import { ArgumentError } from "./errors.ts";
import { matchGlob } from "./glob.ts";
import type { Tensor } from "./graph/tensor.ts";
import { describe } from "./options/describe.ts";
import { nearestName, nearestOrList } from "./options/spelling.ts";
import { flatten, leafPaths, unflatten } from "./tree.ts";

/**
 * Leaves by their paths: `*` stands for a key, a position or a part of it, `**` for any number of them; of a list the
 * last pattern that matches counts, and with `!` it takes leaves out again. Or a function that is asked about each leaf.
 */
export type Pattern = string | readonly string[] | ((path: string, leaf: Tensor) => boolean);

/** A boolean in the place of each leaf. */
export type Selection<T> = T extends Tensor ? boolean : { readonly [Key in keyof T]: Selection<T[Key]> };

/**
 * The path of every leaf: keys and positions with slashes between. Errors, patterns, masks and safetensors files name
 * leaves so. A slash in a key is written `~1` and a tilde `~0`, as in JSON pointers (RFC 6901).
 *
 * @example
 * paths({ encoder: [{ weight: zeros([2, 2]), bias: zeros([2]) }], scale: zeros([]) });
 * // ["encoder/0/weight", "encoder/0/bias", "scale"]
 */
export const paths = (tree: unknown): string[] => leafPaths(flatten(tree, "paths").structure);

/**
 * Which leaves a pattern chooses: a mask for `optim.freeze`, `optim.masked` and the `mask` of weight decay, which take
 * the pattern itself as well.
 *
 * @example
 * const model = nn.block({ encoder: nn.linear(8), head: nn.linear(2) });
 * const params = model.init(random.key(1), zeros([1, 3]));
 * select(params, "encoder/*"); // { encoder: { weight: true, bias: true }, head: { weight: false, bias: false } }
 * select(params, ["**", "!head/bias"]).head; // { weight: true, bias: false }
 *
 * @throws ArgumentError where a pattern matches no leaf, with the nearest pattern that does.
 */
export function select<T>(tree: T, pattern: Pattern): Selection<T> {
  const { leaves, structure } = flatten(tree, "select");
  return unflatten(structure, matchLeaves("select", pattern, { leaves, paths: leafPaths(structure) }));
}

/** Leaves and their paths, in the same order. */
export interface Leaves {
  readonly leaves: readonly Tensor[];
  readonly paths: readonly string[];
}

/** Whether each leaf is chosen; throws where one of several patterns, or the only one, matches none. */
export function matchLeaves(where: string, pattern: Pattern, { leaves, paths }: Leaves): readonly boolean[] {
  if (typeof pattern === "function") {
    return leaves.map((leaf, index) => requireAnswer(where, paths[index]!, pattern(paths[index]!, leaf)));
  }
  const patterns = toPatterns(where, pattern);
  const chosen = paths.map(() => patterns[0]?.startsWith("!") ?? false);
  for (const each of patterns) {
    const glob = each.replace(/^!/, "");
    requireMatch(where, glob, paths);
    paths.forEach((path, index) => {
      if (matchGlob(glob, path)) chosen[index] = glob === each;
    });
  }
  return chosen;
}

/** Throws unless a function of path and leaf answers yes or no. */
function requireAnswer(where: string, path: string, answer: unknown): boolean {
  if (typeof answer === "boolean") return answer;
  const at = path || "the only tensor";
  throw new ArgumentError({
    where,
    rule: `a function of path and leaf must return true or false, got ${describe(answer)} for ${at}`,
  });
}

/** For callers that no compiler warns. */
function toPatterns(where: string, pattern: string | readonly string[]): readonly string[] {
  const patterns = typeof pattern === "string" ? [pattern] : pattern;
  const isList = Array.isArray(patterns) && patterns.every((each) => typeof each === "string");
  if (isList && patterns.length > 0) return patterns;
  throw new ArgumentError({
    where,
    rule: `expected a path with * and **, a list of them or a function of path and leaf, got ${describe(pattern)}`,
  });
}

/** Throws unless the glob matches a path. */
export function requireMatch(where: string, glob: string, paths: readonly string[]): void {
  if (matchesAny(glob, paths)) return;
  const nearest = nearestGlobs(glob, paths).find((each) => matchesAny(each, paths));
  throw new ArgumentError({
    where,
    rule: `"${glob}" must match a leaf, got none`,
    fix: nearestOrList(nearest && `"${nearest}"`, { what: "leaves", names: [listPaths(paths)] }),
  });
}

const matchesAny = (glob: string, paths: readonly string[]): boolean =>
  paths.some((path) => matchGlob(glob, path));

/** Paths as errors list them; a single tensor has none. */
export function listPaths(paths: readonly string[]): string {
  const names = paths.map((path) => path || "(a single tensor)");
  return names.length > 6 ? `${names.slice(0, 6).join(", ")}, ... (${names.length})` : names.join(", ");
}

/** What a glob that matches nothing may have meant: dots for slashes, all below a branch, any depth, another spelling. */
function nearestGlobs(glob: string, paths: readonly string[]): readonly string[] {
  const slashes = glob
    .replace(/\[(\d+)\]/g, "/$1")
    .replaceAll(".", "/")
    .replace(/^\//, "");
  const known = [...new Set(paths.flatMap((path) => path.split("/")))];
  const spell = (segment: string) =>
    segment.includes("*") || known.includes(segment) ? segment : (nearestName(segment, known) ?? segment);
  const spelt = slashes.split("/").map(spell).join("/");
  return [slashes, spelt].flatMap((each) => [each, `${each}/**`, `**/${each}`, `**/${each}/**`]);
}
