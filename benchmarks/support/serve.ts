/** @file A workload in a process of its own, which is asked for its times. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { timed } from "./rounds.ts";

/** As Linux keeps it for this program alone: `maxRSS` knows the one that started it too. */
function peakBytes(): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

/**
 * Opens a workload and takes its first step. The first line says what that took, as JSON with what else is to be said; each
 * number of steps that is read is answered with milliseconds per step and the peak of resident memory in bytes.
 */
export async function serve<Facts extends object>(
  open: () => Promise<Facts & { readonly step: () => Promise<unknown> }>,
): Promise<void> {
  const begin = performance.now();
  const { step, ...facts } = await open();
  const start = performance.now() - begin;
  const run = timed(step);
  const ready = await run(1);
  console.log(JSON.stringify({ start, ready, ...facts }));
  for await (const line of createInterface(process.stdin)) {
    const milliseconds = await run(Number(line));
    console.log(`${milliseconds} ${peakBytes()}`);
  }
}
