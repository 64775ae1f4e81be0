/** @file Kernels: graphs of elementwise operations and reductions as functions on a memory. */

import type { Graph } from "../graph/walk.ts";
import { align, type Layout, layoutOf } from "./layout.ts";
import { loopsFor } from "./loops.ts";
import type { Needs } from "./needs.ts";
import { partsFor } from "./parts.ts";
import { type Plan, planOf } from "./plan.ts";
import { regionOf } from "./region.ts";
import { instantiate, type WasmCall, type WasmMemory } from "./wasm/instantiate.ts";
import { encodeModule, type MemoryLimits } from "./wasm/module.ts";

/** Computes outputs from inputs; addresses are bytes from the start of the memory, those of inputs first. */
export interface Kernel {
  (addresses: readonly number[]): void;
  /** For each output the inputs whose memory it may take, since each element is read before it is written. */
  readonly inPlace: readonly (readonly number[])[];
}

/** A memory, and how to get room in it. */
export interface KernelMemory {
  readonly memory: WasmMemory;
  readonly limits: MemoryLimits;
  /** The address of bytes that stay the caller's, at a multiple of 64. */
  allocate(bytes: number): number;
}

/** The plan of a graph, or undefined where no kernel can compute it. */
export function planOfGraph(graph: Graph): Plan | undefined {
  const region = regionOf(graph);
  return region && planOf(region);
}

/** Kernels of graphs, compiled together. */
export function compileKernels(
  graphs: readonly Graph[],
  { memory, limits, allocate }: KernelMemory,
): Kernel[] {
  const plans = graphs.map((graph) => planOfGraph(graph)!);
  const layouts = plans.map(layoutOf);
  const functions = plans.flatMap((plan, index) => [
    loopsFor(`loops${index}`, plan, layouts[index]!),
    partsFor(`parts${index}`, plan, layouts[index]!),
  ]);
  if (functions.length === 0) return [];
  const calls = instantiate(encodeModule(functions, limits), memory);
  const scratchBytes = Math.max(...layouts.map(({ chunks, scratchBytes }) => chunks * scratchBytes));
  const scratch = scratchBytes > 0 ? allocate(align(scratchBytes)) : 0;
  return plans.map((plan, index) => {
    const [loops, parts] = [calls[`loops${index}`]!, calls[`parts${index}`]!];
    return Object.assign(driver(plan, layouts[index]!, { loops, parts, scratch }), {
      inPlace: inPlaceOf(plan, layouts[index]!.needs),
    });
  });
}

interface Calls {
  readonly loops: WasmCall;
  readonly parts: WasmCall;
  readonly scratch: number;
}

/** Calls the loops for each part of the first axis, and puts the parts together. */
function driver({ lengths }: Plan, layout: Layout, { loops, parts, scratch }: Calls) {
  const { chunks, chunkLength, scratchBytes, edges } = layout;
  const length = lengths[0] ?? 1;
  if (chunks === 1) return (addresses: readonly number[]) => loops(...addresses, scratch, 0, length);
  const hasParts = edges.some(({ isPartial }) => isPartial);
  return (addresses: readonly number[]) => {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const begin = chunk * chunkLength;
      loops(...addresses, scratch + chunk * scratchBytes, begin, Math.min(length, begin + chunkLength));
    }
    if (hasParts) parts(...addresses, scratch, 0, 0);
  };
}

/** An output takes the place of an input that has the same elements in the same places and is not read later. */
function inPlaceOf(plan: Plan, { passes }: Needs): number[][] {
  const { inputs, outputs, stored, lengths, stageOf } = plan;
  const isFull = (axes: readonly number[]) => axes.length === lengths.length;
  return outputs.map(({ lane, axes }) => {
    if (!isFull(axes) || !stored.some((each) => each.lane === lane)) return [];
    return inputs.flatMap((input, position) => {
      const lastRead = passes.findLastIndex((needed) => needed.has(input.lane));
      const fits = isFull(input.axes) && input.lane.dtype === lane.dtype && lastRead <= stageOf(lane);
      return fits ? [position] : [];
    });
  });
}
