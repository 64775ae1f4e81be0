/** @file Options of the commands here. */

import { closeSync, openSync } from "node:fs";
import { parseArgs } from "node:util";
import { nearestOrAll } from "glissade";

/** Ends the process as commands end for wrong options. */
export function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

type Options = Readonly<Record<string, { readonly type: "string" | "boolean" }>>;

type Values<Known extends Options> = {
  readonly [Name in keyof Known]?: Known[Name]["type"] extends "string" ? string : boolean;
};

interface CommandLine<Known extends Options> {
  readonly values: Values<Known>;
  readonly names: readonly string[];
}

/** What the command line says: options, and names where the command takes some. What it may not say ends the process. */
export function readOptions<const Known extends Options>(
  command: string,
  known: Known,
  { takesNames = false } = {},
): CommandLine<Known> {
  const config = { options: known, allowPositionals: true, strict: false, tokens: true } as const;
  const { tokens, values, positionals } = parseArgs(config);
  for (const token of tokens) {
    if (token.kind === "option") requireOption(command, known, token);
    else if (token.kind === "positional" && !takesNames)
      fail(`${command}: takes options alone, got ${JSON.stringify(token.value)}.`);
  }
  return { values: values as Values<Known>, names: positionals };
}

interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

function requireOption(command: string, known: Options, { name, rawName, value }: Given): void {
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  const flags = Object.keys(known).map((each) => `--${each}`);
  if (!option) fail(`${command}: there is no option ${rawName}. ${nearestOrAll(rawName, flags)}`);
  if (option.type === "string" && (value === undefined || value.startsWith("-")))
    fail(`${command} ${rawName}: needs a value, got ${value ?? "none"}.`);
  if (option.type === "boolean" && value !== undefined)
    fail(`${command} ${rawName}: takes no value, got ${JSON.stringify(value)}.`);
}

/** The positive integer that an option says. */
export function countOf(where: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  return fail(`${where}: expected a positive integer, got ${JSON.stringify(text)}.`);
}

/** Ends the process where a file cannot be written; makes an empty one where there is none. */
export function requireWritable(where: string, file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    fail(
      `${where}: cannot be written (${(error as Error).message}). Choose a file in a folder that is there.`,
    );
  }
}
