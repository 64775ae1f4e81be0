/** @file Decimal numbers by digit and exponent: exact in every engine, where a computed power of ten is not. */

/** 10^exponent, for a whole exponent. */
export const powerOfTen = (exponent: number): number => Number(`1e${exponent}`);

interface Decimal {
  /** From 1 to below 10. */
  readonly digits: number;
  readonly exponent: number;
}

/** A positive number as its decimal notation has it. */
function toDecimal(value: number): Decimal {
  const [digits, exponent] = value.toExponential().split("e").map(Number);
  return { digits: digits!, exponent: exponent! };
}

/** The exponent of the first digit of a number other than 0. */
export const exponentOf = (value: number): number => toDecimal(Math.abs(value)).exponent;

/** What rounding may have added or taken away. */
const SLACK = 1e-9;

/** The smallest of 1, 2, 5 times a power of ten that is not below a positive number. */
export function roundUp(value: number): number {
  const { digits, exponent } = toDecimal(value);
  const digit = [1, 2, 5].find((each) => each >= digits * (1 - SLACK));
  return digit ? Number(`${digit}e${exponent}`) : powerOfTen(exponent + 1);
}

/** The largest of 1, 2, 5 times a power of ten that is not above a positive number. */
export function roundDown(value: number): number {
  const { digits, exponent } = toDecimal(value);
  const digit = [5, 2, 1].find((each) => each <= digits * (1 + SLACK));
  return Number(`${digit}e${exponent}`) || value;
}
