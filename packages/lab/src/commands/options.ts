/** @file Readers of options that several commands take. */

import { ArgumentError } from "glissade";

/**
 * Reads an integer; `option` names it in the error.
 *
 * @example
 * toCount("--runs")("22"); // 22
 */
export function toCount(option: string, least = 1, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new ArgumentError({
      where: option,
      rule: `expected an integer ${range}, got ${JSON.stringify(text)}`,
    });
  };
}

/**
 * Reads a positive number; `option` names it in the error.
 *
 * @example
 * toPositive("--hours")("1.5"); // 1.5
 */
export function toPositive(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
    throw new ArgumentError({
      where: option,
      rule: `expected a positive number, got ${JSON.stringify(text)}`,
    });
  };
}
