/** @file The check that rows which become batches hold finite numbers. */

import { requireFinite } from "../../data/rows/finite-rows.ts";
import { flatten, leafPaths } from "../../tree.ts";
import { dataOf } from "./to-tensors.ts";

/** Throws unless all floats of a tree of tensors in memory are finite; `locate` says where a row of a leaf is. */
export function requireFiniteRows(tree: unknown, locate: (row: number, path: string) => string): void {
  const { leaves, structure } = flatten(tree, "data");
  const names = leafPaths(structure);
  leaves.forEach((leaf, index) => {
    const data = dataOf(leaf);
    if (!data) return;
    const fix = "Mend the row, leave it out, or pass { finite: false } where the loss expects such numbers";
    requireFinite({ ...leaf.type, data }, (row) => locate(row, names[index]!), fix);
  });
}
