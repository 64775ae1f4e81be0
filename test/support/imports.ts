/** @file Who imports whom, read from the sources. */

import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../packages", import.meta.url));

export interface Import {
  /** Relative to the folder of packages. */
  readonly from: string;
  /** A file relative to the folder of packages, or the name of a package. */
  readonly to: string;
  /** Whether it is still there when types are stripped. */
  readonly atRunTime: boolean;
}
