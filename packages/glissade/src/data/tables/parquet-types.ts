/** @file The types of columns of Parquet that are read. */

import type { SchemaTree } from "hyparquet";
import { DataError } from "../../errors.ts";
import type { NdDtype } from "../nd-array.ts";
import type { ColumnType } from "./table.ts";

/** A column that can be read. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Of its values here. */
  readonly dtype: NdDtype;
}

const date = { type: "date", dtype: "float64" } as const;

/** The types that the format names by the bytes alone. */
const plain: Readonly<Record<string, Omit<ParquetColumn, "name">>> = {
  BOOLEAN: { type: "boolean", dtype: "bool" },
  INT32: { type: "integer", dtype: "int32" },
  INT64: { type: "integer", dtype: "int64" },
  FLOAT: { type: "number", dtype: "float32" },
  DOUBLE: { type: "number", dtype: "float64" },
  // Timestamps of older writers.
  INT96: date,
};

const category = { type: "category", dtype: "int32" } as const;

/** The types that it names by what the bytes mean, in the older of two ways. */
const converted: Readonly<Record<string, Omit<ParquetColumn, "name">>> = {
  UTF8: category,
  ENUM: category,
  DATE: date,
  TIMESTAMP_MILLIS: date,
  TIMESTAMP_MICROS: date,
  DECIMAL: { type: "number", dtype: "float64" },
  INT_8: { type: "integer", dtype: "int8" },
  INT_16: { type: "integer", dtype: "int16" },
  INT_32: { type: "integer", dtype: "int32" },
  INT_64: { type: "integer", dtype: "int64" },
  UINT_8: { type: "integer", dtype: "uint8" },
  UINT_16: { type: "integer", dtype: "uint16" },
  UINT_32: { type: "integer", dtype: "uint32" },
  UINT_64: { type: "integer", dtype: "uint64" },
};

/** A column of the file's schema; throws where its type is not read. */
export function toParquetColumn({ element, children }: SchemaTree, where: string): ParquetColumn {
  const {
    name,
    type = "",
    converted_type: older,
    logical_type: logical,
    repetition_type: repetition,
  } = element;
  const isLeaf = children.length === 0 && repetition !== "REPEATED";
  const known = isLeaf
    ? (byMeaning(older, logical) ?? (older || logical ? undefined : plain[type]))
    : undefined;
  if (known) return { name, ...known };
  const meaning = logical?.type ?? older ?? (isLeaf ? type : "nested");
  throw new DataError({
    where: `${where}, column ${JSON.stringify(name)}`,
    rule: `must hold numbers, booleans, texts, dates or timestamps, got type ${meaning}`,
    fix: "Leave it out: name the others in columns",
  });
}

function byMeaning(
  older: string | undefined,
  logical: SchemaTree["element"]["logical_type"],
): Omit<ParquetColumn, "name"> | undefined {
  if (older !== undefined) return converted[older];
  if (logical?.type === "STRING" || logical?.type === "ENUM") return category;
  if (logical?.type === "DATE" || logical?.type === "TIMESTAMP") return date;
  if (logical?.type !== "INTEGER") return undefined;
  return converted[`${logical.isSigned ? "" : "U"}INT_${logical.bitWidth}`];
}

const DAY = 86_400_000;

/** Dates and times as days since 1970-01-01. */
export const dateParsers = {
  dateFromDays: (days: number | null) => days,
  timestampFromMilliseconds: (time: bigint | null) => (time === null ? null : Number(time) / DAY),
  timestampFromMicroseconds: (time: bigint | null) => (time === null ? null : Number(time) / (1e3 * DAY)),
  timestampFromNanoseconds: (time: bigint | null) => (time === null ? null : Number(time) / (1e6 * DAY)),
};
