/** @file The memory that a graph needs at once. */

import { countBytes } from "../../graph/cost.ts";
import type { Source } from "../../graph/source.ts";
import { type Graph, topologicalOrder } from "../../graph/walk.ts";

/** The most bytes of results that are needed at one time, outputs to the end; loops and branches count as their results. */
export function peakBytes({ outputs }: Graph): number {
  const order = topologicalOrder(outputs);
  const lastUse = new Map<Source, number>();
  order.forEach(({ source }, index) => {
    lastUse.set(source, index);
    if (source.kind === "op") for (const input of source.inputs) lastUse.set(input.source, index);
  });
  for (const { source } of outputs) lastUse.set(source, order.length);
  const endings = new Map<number, number>();
  let [live, peak] = [0, 0];
  order.forEach(({ source }, index) => {
    if (source.kind !== "op") return;
    const bytes = countBytes(source.types);
    const end = lastUse.get(source)!;
    endings.set(end, (endings.get(end) ?? 0) + bytes);
    live += bytes;
    peak = Math.max(peak, live);
    live -= endings.get(index) ?? 0;
  });
  return peak;
}
