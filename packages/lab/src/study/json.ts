/** @file JSON whose mistakes are named by line and column. */

import { DataError } from "glissade";

/**
 * Parses JSON; `where` names its source in errors.
 *
 * @example
 * parseJson('{ "runs": 4 }', "my.json"); // { runs: 4 }
 */
export function parseJson(text: string, where: string): unknown {
  try {
    // Some editors begin files with a mark of their encoding
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new DataError({
      where,
      rule: `not JSON: ${describeMistake(text)}`,
      fix: "Correct the file there",
      cause,
    });
  }
}

function describeMistake(text: string): string {
  const offset = findMistake(text);
  const lines = text.slice(0, offset).split("\n");
  const found = offset < text.length ? `unexpected ${JSON.stringify(text[offset])}` : "unexpected end";
  return `${found} at line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** Bisects for the longest beginning that more text could complete: V8 names no position for a stray token. */
function findMistake(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canBeCompleted(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function canBeCompleted(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /position (\d+)/.exec(message)?.[1];
    return position ? Number(position) === beginning.length : message === "Unexpected end of JSON input";
  }
}
