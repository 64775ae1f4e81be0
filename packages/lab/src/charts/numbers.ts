/** @file Numbers as charts write them, with few digits. */

/** Whether a number is easier to read with an exponent. */
export function isExtreme(value: number): boolean {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5);
}

/**
 * Four significant digits, with an exponent where that is easier to read.
 *
 * @example
 * shorten(0.0000123456); // "1.235e-5"
 */
export function shorten(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return isExtreme(rounded) ? rounded.toExponential().replace("e+", "e") : String(rounded);
}
