/** @file Decimal numbers in text. */

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The finite number that a text is in decimal digits, else NaN: `Number` alone takes "", "0x10" and "Infinity" too. */
export function parseDecimal(text: string): number {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
