/** @file Writes a page of this folder, with the tables that the formatter wants. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** @param path - from this folder */
export function writePage(path: string, text: string): void {
  const file = fileURLToPath(new URL(path, import.meta.url));
  writeFileSync(file, text);
  execFileSync(process.execPath, [biome, "format", "--write", file], {
    stdio: "pipe",
  });
}
