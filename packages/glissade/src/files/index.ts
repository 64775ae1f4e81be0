/** @file Files, downloads and data sets on disk: the entry `glissade/files`, for Node alone. */

export type { Environment, Manifest } from "./checkpoint-files.ts";
export { type CheckpointsOptions, checkpoints } from "./checkpoints.ts";
export { type CsvChunksOptions, csvChunks, readCsv } from "./csv.ts";
export { type DirectoryOptions, fromDirectory } from "./directory.ts";
export {
  type ImageFolder,
  type ImageFolderOptions,
  imageFolder,
  type LabelledImages,
} from "./image-folder.ts";
export {
  type LoadCheckpointOptions,
  latestCheckpoint,
  loadCheckpoint,
  readManifest,
  type WarnOptions,
} from "./load-checkpoint.ts";
export { fashionMnist, type MnistOptions, mnist } from "./mnist.ts";
export { type NpyFile, openNpy } from "./npy-file.ts";
export { parquetChunks, readParquet } from "./parquet.ts";
export {
  type Prefetched,
  type PrefetchedItems,
  type PrefetchedRows,
  type PrefetchOptions,
  prefetch,
} from "./prefetch.ts";
export { readBal, readIdx, readLibmv, readNpy, readNpz, readSafetensors, readText } from "./read.ts";
export { type ResolveOptions, resolveDataset } from "./resolve.ts";
