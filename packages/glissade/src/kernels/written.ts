/** @file Kernels whose code is written for one movement of elements, beside those that are generated from graphs. */

import type { Cut } from "./chunks.ts";
import type { WasmFunction } from "./wasm/module.ts";

/** Code for the images of a group, of which a tensor has many. */
export interface WrittenCode {
  /** Its parameters are operands, scratch memory, and a range of images. */
  readonly loops: WasmFunction;
  /** For each chunk. */
  readonly scratchBytes: number;
  /** Read and written. */
  readonly bytes: number;
  /** Additions. */
  readonly flops: number;
}

/** What a kernel does with code: several kernels may share one. */
export interface WrittenKernel {
  readonly code: WrittenCode;
  /** The first image, and how many. */
  readonly first: number;
  readonly count: number;
  /** Positions of the operands that the code gets, outputs behind inputs; others only say what comes first. */
  readonly operands: readonly number[];
  /** An input that becomes the output, of which so many bytes are kept. */
  readonly kept?: { readonly input: number; readonly bytes: number };
}

const MOST_CHUNKS = 8;

/** Chunks of one length, as many as there may be. */
export function cutOf({ code: { scratchBytes }, count }: WrittenKernel): Cut {
  const chunkLength = Math.ceil(count / MOST_CHUNKS);
  return { chunks: Math.ceil(count / chunkLength), chunkLength, scratchBytes };
}
