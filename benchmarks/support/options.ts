/** @file Options of the commands here. */

/** Ends the process as commands end for wrong options. */
export function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

/** The positive integer that an option says. */
export function countOf(where: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  return fail(`${where}: expected a positive integer, got ${JSON.stringify(text)}.`);
}
