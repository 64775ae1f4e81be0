/** @file Formats, data sets and batches as plain arrays: the entry `glissade/data`, for Node and pages alike. */

export { areaAverage, type ImageSize } from "./area.ts";
export { formatBal, parseBal } from "./bal.ts";
export {
  type ArrayBatch as Batch,
  type BatchOptions,
  type EpochOptions,
  epochBatches,
  freshBatches,
} from "./batches.ts";
export type { BundleProblem, CameraModelName } from "./bundle-problem.ts";
export { type CheckRowsOptions, checkRows } from "./check-rows.ts";
export { type ClassWeightsOptions, classWeights } from "./class-weights.ts";
export { type Dataset, type Examples, type ExamplesParts, examples } from "./examples.ts";
export { type ChanceOptions, type Fold, type FoldsOptions, kFolds, type Labels } from "./folds.ts";
export { type GlyphsOptions, glyphs } from "./glyphs.ts";
export { type HostRandom, hostRandom } from "./host-random.ts";
export { parseIdx } from "./idx.ts";
export { type ImageOptions, parseImage } from "./images/image.ts";
export type { Channels } from "./images/pixels.ts";
export { parseLibmv } from "./libmv.ts";
export type { NamedArrays, NamedArraysOptions } from "./named-arrays.ts";
export type { NdArray, NdData, NdDtype } from "./nd-array.ts";
export { encodeNpy, parseNpy } from "./npy.ts";
export { parseNpz } from "./npz.ts";
export type { ParseOptions } from "./parse-options.ts";
export type { RowSource } from "./row-source.ts";
export { parseSafetensors } from "./safetensors-arrays.ts";
export { parseCsv } from "./tables/csv.ts";
export type { CsvOptions } from "./tables/csv-options.ts";
export type { CsvRecord } from "./tables/csv-records.ts";
export { type CsvRecordsOptions, parseCsvRecords } from "./tables/csv-texts.ts";
export { parseParquet } from "./tables/parquet.ts";
export type { ParquetOptions } from "./tables/parquet-options.ts";
export {
  type Column,
  type ColumnType,
  columnOf,
  type Imputed,
  type ImputeMethod,
  type MatrixOptions,
  matrixOf,
  type Table,
} from "./tables/table.ts";
export {
  bytes,
  type CharactersOptions,
  type CharacterVocabulary,
  characters,
  type Vocabulary,
} from "./text.ts";
export { parseTokenizer, type TokenizerOptions } from "./tokenizer.ts";
export { type ZippedRows, zipRows } from "./zip-rows.ts";
