/** @file Source files of optimizers with a fault planted in one of them. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { optim } from "glissade";

const folder = fileURLToPath(new URL("../../packages/glissade/src/optim", import.meta.url));

export interface Change {
  /** A file of the folder of optimizers. */
  readonly file: string;
  /** Text that it has once, and what stands there instead. */
  readonly right: string;
  readonly wrong: string;
}

/** What files of optimizers, schedules and wrappers export. */
export type Exports = typeof optim & typeof optim.schedules;

/** What a file of a changed copy of the folder exports; all that lies outside the folder is shared. */
export async function plant(change: Change, entry: string): Promise<Exports> {
  const copy = mkdtempSync(join(tmpdir(), "glissade-fault-"));
  try {
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), changed(file, change));
    }
    return (await import(join(copy, entry))) as Exports;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The text of a file, whose imports from outside the folder find their files. */
function changed(file: string, { file: faulty, right, wrong }: Change): string {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8").replace(/from "(\.[^"]+)"/g, (kept, name: string) => {
    const target = resolve(dirname(path), name);
    return target.startsWith(folder) ? kept : `from "${target}"`;
  });
  if (file !== faulty) return text;
  const parts = text.split(right);
  if (parts.length !== 2) throw new Error(`${file} has "${right}" ${parts.length - 1} times`);
  return parts.join(wrong);
}
