/** @file Formats, data sets and batches as plain arrays: the entry `glissade/data`, for Node and pages alike. */

export { areaAverage, type ImageSize } from "./area.ts";
export {
  type ArrayBatch as Batch,
  type BatchOptions,
  type EpochOptions,
  epochBatches,
  freshBatches,
} from "./batches.ts";
export { formatBal, parseBal } from "./bundles/bal.ts";
export type { BundleProblem, CameraModelName } from "./bundles/bundle-problem.ts";
export { parseLibmv } from "./bundles/libmv.ts";
export { type ClassWeightsOptions, classWeights } from "./class-weights.ts";
export { type Dataset, type Examples, type ExamplesParts, examples } from "./examples.ts";
export { type ChanceOptions, type Fold, type FoldsOptions, kFolds, type Labels } from "./folds.ts";
export { parseIdx } from "./formats/idx.ts";
export type { NamedArrays, NamedArraysOptions } from "./formats/named-arrays.ts";
export { encodeNpy, parseNpy } from "./formats/npy.ts";
export { parseNpz } from "./formats/npz.ts";
export { parseSafetensors } from "./formats/safetensors-arrays.ts";
export { type GlyphsOptions, glyphs } from "./glyphs.ts";
export { type HostRandom, hostRandom } from "./host-random.ts";
export { type ImageOptions, parseImage } from "./images/image.ts";
export type { Channels } from "./images/pixels.ts";
export type { NdArray, NdData, NdDtype } from "./nd-array.ts";
export type { ParseOptions } from "./parse-options.ts";
export { type CheckRowsOptions, checkRows } from "./rows/check-rows.ts";
export type { RowSource } from "./rows/row-source.ts";
export { type ZippedRows, zipRows } from "./rows/zip-rows.ts";
export { parseCsv } from "./tables/csv.ts";
export { type CsvRecordsOptions, parseCsvRecords } from "./tables/csv-cells.ts";
export type { CsvOptions } from "./tables/csv-options.ts";
export type { CsvRecord } from "./tables/csv-records.ts";
export type { ImputeMethod } from "./tables/impute.ts";
export { parseParquet } from "./tables/parquet.ts";
export type { ParquetOptions } from "./tables/parquet-options.ts";
export {
  type Column,
  type ColumnType,
  columnOf,
  type Imputed,
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
