/** @file Files, downloads and data sets on disk: the entry `glissade/files`, for Node alone. */

export { type DirectoryOptions, fromDirectory } from "./directory.ts";
export { fashionMnist, type MnistOptions, mnist } from "./mnist.ts";
export { readBal, readCsv, readIdx, readLibmv, readNpy } from "./read.ts";
export { type ResolveOptions, resolveDataset } from "./resolve.ts";
