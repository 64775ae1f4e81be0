/** @file What commands tell people, beside the results. */

/** Prints a line on the standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
