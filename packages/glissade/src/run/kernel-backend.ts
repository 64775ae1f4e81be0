/** @file The backend of Node's CPU: ONNX Runtime on a heap that kernels share with it. */

import { countBytes } from "../graph/cost.ts";
import type { OpSource } from "../graph/source.ts";
import type { Graph } from "../graph/walk.ts";
import { fuseKernels } from "../kernels/fuse.ts";
import type { FusedAttributes } from "../kernels/fused.ts";
import { compileKernels } from "../kernels/kernel.ts";
import type { Backend, BackendOptions, Session } from "./backend.ts";
import { settings } from "./configure.ts";
import { createOperatorFactory, type Operator } from "./custom-ops.ts";
import { toFeed } from "./feed.ts";
import type { Heap } from "./heap.ts";
import { heapValues } from "./heap-values.ts";
import { toModel } from "./model.ts";
import { nativeRuntime, openNative } from "./native.ts";
import { createNativeHeap, type NativeHeap } from "./native-heap.ts";
import { onnxBackend } from "./onnx-backend.ts";
import type { OrtApi } from "./ort-api.ts";
import { peakBytes } from "./peak.ts";
import { fusedOf } from "./staging.ts";

type Compile = typeof compileKernels;

/** Graphs with fused operations run on the heap, others in JavaScript's memory. */
export function kernelBackend(
  ort: OrtApi,
  compile: Compile = compileKernels,
): Backend & { readonly heap: Heap } {
  const plain = onnxBackend(nativeRuntime(ort));
  const native = createNativeHeap(ort);
  const loadOnHeap = heapLoader(ort, native, compile);
  return {
    heap: native.heap,
    optimize: (graph, options) => {
      const optimized = plain.optimize(graph, options);
      return settings.fuse ? fuseKernels(optimized) : optimized;
    },
    unfused: (graph) => (settings.fuse === false ? "configure({ fuse: false }) is set" : tooLarge(graph)),
    async load(graph, options) {
      const fused = fusedOf(graph);
      if (fused.length === 0 || tooLarge(graph) !== undefined) return plain.load(graph, options);
      return loadOnHeap(graph, fused, options);
    },
  };
}

/** What WebAssembly's addresses of 32 bits reach. */
const HEAP_BYTES = 2 ** 32;

/** Why a graph has no room on the heap. */
function tooLarge(graph: Graph): string | undefined {
  const bytes = countBytes(graph.inputs) + peakBytes(graph);
  if (bytes <= HEAP_BYTES) return undefined;
  return `needs ${(bytes / 2 ** 30).toFixed(1)} GiB at once, and kernels reach 4 GiB`;
}

/** Loads graphs on one heap, which all their sessions share. */
function heapLoader(ort: OrtApi, native: NativeHeap, compile: Compile) {
  const createOperators = createOperatorFactory(ort, native);
  return (graph: Graph, fused: readonly OpSource[], { threads, donated }: BackendOptions): Session => {
    const graphs = fused.map(({ attributes }) => (attributes as FusedAttributes).graph);
    const operators = toOperators(fused, compile(graphs, native.heap));
    const operatorOf = (source: OpSource) => operators.get(source)?.name;
    const { model, captured } = toModel(graph, { donated, operatorOf });
    const { domain, release } = createOperators([...operators.values()]);
    const values = heapValues(ort, native, { graph, model, captured });
    const prepare = (options: bigint) => {
      ort.check(ort.DisableCpuMemArena(options));
      ort.check(ort.AddSessionConfigEntry(options, "session.use_env_allocators", "1"));
      ort.check(ort.AddCustomOpDomain(options, domain));
    };
    const session = native.during(() =>
      openNative(ort, model, {
        ...values,
        threads,
        prepare,
        fault: () => native.faults.take(),
        release() {
          release();
          values.release();
        },
      }),
    );
    const constants = captured.map(toFeed);
    return { ...session, run: (inputs) => session.run([...inputs, ...constants]) };
  };
}

function toOperators(
  fused: readonly OpSource[],
  kernels: ReturnType<Compile>,
): ReadonlyMap<OpSource, Operator> {
  return new Map(
    fused.map((source, index) => {
      const inputs = source.inputs.map(({ type }) => type);
      return [source, { name: `Kernel${index}`, kernel: kernels[index]!, inputs, outputs: source.types }];
    }),
  );
}
