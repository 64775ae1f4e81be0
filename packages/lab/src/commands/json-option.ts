/** @file `--json`: the result as a file, or on the standard output instead of the table. */

import { Option } from "commander";
import { ensureWritable, toJson, writeFileAtomic } from "../files.ts";

export interface JsonFlags {
  readonly json?: string;
}

export const jsonOption = (): Option =>
  new Option("--json <file>", "write the result as JSON; - prints it instead of the table");

/** Whether JSON alone goes to the standard output. */
export const isPiped = ({ json }: JsonFlags): boolean => json === "-";

/** The file that is named. */
export const jsonFile = ({ json }: JsonFlags): string | undefined => (json === "-" ? undefined : json);

/** Throws where `writeJson` could not write the file. */
export async function ensureJson(flags: JsonFlags): Promise<void> {
  const file = jsonFile(flags);
  if (file !== undefined) await ensureWritable(file, "--json");
}

/** Writes the file, where one is named; before `printResult`, since a reader of the standard output may leave early. */
export async function writeJson(flags: JsonFlags, content: object): Promise<void> {
  const file = jsonFile(flags);
  if (file !== undefined) await writeFileAtomic(file, toJson(content));
}

/** Prints the table, or JSON instead of it. */
export function printResult(flags: JsonFlags, content: object, table: () => string): void {
  process.stdout.write(isPiped(flags) ? toJson(content) : `${table()}\n`);
}
