/** @file The state of an optimizer as numbers by name. */

import { Tensor, type Tree } from "glissade";

/** Numbers of the whole, and of each variable. */
export type StateValues = Readonly<Record<string, number | readonly number[]>>;

/** A leaf is called by the last name on the way to it; those without are called this. */
const NAMELESS = "state";

/** The float leaves of a state that are scalars or have one number for each variable. */
export async function readOptimizerState(optimizerState: Tree, variables: number): Promise<StateValues> {
  const values: Record<string, number | readonly number[]> = {};
  for (const [name, leaf] of namedLeaves(optimizerState, NAMELESS)) {
    if (!leaf.dtype.startsWith("float") || leaf.rank > 1) continue;
    if (leaf.rank === 1 && leaf.size !== variables) continue;
    const numbers = Array.from(await leaf.data(), Number);
    values[unusedName(name, values)] = leaf.rank === 0 ? numbers[0]! : numbers;
  }
  return values;
}

function namedLeaves(tree: Tree | undefined, name: string): readonly (readonly [string, Tensor])[] {
  if (tree === undefined) return [];
  if (tree instanceof Tensor) return [[name, tree]];
  if (Array.isArray(tree)) return tree.flatMap((child) => namedLeaves(child, name));
  return Object.entries(tree).flatMap(([key, child]) => namedLeaves(child, key));
}

/** The name, with a number where an earlier leaf has taken it. */
function unusedName(name: string, taken: object): string {
  let count = 1;
  while (Object.hasOwn(taken, count === 1 ? name : `${name} ${count}`)) count++;
  return count === 1 ? name : `${name} ${count}`;
}
