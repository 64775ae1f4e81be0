/** @file What the command line may change of a study and of its search: all that metrics depend on. */

import { type Command, Option } from "commander";
import { searchMethods } from "../search/sampler.ts";
import type { Search, Study } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";
import { toCount } from "./options.ts";

export interface KeyFlags {
  readonly data?: string;
  readonly runs?: number;
  readonly steps?: number;
  readonly looks?: number;
  readonly seed?: number;
}

export type SearchFlags = Partial<Pick<Search, "runs" | "method" | "trials">>;

const studyKeys: Readonly<Record<keyof KeyFlags, () => Option>> = {
  data: () =>
    new Option(
      "--data <name|dir>",
      "data set instead of the study's: glyphs, mnist, fashion-mnist, or a directory",
    ),
  runs: () => new Option("--runs <n>", "runs of each arm").argParser(toCount("--runs")),
  steps: () => new Option("--steps <n>", "training steps of each run").argParser(toCount("--steps")),
  looks: () =>
    new Option(
      "--looks <n>",
      "compare the arms this often; stop once one is shown to beat all others",
    ).argParser(toCount("--looks", 1, 20)),
  seed: () => new Option("--seed <n>", "seed that all the others come from").argParser(toCount("--seed", 0)),
};

const searchKeys: Readonly<Record<keyof SearchFlags, () => Option>> = {
  runs: () => new Option("--runs <n>", "runs of each trial").argParser(toCount("--runs")),
  method: () =>
    new Option("--method <name>", "how trials are chosen (default: as in the study)").choices(searchMethods),
  trials: () =>
    new Option("--trials <n>", "trials of each arm; a grid has as many as its points").argParser(
      toCount("--trials"),
    ),
};

const STUDY_KEYS = Object.keys(studyKeys) as (keyof KeyFlags)[];
const SEARCH_KEYS = Object.keys(searchKeys) as (keyof SearchFlags)[];

/** Adds the options of these keys to a command. */
export const withStudyKeys = (command: Command, keys: readonly (keyof KeyFlags)[] = STUDY_KEYS): Command =>
  keys.reduce((changed, key) => changed.addOption(studyKeys[key]()), command);

export const withSearchKeys = (command: Command): Command =>
  SEARCH_KEYS.reduce((changed, key) => changed.addOption(searchKeys[key]()), command);

/** The study with the keys that the command line changes. */
export const override = (study: Study, flags: KeyFlags): Study =>
  validateStudy({ ...study, ...Object.fromEntries(given(flags, STUDY_KEYS)) }, "glissade");

/** The search of a study with the keys that the command line changes. */
export const searchOf = ({ search }: Study, flags: SearchFlags): Search => ({
  ...search,
  ...Object.fromEntries(given(flags, SEARCH_KEYS)),
});

/** The arguments that give the same metrics again. */
export const argumentsOf = (flags: KeyFlags & SearchFlags): readonly string[] =>
  given(flags, [...new Set([...STUDY_KEYS, ...SEARCH_KEYS])]).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);

function given<Flags extends object>(flags: Flags, names: readonly (keyof Flags & string)[]) {
  return names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
}
