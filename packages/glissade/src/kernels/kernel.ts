/** @file Kernels: the code of fused operations on a memory. */

import { dtypes, toWrapped } from "../graph/dtype.ts";
import { sizeOf } from "../graph/shape.ts";
import { interpret } from "../graph/subgraph.ts";
import type { Graph } from "../graph/walk.ts";
import type { WasmMemory } from "./wasm/instantiate.ts";

/** Computes outputs from inputs; addresses are bytes from the start of the memory, those of inputs first. */
export interface Kernel {
  (addresses: readonly number[]): void;
  /** For each output the inputs whose memory it may take, since each element is read before it is written. */
  readonly inPlace: readonly (readonly number[])[];
}

/** Kernels of the graphs of fused operations, compiled together. */
export function compileKernels(graphs: readonly Graph[], memory: WasmMemory): Kernel[] {
  return graphs.map((graph) => {
    const run = (addresses: readonly number[]) => {
      const inputs = graph.inputs.map(({ dtype, shape }, index) => {
        const view = new dtypes[dtype].array(0).constructor as Float32ArrayConstructor;
        const data = new view(memory.buffer as ArrayBuffer, addresses[index]!, sizeOf(shape));
        return { dtype, shape, data: Float64Array.from(data) };
      });
      interpret(graph, inputs).forEach(({ dtype, data }, index) => {
        const bytes = toWrapped(dtype, data);
        const at = addresses[graph.inputs.length + index]!;
        new Uint8Array(memory.buffer, at, bytes.byteLength).set(
          new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        );
      });
    };
    return Object.assign(run, { inPlace: graph.outputs.map(() => []) });
  });
}
