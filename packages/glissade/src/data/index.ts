/** @file Readers, data sets and batches; reads files, so it has an entry of its own, `glissade/data`. */

export { areaAverage, type ImageSize } from "./area.ts";
export { formatBal, parseBal, readBal } from "./bal.ts";
export { type Batch, type BatchOptions, type EpochOptions, epochBatches, freshBatches } from "./batches.ts";
export type { BundleProblem, CameraModelName } from "./bundle-problem.ts";
export { type CsvOptions, parseCsv, readCsv, type Table } from "./csv.ts";
export { type DirectoryOptions, fromDirectory } from "./directory.ts";
export { type Dataset, type Examples, type ExamplesParts, examples } from "./examples.ts";
export { type GlyphsOptions, glyphs } from "./glyphs.ts";
export { type HostRandom, hostRandom } from "./host-random.ts";
export { parseIdx, readIdx } from "./idx.ts";
export { parseLibmv, readLibmv } from "./libmv.ts";
export { fashionMnist, type MnistOptions, mnist } from "./mnist.ts";
export type { NdArray, NdData, NdDtype } from "./nd-array.ts";
export { encodeNpy, parseNpy, readNpy } from "./npy.ts";
export { type ResolveOptions, resolveDataset } from "./resolve.ts";
