/** @file The chunks of a kernel: ranges of its first axis, which may be computed in any order and at the same time. */

import type { Layout } from "./layout.ts";
import { storedBytes } from "./memory-code.ts";
import type { Plan } from "./plan.ts";
import type { WasmCall } from "./wasm/instantiate.ts";

/** What a chunk's call has behind the addresses of operands: scratch memory of its own, begin and end. */
export type Range = readonly [scratch: number, begin: number, end: number];

/** The main function of a kernel, and the ranges that it is called for. */
export interface Chunks {
  /** Of which other threads make instances on the same memory. */
  readonly module: object;
  readonly loops: WasmCall;
  readonly ranges: readonly Range[];
}

/** Calls all chunks for operands at these addresses. */
export type CallChunks = (addresses: readonly number[]) => void;

/** Threads that compute chunks at the same time. */
export interface KernelThreads {
  readonly count: number;
  share(chunks: Chunks): CallChunks;
}

/** How a first axis is cut into chunks. */
export type Cut = Pick<Layout, "chunks" | "chunkLength" | "scratchBytes">;

/** The ranges of a first axis, from a first place on. */
export const rangesOf = (
  { chunks, chunkLength, scratchBytes }: Cut,
  { first = 0, length }: { readonly first?: number; readonly length: number },
  scratch: number,
): Range[] =>
  Array.from({ length: chunks }, (_, chunk) => {
    const begin = chunk * chunkLength;
    return [scratch + chunk * scratchBytes, first + begin, first + Math.min(length, begin + chunkLength)];
  });

/** One chunk after the other. */
export function callInOrder({ loops, ranges }: Chunks): CallChunks {
  if (ranges.length > 1)
    return (addresses) => {
      for (const [scratch, begin, end] of ranges) loops(...addresses, scratch, begin, end);
    };
  const [scratch, begin, end] = ranges[0]!;
  return (addresses) => loops(...addresses, scratch, begin, end);
}

/** Microseconds from which on chunks are shared: less than that is over before another thread has begun. */
const LONG = 100;
/** Bytes that one thread moves in a microsecond, half of them in the cache, and instructions for one element each. */
const [BANDWIDTH, INSTRUCTIONS] = [40e3, 16e3];

/** Whether a kernel that moves so many bytes takes so long that threads should share it. */
export const isLongMove = (bytes: number, { chunks }: Cut, long = LONG): boolean =>
  chunks > 1 && bytes / BANDWIDTH > long;

/** The same of a kernel of a plan, which may compute more than it moves. */
export function isLong({ lengths }: Plan, layout: Layout): boolean {
  const { chunks, needs, inputs, outputs } = layout;
  const count = (axes: readonly number[]) => axes.reduce((total, axis) => total * lengths[axis]!, 1);
  const bytes = [...inputs, ...outputs].reduce(
    (total, { axes, dtype }) => total + count(axes) * storedBytes(dtype),
    0,
  );
  const instructions = needs.passes.reduce((total, { size }) => total + size, 0);
  const elements = count(lengths.map((_, axis) => axis));
  const isDear = chunks > 1 && (elements * instructions) / INSTRUCTIONS > LONG;
  return isDear || isLongMove(bytes, layout);
}
