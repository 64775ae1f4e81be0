/** @file Kernels: graphs of elementwise operations and reductions as functions on a memory. */

import { structureKey } from "../graph/structure-key.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import {
  type CallChunks,
  type Chunks,
  callInOrder,
  isLong,
  isLongMove,
  type KernelThreads,
  rangesOf,
} from "./chunks.ts";
import type { FusedAttributes } from "./fused.ts";
import { align, isExact, layoutOf } from "./layout.ts";
import { loopsFor } from "./loops.ts";
import type { Needs } from "./needs.ts";
import { partsFor } from "./parts.ts";
import { type Plan, planOf } from "./plan.ts";
import { regionOf } from "./region.ts";
import { compileModule, instantiate, type WasmCall, type WasmMemory } from "./wasm/instantiate.ts";
import { encodeModule, type MemoryLimits } from "./wasm/module.ts";
import { cutOf, type WrittenCode, type WrittenKernel } from "./written.ts";

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

const plans = new Map<string, Plan | undefined>();
const MOST_PLANS = 4096;

/** The plan of a graph, or undefined where no kernel can compute it; made once for each structure. */
export function planOfGraph(graph: Graph): Plan | undefined {
  const key = keyOf(graph);
  if (plans.has(key)) return plans.get(key);
  const region = regionOf(graph);
  const possible = region && planOf(region);
  const plan = possible && isExact(possible, layoutOf(possible)) ? possible : undefined;
  if (plans.size === MOST_PLANS) plans.clear();
  plans.set(key, plan);
  return plan;
}

function keyOf({ inputs, outputs }: Graph): string {
  const given = new Set(inputs.map(({ source }) => source));
  const rest = topologicalOrder(outputs).filter(({ source }) => !given.has(source));
  return structureKey([...inputs, ...rest], outputs);
}

/** Kernels made by now, by memory, number of threads and structure. */
const made = new WeakMap<WasmMemory, Map<string, Kernel>>();

/** The kernels of fused operations; threads share the chunks of those that take long enough. */
export function compileKernels(
  operations: readonly FusedAttributes[],
  room: KernelMemory,
  threads?: KernelThreads,
): Kernel[] {
  const known = made.get(room.memory) ?? new Map<string, Kernel>();
  made.set(room.memory, known);
  if (known.size > MOST_PLANS) known.clear();
  return operations.map(({ graph, write }) => {
    const key = `${threads?.count ?? 1} ${keyOf(graph)}`;
    const make = () =>
      write
        ? compileWritten(write(), graph, { room, threads })
        : compileKernel(planOfGraph(graph)!, room, threads);
    const kernel = known.get(key) ?? make();
    known.set(key, kernel);
    return kernel;
  });
}

function compileKernel(plan: Plan, room: KernelMemory, threads?: KernelThreads): Kernel {
  const layout = layoutOf(plan);
  const { chunks, scratchBytes, needs, edges } = layout;
  const functions = [loopsFor("loops", plan, layout), partsFor("parts", plan, layout)];
  const module = compileModule(encodeModule(functions, room.limits));
  const { loops, parts } = instantiate(module, room.memory);
  const scratch = scratchFor(room, align(chunks * scratchBytes));
  const work = { module, loops: loops!, ranges: rangesOf(layout, { length: plan.lengths[0] ?? 1 }, scratch) };
  const call = threads && isLong(plan, layout) ? threads.share(work) : callInOrder(work);
  const run = edges.some(({ isPartial }) => isPartial) ? withParts(call, parts!, scratch) : call;
  return Object.assign(run, { inPlace: inPlaceOf(plan, needs) });
}

/** Microseconds as `isLongMove` counts them: groups of tiles follow each other, so that threads are awake. */
const LONG_WRITTEN = 50;

function compileWritten(
  written: WrittenKernel,
  { inputs }: Graph,
  { room, threads }: { readonly room: KernelMemory; readonly threads?: KernelThreads },
): Kernel {
  const { code, first, count, operands, kept } = written;
  const cut = cutOf(written);
  const { module, loops } = instanceOf(code, room);
  const scratch = scratchFor(room, align(cut.chunks * cut.scratchBytes));
  const work = { module, loops, ranges: rangesOf(cut, { first, length: count }, scratch) };
  const call = threads && isLongMove(code.bytes, cut, LONG_WRITTEN) ? threads.share(work) : callInOrder(work);
  const run = (addresses: readonly number[]) => {
    if (kept)
      keep(room.memory, { from: addresses[kept.input]!, to: addresses[inputs.length]!, bytes: kept.bytes });
    call(operands.map((position) => addresses[position]!));
  };
  return Object.assign(run, { inPlace: [kept ? [kept.input] : []] });
}

interface Kept {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Copies what an input and the output have in common, where the output has memory of its own. */
function keep({ buffer }: WasmMemory, { from, to, bytes }: Kept): void {
  if (from !== to) new Uint8Array(buffer).copyWithin(to, from, from + bytes);
}

/** Code made ready, by memory. */
const instances = new WeakMap<WasmMemory, WeakMap<WrittenCode, Pick<Chunks, "module" | "loops">>>();

function instanceOf(code: WrittenCode, { memory, limits }: KernelMemory): Pick<Chunks, "module" | "loops"> {
  const known = instances.get(memory) ?? new WeakMap();
  instances.set(memory, known);
  const found = known.get(code);
  if (found) return found;
  const module = compileModule(encodeModule([code.loops], limits));
  const made = { module, loops: instantiate(module, memory).loops! };
  known.set(code, made);
  return made;
}

interface Scratch {
  readonly address: number;
  readonly bytes: number;
}

/** Kernels run one after the other, so that they share memory for what lies between. */
const scratches = new WeakMap<WasmMemory, Scratch>();

function scratchFor(room: KernelMemory, bytes: number): number {
  const known = scratches.get(room.memory) ?? { address: 0, bytes: 0 };
  if (bytes <= known.bytes) return known.address;
  // Earlier kernels keep theirs; at least twice as much each time keeps the sum small.
  const size = Math.max(bytes, 2 * known.bytes);
  const next = { address: room.allocate(size), bytes: size };
  scratches.set(room.memory, next);
  return next.address;
}

/** Puts the parts of sums together behind the chunks. */
const withParts =
  (call: CallChunks, parts: WasmCall, scratch: number): CallChunks =>
  (addresses) => {
    call(addresses);
    parts(...addresses, scratch, 0, 0);
  };

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
