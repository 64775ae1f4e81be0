/** @file From what a user types, a name or a directory, to a data set. */

import { existsSync } from "node:fs";
import type { Dataset } from "../data/examples.ts";
import { glyphs } from "../data/glyphs.ts";
import { DataError } from "../errors.ts";
import { type DirectoryOptions, fromDirectory } from "./directory.ts";
import { fashionMnist, mnist } from "./mnist.ts";

export interface ResolveOptions extends DirectoryOptions {
  /** Where the files of a public data set already are. */
  readonly directory?: string;
}

const named: Readonly<Record<string, (options: ResolveOptions) => Dataset | Promise<Dataset>>> = {
  glyphs,
  mnist,
  "fashion-mnist": fashionMnist,
};

/**
 * Data set of a name, `glyphs`, `mnist` or `fashion-mnist`, or else of a directory.
 *
 * @example
 * (await resolveDataset("glyphs")).train.size; // 6000
 */
export async function resolveDataset(
  nameOrDirectory: string,
  options: ResolveOptions = {},
): Promise<Dataset> {
  const load = Object.hasOwn(named, nameOrDirectory) ? named[nameOrDirectory] : undefined;
  if (load) return load(options);
  if (existsSync(nameOrDirectory)) return fromDirectory(nameOrDirectory, options);
  throw new DataError({
    where: "data",
    rule: `"${nameOrDirectory}" is neither a directory nor one of ${Object.keys(named).join(", ")}`,
  });
}
