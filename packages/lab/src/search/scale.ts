/** @file Scales on which ranges are even, and the digits that values on them have. */

/** An increasing function, and its inverse. */
export interface Scale {
  to(value: number): number;
  from(position: number): number;
  /** A value to the digits that are worth writing, on a range of this width. */
  round(value: number, width: number): number;
  /** What the ends of a range are, after "must be". */
  readonly rule: string;
  /** Whether a number can be an end. */
  fits(value: number): boolean;
  /** The highest end to which a range is extended. */
  readonly highest: number;
  /** Whether grids count their values for each factor of ten. */
  readonly hasDecades: boolean;
}

/** Digits of a value: enough for any sweep, and the same on machines whose logarithms differ in the last place. */
const DIGITS = 6;

/** Digits in which the rounding of a subtraction does not show. */
const CLEAN_DIGITS = 12;

const significant = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** To a multiple of a power of ten that is a millionth of the width or less. */
function toWidth(value: number, width: number): number {
  const decimals = DIGITS - Math.floor(Math.log10(width));
  return decimals >= 0 ? Number(value.toFixed(Math.min(decimals, 100))) : Math.round(value);
}

const linear: Scale = {
  to: (value) => value,
  from: (position) => position,
  round: toWidth,
  rule: "two finite numbers",
  fits: () => true,
  highest: Number.POSITIVE_INFINITY,
  hasDecades: false,
};

const log: Scale = {
  to: Math.log,
  from: Math.exp,
  round: (value) => significant(value, DIGITS),
  rule: "two numbers above 0",
  fits: (value) => value > 0,
  highest: Number.POSITIVE_INFINITY,
  hasDecades: true,
};

/** -ln(1 - x) */
const complement: Scale = {
  to: (value) => -Math.log1p(-value),
  from: (position) => -Math.expm1(-position),
  round: (value) => significant(1 - significant(1 - value, DIGITS), CLEAN_DIGITS),
  rule: "two numbers below 1",
  fits: (value) => value < 1,
  // Digits get fewer on the way to 1
  highest: 1 - 1e-6,
  hasDecades: true,
};

/** By the names of ranges. */
export const scales = { log, linear, complement } as const;

export type ScaleName = keyof typeof scales;
