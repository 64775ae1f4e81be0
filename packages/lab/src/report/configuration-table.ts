/** @file The table of configurations: the options in which the arms differ. */

import { optim } from "glissade";
import type { StudyResult } from "../results/result.ts";
import { NONE } from "./format.ts";
import { type Table, table } from "./table.ts";

type Options = Readonly<Record<string, unknown>>;

/** One row per arm, one column per option that differs; nothing where the arms have no options to compare. */
export function configurationTable({ arms }: StudyResult): Table | undefined {
  const parsed = arms.map(({ optimizer }) => optionsOf(optimizer));
  const names = [...new Set(parsed.flatMap((options) => Object.keys(options)))];
  const varied = names.filter((name) => new Set(parsed.map((options) => write(options[name]))).size > 1);
  if (arms.length < 2 || varied.length === 0) return undefined;
  return table(
    ["arm", ...varied],
    1,
    arms.map(({ name }, index) => [name, ...varied.map((option) => write(parsed[index]![option]))]),
  );
}

/** The options that the text of an optimizer gives; none of a text that is no optimizer. */
function optionsOf(text: string): Options {
  try {
    const { name, options } = optim.parse(text);
    return { optimizer: name, ...options };
  } catch {
    return {};
  }
}

const write = (value: unknown): string => (value === undefined ? NONE : String(value));
