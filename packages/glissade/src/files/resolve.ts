/** @file Data sets by name or directory. */

import { existsSync } from "node:fs";
import type { Dataset } from "../data/examples.ts";
import { glyphs } from "../data/glyphs.ts";
import { DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { type DirectoryOptions, directoryKinds, fromDirectory } from "./directory.ts";
import { fashionMnist, mnist } from "./mnist.ts";

export interface ResolveOptions extends DirectoryOptions {
  /** Where the files of a public data set already are. */
  readonly directory?: string;
}

const readResolve = optionsReader<ResolveOptions>({ directory: kind.string, ...directoryKinds });

/** What each data set takes of the options; the others are for directories. */
const named: Readonly<Record<string, (options: ResolveOptions) => Dataset | Promise<Dataset>>> = {
  glyphs: ({ seed, size }) => glyphs({ seed, size }),
  mnist: ({ directory, size }) => mnist({ directory, size }),
  "fashion-mnist": ({ directory, size }) => fashionMnist({ directory, size }),
};

/**
 * Data set of a name, `glyphs`, `mnist` or `fashion-mnist`, or else of a directory.
 *
 * @example
 * (await resolveDataset("glyphs")).train.size; // 6000
 *
 * @throws DataError where there is no such name and no such directory.
 */
export async function resolveDataset(nameOrDirectory: string, given?: ResolveOptions): Promise<Dataset> {
  const options = readResolve("resolveDataset", given);
  const { directory: _, ...ofDirectory } = options;
  const load = Object.hasOwn(named, nameOrDirectory) ? named[nameOrDirectory] : undefined;
  if (load) return load(options);
  if (existsSync(nameOrDirectory)) return fromDirectory(nameOrDirectory, ofDirectory);
  throw new DataError({
    where: "data",
    rule: `"${nameOrDirectory}" is neither a directory nor one of ${Object.keys(named).join(", ")}`,
  });
}
