/** @file The options of commands that train a study: which runs, where, by how many workers. */

import type { Command } from "commander";
import { type Plan, prepare } from "../run/plan.ts";
import { quote } from "../shell.ts";
import { loadStudy } from "../study/load.ts";
import type { Study } from "../study/study.ts";
import { toCount } from "./options.ts";
import { type StoreFlags, storeOption } from "./store-option.ts";
import { argumentsOf, type KeyFlags, override, type SearchFlags, withStudyKeys } from "./study-keys.ts";

export interface StudyFlags extends StoreFlags, KeyFlags {
  readonly workers?: number;
  readonly retry?: boolean;
}

/** Adds them to a command, with the options of these keys; of all by default. */
export const withStudyOptions = (command: Command, keys?: readonly (keyof KeyFlags)[]): Command =>
  withStudyKeys(withStudy(command), keys)
    .option(
      "--workers <n>",
      "worker processes, one thread each (default: one per core)",
      toCount("--workers"),
    )
    .option("--retry", "train runs again that failed before")
    .addOption(storeOption());

export const withStudy = (command: Command): Command =>
  command.argument("<study>", "a ready study or a file");

/** The plan of a study with the keys that the command line changes, and what a command makes of it. */
export async function planOf(
  nameOrPath: string,
  { workers, ...flags }: StudyFlags,
  change = (study: Study) => study,
): Promise<Plan> {
  const study = change(override(await loadStudy(nameOrPath), flags));
  return prepare(study, { source: nameOrPath, ...(workers !== undefined && { workers }) });
}

/** The command that gives the same metrics again. */
export const commandLine = (command: string, study: string, flags: KeyFlags & SearchFlags): string =>
  ["npx", "glissade", command, study, ...argumentsOf(flags)].map(quote).join(" ");
