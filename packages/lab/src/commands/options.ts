/** @file Readers of options that several commands take. */

import { ArgumentError } from "glissade";

/**
 * Reads an integer; `option` names it in the error.
 *
 * @example
 * toCount("--runs")("22"); // 22
 */
export function toCount(option: string, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new ArgumentError({
      where: option,
      rule: `expected an integer of at least ${least}, got ${JSON.stringify(text)}`,
    });
  };
}
