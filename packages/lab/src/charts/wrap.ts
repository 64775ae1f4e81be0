/** @file The wrapping of long names over several lines. */

import { textWidth } from "./render.ts";

export interface WrapOptions {
  /** Pixels of a line. */
  readonly width: number;
  readonly fontSize: number;
}

/** Where a line may end: behind a space, a comma, a plus or a bracket, else after so many letters. */
const PIECES = /.{1,40}?(?:[\s,+)]|$)|.{1,40}/g;

/**
 * Breaks a text into lines that are no wider than a number of pixels.
 *
 * @example
 * wrap("sgd(0.1, momentum=0.9)", { width: 100, fontSize: 13 }); // ["sgd(0.1,", "momentum=0.9)"]
 */
export function wrap(text: string, { width, fontSize }: WrapOptions): readonly string[] {
  const lines: string[] = [];
  for (const piece of text.match(PIECES) ?? []) {
    const longer = `${lines.at(-1) ?? ""}${piece}`;
    if (lines.length > 0 && textWidth(longer.trimEnd(), fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => line.trim());
}
