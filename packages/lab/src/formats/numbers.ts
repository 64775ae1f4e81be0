/** @file Numbers as texts, with those that JSON and decimal digits lack. */

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
]);

/** The number that a text is, as Python, R and JavaScript print it; nothing where it is none. */
export function toNumber(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const [, sign, name = ""] = /^([+-]?)(\w+)$/.exec(text) ?? [];
  const value = special.get(name.toLowerCase());
  return value !== undefined && sign === "-" ? -value : value;
}

/** A number as JSON can say it: NaN, infinities and the negative zero are texts. */
export const encodeNumber = (value: number): number | string =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
