/** @file The processor's cores, of which ONNX Runtime takes all where no number of threads is set. */

import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

let cores: number | undefined;

/** Physical cores that this process may use: on Linux those that share a core are known, elsewhere each counts. */
export function countCores(): number {
  cores ??= findCores();
  return cores;
}

/** Threads that work at the same time. */
export const mostThreads = availableParallelism();

function findCores(): number {
  const logical = availableParallelism();
  const siblings = cpus().map((_, cpu) => siblingsOf(cpu) ?? `${cpu}`);
  return Math.min(logical, new Set(siblings).size);
}

function siblingsOf(cpu: number): string | undefined {
  try {
    return readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, "utf8");
  } catch {
    return undefined;
  }
}
