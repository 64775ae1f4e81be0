/** @file Grids of learning rates, evenly spaced in their logarithm. */

import { ArgumentError } from "glissade";

/** Four for each factor of ten, from 0.00001 to 10. */
export const DEFAULT_RATES = "1e-5,10,25";

/**
 * Reads a grid written as lowest, highest, count.
 *
 * @example
 * readRates("0.01,1,3"); // [0.01, 0.1, 1]
 */
export function readRates(text: string): readonly number[] {
  const [low, high, count, ...rest] = text.split(",").map(Number);
  const isGrid = low! > 0 && high! > low! && Number.isFinite(high) && rest.length === 0;
  if (!isGrid || !Number.isInteger(count) || count! < 2 || count! > 200) {
    throw new ArgumentError({
      where: "--rates",
      rule: `expected the lowest rate, a higher one, and how many from 2 to 200, got ${JSON.stringify(text)}`,
      fix: `Write for example --rates ${DEFAULT_RATES}`,
    });
  }
  return Array.from({ length: count! }, (_, index) =>
    Number((low! * (high! / low!) ** (index / (count! - 1))).toPrecision(6)),
  );
}
