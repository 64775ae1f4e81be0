/** @file Copies of the folder of optimizers with a fault planted in a file, or with a file more. */

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
export const plant = ({ file, right, wrong }: Change, entry: string): Promise<Exports> =>
  importCopy(entry, (name, text) => (name === file ? replaceOnce(name, text, { right, wrong }) : text));

/** What a file of a copy exports that has one more optimizer, listed like the others. */
export const plantOptimizer = (code: string, entry: string): Promise<Exports> =>
  importCopy(
    entry,
    (name, text) => (name === "algorithms/index.ts" ? `${text}export * from "./planted.ts";\n` : text),
    {
      "algorithms/planted.ts": code,
    },
  );

type Edit = (file: string, text: string) => string;

async function importCopy(
  entry: string,
  edit: Edit,
  more: Readonly<Record<string, string>> = {},
): Promise<Exports> {
  const copy = mkdtempSync(join(tmpdir(), "glissade-copy-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), withImports(file, text));
  };
  try {
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      write(file, edit(file, readFileSync(join(folder, file), "utf8")));
    }
    for (const [file, text] of Object.entries(more)) write(file, text);
    return (await import(join(copy, entry))) as Exports;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The text of a file, whose imports from outside the folder find their files. */
const withImports = (file: string, text: string): string =>
  text.replace(/from "(\.[^"]+)"/g, (kept, name: string) => {
    const target = resolve(dirname(join(folder, file)), name);
    return target.startsWith(folder) ? kept : `from "${target}"`;
  });

function replaceOnce(file: string, text: string, { right, wrong }: Omit<Change, "file">): string {
  const parts = text.split(right);
  if (parts.length !== 2) throw new Error(`${file} has "${right}" ${parts.length - 1} times`);
  return parts.join(wrong);
}
