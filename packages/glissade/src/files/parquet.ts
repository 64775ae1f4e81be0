/** @file Parquet files, whole or one group of rows after another. */

import { noteRecipe } from "../data/rows/recipe.ts";
import { openParquet, type ParquetTables, readWhole } from "../data/tables/parquet.ts";
import { type ParquetOptions, readingOf } from "../data/tables/parquet-options.ts";
import type { Table } from "../data/tables/table.ts";
import type { Reading } from "../data/tables/table-options.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { requireCategories, requireNumbers } from "./chunk-options.ts";
import { fileSize, readAt } from "./read-at.ts";

/**
 * Table of a Parquet file, of which only the columns that are asked for are read.
 *
 * @throws DataError where the file is missing, damaged or of another kind, a column has another type, or a value is
 * missing, NaN or infinite.
 */
export async function readParquet(path: string, options: ParquetOptions = {}): Promise<Table> {
  return readWhole(await open(path, readingOf("readParquet", options, path)));
}

async function open(path: string, reading: Reading<ParquetOptions>): Promise<ParquetTables> {
  requireKind("path", kind.needed(kind.string), path);
  const byteLength = fileSize(path);
  const slice = (start: number, end = byteLength) => readAt(path, start, end - start).buffer;
  return openParquet({ byteLength, slice }, reading);
}

/**
 * Tables of a Parquet file, one for each group of rows, so that only one is in memory; each loop over them reads the
 * file anew. Columns of texts need their `categories`, and `impute` takes numbers and `"keep"` alone.
 *
 * @throws DataError where the file is missing, and in the loop as `readParquet` does.
 */
export function parquetChunks(path: string, options: ParquetOptions = {}): AsyncIterable<Table> {
  const reading = readingOf("parquetChunks", options, path);
  const { impute, categories = {} } = reading.options;
  requireKind("path", kind.needed(kind.string), path);
  requireNumbers("parquetChunks", impute);
  fileSize(path);
  const chunks: AsyncIterable<Table> = {
    async *[Symbol.asyncIterator]() {
      const { columns, groups, read } = await open(path, reading);
      for (const { name, type } of columns)
        requireCategories(
          "parquetChunks({ categories })",
          name,
          type !== "category" || Object.hasOwn(categories, name),
        );
      for (const group of groups) yield await read([group]);
    },
  };
  return noteRecipe(chunks, { name: "parquetChunks", args: [path, options] });
}
