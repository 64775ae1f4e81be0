/** @file Whether the file of a store is still the one that was opened: SQLite reads on in one that was moved or deleted. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { StoreError } from "../errors.ts";

/** A function that throws once the path leads to no file, or to another than now. */
export function requireSame(given: string): () => void {
  const path = resolve(given);
  const before = idOf(path);
  return () => {
    const id = idOf(path);
    if (id === before) return;
    const rule =
      id === undefined ? "was moved or deleted while it was open" : "was replaced while it was open";
    throw new StoreError({
      where: given,
      rule,
      fix: "Put it back, or start again with the store's new path",
    });
  };
}

function idOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
