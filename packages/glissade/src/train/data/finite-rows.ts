/** @file The check that rows which become batches hold finite numbers. */

import { requireFinite } from "../../data/rows/finite-rows.ts";
import { flatten, leafPaths } from "../../tree.ts";
import { dataOf } from "./rows.ts";

/** Throws unless all floats of a tree of tensors in memory are finite; `place` names a row of a leaf. */
export function requireFiniteRows(tree: unknown, place: (row: number, path: string) => string): void {
  const { leaves, structure } = flatten(tree, "data");
  const names = leafPaths(structure);
  leaves.forEach((leaf, index) => {
    const data = dataOf(leaf);
    if (!data) return;
    const fix = "Mend the row, leave it out, or pass { finite: false } where the loss expects such numbers";
    requireFinite({ ...leaf.type, data }, (row) => place(row, names[index]!), fix);
  });
}

/** The path of a leaf, where there is one, and a row. */
export const placeOf = (path: string, row: number): string => [path, `row ${row}`].filter(Boolean).join(", ");
