/** @file Texts of cells as values: numbers, integers, dates, categories. */

import { parseDecimal } from "../decimal.ts";
import type { NdDtype } from "../nd-array.ts";
import type { ColumnType } from "./table.ts";

/** How the cells of a column are read. */
export interface CellReader {
  readonly dtype: NdDtype;
  /** What a cell must be, in words. */
  readonly expected: string;
  /** The value of a text; NaN where it has none. */
  readonly read: (text: string) => number;
}

const LARGEST = 2 ** 31;

const parseInteger = (text: string): number => {
  const value = parseDecimal(text);
  return Number.isInteger(value) && value >= -LARGEST && value < LARGEST ? value : Number.NaN;
};

const truths: ReadonlyMap<string, number> = new Map([
  ...["true", "1", "yes"].map((text) => [text, 1] as const),
  ...["false", "0", "no"].map((text) => [text, 0] as const),
]);

const DAY = 86_400_000;

// Date, and perhaps a time with seconds, fractions of them and a zone.
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;

/** Days since 1970-01-01 in UTC of a date in ISO 8601; a time without a zone is taken as UTC. */
function parseDate(text: string): number {
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, sign, hours = 0, minutes = 0] =
    iso.exec(text) ?? [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC takes the 30th of February as the 2nd of March.
  const isDay = !Number.isNaN(midnight) && new Date(midnight).getUTCDate() === Number(day);
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const isZone = Number(hours) < 24 && Number(minutes) < 60;
  if (!isDay || !isTime || !isZone) return Number.NaN;
  const offset = (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  const seconds = 60 * (60 * Number(hour) + Number(minute) - offset) + Number(`${second}.${fraction}`);
  return (midnight + 1000 * seconds) / DAY;
}

const readers: { readonly [Type in Exclude<ColumnType, "category">]: CellReader } = {
  number: { dtype: "float64", expected: "a number", read: parseDecimal },
  integer: { dtype: "int32", expected: "an integer of 32 bits", read: parseInteger },
  boolean: {
    dtype: "bool",
    expected: "true or false",
    read: (text) => truths.get(text.toLowerCase()) ?? Number.NaN,
  },
  date: {
    dtype: "float64",
    expected: "a date such as 2026-11-26, or with a time, 2026-11-26T18:30:00Z",
    read: parseDate,
  },
};

/** The reader of a type; categories are known by their names. */
export function cellReader(type: ColumnType, categories: readonly string[] = []): CellReader {
  if (type !== "category") return readers[type];
  const codes = new Map(categories.map((name, code) => [name, code]));
  return {
    dtype: "int32",
    expected: `one of the ${categories.length} categories`,
    read: (text) => codes.get(text) ?? Number.NaN,
  };
}
