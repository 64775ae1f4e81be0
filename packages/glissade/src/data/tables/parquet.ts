/** @file Tables in Parquet, by hyparquet. */

import type { AsyncBuffer, DecodedArray, ParquetRowRange, ParquetScan, SchemaTree } from "hyparquet";
import { DataError } from "../../errors.ts";
import { requireBytes } from "../parse-options.ts";
import { reasonOf } from "../reason.ts";
import { toColumn } from "./parquet-columns.ts";
import { type ParquetOptions, readingOf } from "./parquet-options.ts";
import { dateParsers, type ParquetColumn, toParquetColumn } from "./parquet-types.ts";
import type { Table } from "./table.ts";
import { chooseColumns, type Reading } from "./table-options.ts";

/**
 * Table of the bytes of a Parquet file, with any of the format's compressions. Numbers keep their types; texts are
 * categories, dates and timestamps days since 1970-01-01 in UTC.
 *
 * @throws DataError where the bytes are of another kind or damaged, a column has another type, or a value is missing,
 * NaN or infinite; it names the row, which counts from 0, and the column.
 */
export async function parseParquet(bytes: Uint8Array, options?: ParquetOptions): Promise<Table> {
  const reading = readingOf("parseParquet", options);
  requireBytes("parseParquet", bytes);
  const slice = (start: number, end?: number) => bytes.slice(start, end).buffer as ArrayBuffer;
  return readWhole(await openParquet({ byteLength: bytes.length, slice }, reading));
}

/** A file whose schema is known. */
export interface ParquetTables {
  readonly columns: readonly ParquetColumn[];
  /** The rows of each group. */
  readonly groups: readonly ParquetRowRange[];
  /** Decoded values of some groups as a table. */
  read(groups: readonly ParquetRowRange[]): Promise<Table>;
}

export const readWhole = ({ groups, read }: ParquetTables): Promise<Table> => read(groups);

/** Reads the schema, and nothing else yet. */
export async function openParquet(
  file: AsyncBuffer,
  reading: Reading<ParquetOptions>,
): Promise<ParquetTables> {
  const { where } = reading;
  await requireMagic(file, where);
  const { parquetScan, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const scan = await decoding(where, "not a Parquet file", () =>
    parquetScan({ file, compressors, parsers: dateParsers, geoparquet: false, useOffsetIndex: false }),
  );
  const { children } = await decoding(where, "not a Parquet file", () => parquetSchema(scan.metadata));
  const columns = await decoding(where, "not a Parquet file", () => columnsOf(children, reading));
  requireRows(where, scan);
  return {
    columns,
    groups: scan.ranges,
    async read(groups) {
      const firstRow = groups[0]?.rowStart ?? 0;
      const length = groups.reduce((sum, { rowStart, rowEnd }) => sum + rowEnd - rowStart, 0);
      const read = await Promise.all(
        columns.map(async (column) => {
          const values = await decodeColumn(scan, column.name, groups, where);
          if (values.length !== length) throw wrongLength(where, column.name, values.length, length);
          return decoding(where, "cannot be decoded", () => toColumn(column, { values, firstRow }, reading));
        }),
      );
      return { length, columns: read };
    },
  };
}

/** The last bytes of every file. */
const MAGIC = "PAR1";

async function requireMagic(file: AsyncBuffer, where: string): Promise<void> {
  const end = await file.slice(Math.max(0, file.byteLength - MAGIC.length), file.byteLength);
  const text = String.fromCharCode(...new Uint8Array(end));
  if (text === MAGIC) return;
  throw new DataError({
    where,
    rule: `not a Parquet file: it must end with ${MAGIC}, got ${text === "" ? "nothing" : JSON.stringify(text)}`,
    fix: "Write it again, or read it with the reader of its format",
  });
}

/** The columns to read; throws where one is not there, or is not read. */
function columnsOf(schema: readonly SchemaTree[], reading: Reading<ParquetOptions>): ParquetColumn[] {
  const names = schema.map(({ element }) => element.name);
  if (names.some((name) => typeof name !== "string")) throw new TypeError("a column without a name");
  const chosen = chooseColumns(reading, names, Object.keys(reading.options.categories ?? {}));
  return chosen.map((name) => toParquetColumn(schema[names.indexOf(name)]!, reading.where));
}

/** The file says twice how many rows it has. */
function requireRows(where: string, { metadata, ranges }: ParquetScan): void {
  const rows = ranges.reduce((sum, { rowStart, rowEnd }) => sum + rowEnd - rowStart, 0);
  const isIn = ranges.every(({ rowStart, rowEnd }) => rowEnd >= rowStart);
  if (isIn && rows === Number(metadata.num_rows)) return;
  throw new DataError({
    where,
    rule: `is damaged: it must have the rows of its groups, ${rows}, got ${metadata.num_rows}`,
    fix: "Write the file again",
  });
}

/** Values of a column in some groups, one behind the other. */
async function decodeColumn(
  scan: ParquetScan,
  column: string,
  groups: readonly ParquetRowRange[],
  where: string,
): Promise<DecodedArray> {
  const parts: DecodedArray[] = [];
  for (const { rowStart, rowEnd } of groups)
    parts.push(
      await decoding(`${where}, column ${JSON.stringify(column)}`, "cannot be decoded", () =>
        scan.readColumn({ column, rowStart, rowEnd }),
      ),
    );
  return parts.length === 1 ? parts[0]! : parts.flatMap((part) => Array.from(part as ArrayLike<unknown>));
}

/** Runs the library, whose errors are those of the file. */
async function decoding<Result>(
  where: string,
  rule: string,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const isSlip = cause instanceof TypeError || cause instanceof RangeError;
    const reason = isSlip ? "its description is damaged" : reasonOf(cause).replace(/^parquet /, "");
    throw new DataError({ where, rule: `${rule}: ${reason}`, fix: "Write the file again", cause });
  }
}

const wrongLength = (where: string, name: string, got: number, expected: number): DataError =>
  new DataError({
    where: `${where}, column ${JSON.stringify(name)}`,
    rule: `must have ${expected} values, got ${got}`,
    fix: "Write the file again",
  });
