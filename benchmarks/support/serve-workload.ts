/**
 * @file A workload in a process of its own: WORKLOAD THREADS. Its first line is what the first step took, as JSON; each
 * number of steps that it reads is answered with milliseconds per step and the peak of resident memory in bytes.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { configure } from "glissade";
import { timed } from "./rounds.ts";
import { limits, workloads } from "./workloads.ts";

/** As Linux keeps it for this program alone: `maxRSS` knows the one that started it too. */
function peakBytes(): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

const [name = "", threads] = process.argv.slice(2);
configure({ threads: Number(threads) });
const begin = performance.now();
const { step, ...facts } = await { ...workloads, ...limits }[name]!.open();
const start = performance.now() - begin;
const run = timed(step);
const ready = await run(1);
console.log(JSON.stringify({ start, ready, ...facts }));
for await (const line of createInterface(process.stdin)) {
  const milliseconds = await run(Number(line));
  console.log(`${milliseconds} ${peakBytes()}`);
}
