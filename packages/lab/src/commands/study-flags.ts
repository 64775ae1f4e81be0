/** @file The options of commands that train a study: which runs, where, by how many workers. */

import type { Command } from "commander";
import type { StudyResult } from "../results/result.ts";
import { type Plan, prepare } from "../run/plan.ts";
import { quote } from "../shell.ts";
import { loadStudy } from "../study/load.ts";
import type { Study } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";
import { toCount } from "./options.ts";
import { type StoreFlags, storeOption } from "./store-option.ts";

/** Those that change the study. */
export interface KeyFlags {
  readonly data?: string;
  readonly runs?: number;
  readonly steps?: number;
  readonly looks?: number;
  readonly seed?: number;
}

export interface StudyFlags extends StoreFlags, KeyFlags {
  readonly workers?: number;
  readonly retry?: boolean;
}

/** Adds them to a command. */
export const withStudyOptions = (command: Command): Command => withCrewOptions(withStudyKeys(command));

/** Adds those of every command that trains here. */
export const withPlanOptions = (command: Command): Command => withCrewOptions(withCommonKeys(command));

/** Adds those that change the study. */
export const withStudyKeys = (command: Command): Command =>
  withCommonKeys(command)
    .option("--runs <n>", "runs of each arm", toCount("--runs"))
    .option(
      "--looks <n>",
      "compare so often while runs come in, and end early where the best is shown",
      toCount("--looks", 1, 20),
    );

const withCommonKeys = (command: Command): Command =>
  command
    .argument("<study>", "a ready study or a file")
    .option(
      "--data <name|dir>",
      "data set instead of the study's: glyphs, mnist, fashion-mnist, or a directory",
    )
    .option("--steps <n>", "training steps of each run", toCount("--steps"))
    .option("--seed <n>", "seed that all the others come from", toCount("--seed", 0));

const withCrewOptions = (command: Command): Command =>
  command
    .option(
      "--workers <n>",
      "worker processes, one thread each (default: one per core)",
      toCount("--workers"),
    )
    .option("--retry", "train runs again that failed before")
    .addOption(storeOption());

/** The plan of a study with the keys that the command line changes. */
export async function planOf(nameOrPath: string, { workers, ...flags }: StudyFlags): Promise<Plan> {
  const study = override(await loadStudy(nameOrPath), flags);
  return prepare(study, { source: nameOrPath, ...(workers !== undefined && { workers }) });
}

export function override(study: Study, { data, runs, steps, looks, seed }: KeyFlags): Study {
  const given = Object.entries({ data, runs, steps, looks, seed }).filter(([, value]) => value !== undefined);
  return validateStudy({ ...study, ...Object.fromEntries(given) }, "glissade");
}

/** Flags that metrics depend on. */
const decisive = ["data", "runs", "steps", "looks", "method", "trials", "seed"] as const;

type Decisive = { readonly [Name in (typeof decisive)[number]]?: string | number | undefined };

/** The command that gives the same metrics again. */
export const commandLine = (command: string, study: string, flags: Decisive): string =>
  ["npx", "glissade", command, study, ...argumentsOf(flags)].map(quote).join(" ");

/** Those flags as arguments. */
export const argumentsOf = (flags: Decisive): readonly string[] =>
  decisive.flatMap((name) => (flags[name] === undefined ? [] : [`--${name}`, String(flags[name])]));

/** 0, 1 where runs failed, 130 where the study was interrupted. */
export function toExitCode({ complete, arms }: Pick<StudyResult, "complete" | "arms">): number {
  const haveFailed = arms.some(({ runs }) => runs.some(({ status }) => status === "failed"));
  return haveFailed ? 1 : complete ? 0 : 130;
}
