/** @file The machine that measured. */

import { availableParallelism, cpus, loadavg } from "node:os";
import { runtimeVersion } from "glissade";
import type { Limits } from "./limits.ts";

/** Limits by the number of threads. */
export type AllLimits = Readonly<Record<number, Limits>>;

export const describeMachine = (limits: AllLimits) => ({
  processor: cpus()[0]!.model.trim(),
  cores: availableParallelism(),
  date: new Date().toISOString().slice(0, 10),
  /** Processes that wanted to run in the last five minutes: those of the benchmark, and others. */
  load: loadavg()[1]!,
  node: process.version,
  onnxruntime: runtimeVersion(),
  limits: Object.fromEntries(
    Object.entries(limits).map(([threads, { sgemm, copy }]) => [
      threads,
      { gigaflops: sgemm.rate / 1e6, gigabytes: copy.rate / 1e6 },
    ]),
  ),
});

type Machine = ReturnType<typeof describeMachine>;

/** The machine in a sentence or two. */
export function machineText({ processor, cores, date, load, node, onnxruntime, limits }: Machine): string {
  const able = Object.entries(limits).map(
    ([threads, { gigaflops, gigabytes }]) =>
      `${gigaflops.toFixed(0)} GFLOP/s and ${gigabytes.toFixed(0)} GB/s at ${threads === "1" ? "one thread" : `${threads} threads`}`,
  );
  return `${date}, ${processor}, ${cores} cores, load ${load.toFixed(1)}, Node ${node}, ONNX Runtime ${onnxruntime}; products and copies reach ${able.join(", ")}.`;
}
