/** @file CSV files, whole or some rows after others. */

import { noteRecipe } from "../data/rows/recipe.ts";
import { readingOf, readRecords, tableOf, toTable } from "../data/tables/csv.ts";
import { type CsvOptions, csvKinds } from "../data/tables/csv-options.ts";
import type { CsvRecord } from "../data/tables/csv-records.ts";
import type { Table } from "../data/tables/table.ts";
import { kind, optionsReader, requireKind } from "../options/kinds.ts";
import { requireCategories, requireNumbers } from "./chunk-options.ts";
import { readBytes } from "./read.ts";
import { fileSize, readAt } from "./read-at.ts";

/**
 * Table of a CSV file: columns of numbers, or of the types that the options name.
 *
 * @throws DataError where the file is missing, or a cell of it is missing or of another type.
 */
export async function readCsv(path: string, options?: CsvOptions): Promise<Table> {
  const reading = readingOf("readCsv", options, path);
  return tableOf(new TextDecoder().decode(await readBytes(path)), reading);
}

export interface CsvChunksOptions extends CsvOptions {
  /** Rows of each table, the last one perhaps less; 4096 by default. */
  readonly rows?: number;
}

const readChunksOptions = optionsReader<CsvChunksOptions>({ ...csvKinds, rows: kind.count });

/**
 * Tables of the rows of a CSV file, so that only one is in memory; each loop over them reads the file anew. Categories
 * are to be given as lists of names, and `impute` takes numbers and `"keep"` alone.
 *
 * @throws DataError where the file is missing, and in the loop as `readCsv` does.
 */
export function csvChunks(path: string, options: CsvChunksOptions = {}): AsyncIterable<Table> {
  const { rows = 4096, ...rest } = readChunksOptions("csvChunks", options);
  requireKind("path", kind.needed(kind.string), path);
  for (const [name, type] of Object.entries(rest.types ?? {}))
    requireCategories("csvChunks({ types })", name, type !== "category");
  const reading = readingOf("csvChunks", rest, path);
  requireNumbers("csvChunks", rest.impute);
  fileSize(path);
  const chunks: AsyncIterable<Table> = {
    async *[Symbol.asyncIterator]() {
      const { names, records } = readRecords(textOf(path), reading);
      for (const part of inParts(records, rows)) yield toTable(part, names, reading);
    },
  };
  return noteRecipe(chunks, { name: "csvChunks", args: [path, options] });
}

/** Bytes that are read at once. */
const STRIDE = 2 ** 20;

/** The text of a file in parts. */
function* textOf(path: string): Generator<string, void> {
  const decoder = new TextDecoder();
  const size = fileSize(path);
  for (let position = 0; position < size; position += STRIDE)
    yield decoder.decode(readAt(path, position, Math.min(STRIDE, size - position)), { stream: true });
  yield decoder.decode();
}

function* inParts(records: Iterable<CsvRecord>, size: number): Generator<CsvRecord[], void> {
  let part: CsvRecord[] = [];
  for (const record of records) {
    part.push(record);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
