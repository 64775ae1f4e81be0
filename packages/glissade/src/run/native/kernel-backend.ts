/** @file The backend of Node's CPU: ONNX Runtime on a heap that kernels share with it. */

import { countBytes } from "../../graph/cost.ts";
import { type Fusion, fuse } from "../../graph/fuse.ts";
import { hostOf } from "../../graph/lift.ts";
import { mapInner } from "../../graph/optimize.ts";
import type { OpSource } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../../graph/walk.ts";
import { fuseKernels } from "../../kernels/fuse.ts";
import { Fused, type FusedAttributes } from "../../kernels/fused.ts";
import { compileKernels, type Kernel } from "../../kernels/kernel.ts";
import type { Backend, BackendOptions, Session } from "../backend.ts";
import { settings } from "../configure.ts";
import { toModel } from "../model.ts";
import { onnxBackend } from "../onnx-backend.ts";
import { blockedConv, findBlock } from "./blocked-conv.ts";
import { createBlocks } from "./blocks.ts";
import { countCores, mostThreads } from "./cores.ts";
import { createOperatorFactory, type Operator } from "./custom-ops.ts";
import type { Heap } from "./heap.ts";
import { hostKernel } from "./host-kernel.ts";
import { roundPlaces } from "./in-place.ts";
import { planKernels } from "./kernel-plan.ts";
import { KernelProgram } from "./kernel-program.ts";
import { ThreadPool } from "./kernel-threads.ts";
import { createNativeHeap, HEAP_BYTES, type NativeHeap } from "./native-heap.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { peakBytes } from "./peak.ts";
import { inTurn, type NativeSession, nativeRuntime, openSession } from "./runtime.ts";
import { fusedOf } from "./staging.ts";
import { tilings } from "./tiled-conv.ts";

type Compile = typeof compileKernels;

/** Graphs with fused operations, or with calls of JavaScript, run on the heap, others in JavaScript's memory. */
export function kernelBackend(
  ort: OrtApi,
  compile: Compile = compileKernels,
): Backend & { readonly heap: Heap } {
  const plain = onnxBackend(nativeRuntime(ort));
  const native = createNativeHeap(ort);
  const loadOnHeap = createLoader(ort, native, compile);
  const forms = [...tilings, blockedConv(() => findBlock(ort))];
  return {
    heap: native.heap,
    heapState: () => ({ used: native.heap.used, size: native.heap.size, limit: HEAP_BYTES }),
    optimize: (graph, options) => {
      const optimized = plain.optimize(graph, options);
      if (settings.fuse === false) return optimized;
      const fused = fuseKernels(withForms(optimized, forms));
      return tooLarge(fused, options?.donated) === undefined ? fused : optimized;
    },
    unfused: (graph, donated) =>
      settings.fuse === false ? "configure({ fuse: false }) is set" : tooLarge(graph, donated),
    async load(graph, options) {
      const fused = fusedOf(graph);
      const called = hostOf(graph);
      const isPlain = fused.length + called.length === 0 || settings.fuse === false;
      if (isPlain || tooLarge(graph, options.donated) !== undefined) return plain.load(graph, options);
      return loadOnHeap(graph, { fused, called }, options);
    },
  };
}

/** The graph with other forms of operations, also in the graphs inside it. */
const withForms = (graph: Graph, forms: readonly Fusion[]): Graph =>
  fuse(
    mapInner(graph, (inner, op) => (op === Fused ? inner : withForms(inner, forms))),
    forms,
  );

/** Why a graph has no room on the heap; what kernels write in the place of arguments needs none. */
function tooLarge(graph: Graph, donated: readonly number[] = []): string | undefined {
  const round = [...roundPlaces(graph, donated, new Map())].map((place) => graph.outputs[place]!);
  const inPlace = round.filter(({ source }) => source.kind === "op" && source.op === Fused);
  const bytes = countBytes(graph.inputs) + peakBytes(graph) - countBytes(inPlace);
  if (bytes <= HEAP_BYTES) return undefined;
  return `needs ${(bytes / 2 ** 30).toFixed(1)} GiB at once, and kernels reach 4 GiB`;
}

/** The operations that are kernels, and those that JavaScript computes. */
interface Own {
  readonly fused: readonly OpSource[];
  readonly called: readonly OpSource[];
}

type Loader = (graph: Graph, own: Own, options: BackendOptions) => Session;

/** Loads graphs on one heap, which all their programs share. */
function createLoader(ort: OrtApi, native: NativeHeap, compile: Compile): Loader {
  const createOperators = createOperatorFactory(ort, native);
  const pool = new ThreadPool(native.heap);
  const unused = new FinalizationRegistry<() => void>((release) => release());
  return (graph, { fused, called }, { threads, donated = [] }) => {
    const operations = fused.map(({ attributes }) => attributes as FusedAttributes);
    const compiled = compile(
      operations,
      native.heap,
      pool.threads(Math.min(threads ?? countCores(), mostThreads)),
    );
    const kernels = new Map(fused.map((source, index) => [source, compiled[index]!]));
    const plan = planKernels(graph, donated, kernels);
    const inside = [
      ...[...kernels].filter(([source]) => !plan.tail.includes(source)),
      ...called.map((source) => [source, hostKernel(source, native)] as const),
    ];
    const { session, release: releaseSession } = openOnHeap(plan.session, { threads, inside });
    const blocks = createBlocks(ort, native);
    const tail = plan.tail.map((source) => kernels.get(source)!);
    const program = new KernelProgram(ort, native, { plan, session, kernels: tail, blocks, donated });
    const release = both(releaseSession, blocks.release);
    unused.register(program, release, program);
    return {
      async run(feeds) {
        if (native.pressure.isDue()) await native.pressure.relieve();
        return inTurn(feeds, (ready) => program.run(ready));
      },
      async release() {
        unused.unregister(program);
        release();
      },
    };
  };

  /** The session of what is left to ONNX Runtime, if anything is. */
  function openOnHeap(
    graph: Graph,
    {
      threads,
      inside,
    }: { readonly threads?: number; readonly inside: readonly (readonly [OpSource, Kernel])[] },
  ): { readonly session: NativeSession | undefined; release(): void } {
    if (graph.outputs.length === 0) return { session: undefined, release: () => undefined };
    const operators = new Map(
      inside.map(([source, kernel], index) => [source, toOperator(source, kernel, index)]),
    );
    const { model } = toModel(graph, { operatorOf: (source) => operators.get(source)?.name });
    const { domain, release } = createOperators([...operators.values()]);
    const prepare = (options: Pointer) => {
      ort.check(ort.DisableCpuMemArena(options));
      ort.check(ort.AddSessionConfigEntry(options, "session.use_env_allocators", "1"));
      ort.check(ort.AddSessionConfigEntry(options, "session.intra_op.spin_duration_us", ORT_SPIN));
      ort.check(ort.AddCustomOpDomain(options, domain));
    };
    const session = openOr(release, () => native.during(() => openSession(ort, model, { threads, prepare })));
    return { session, release: releaseOf(ort, session.pointer, release) };
  }
}

/** Opens something, or releases what was made for it. */
function openOr<Opened>(release: () => void, open: () => Opened): Opened {
  try {
    return open();
  } catch (cause) {
    release();
    throw cause;
  }
}

/** Threads of ONNX Runtime that wait longer for its next node keep the core from those of kernels. */
const ORT_SPIN = "100";

/** Outside of where a program is known, or what it calls, which these must not hold. */
const releaseOf = (ort: OrtApi, session: Pointer, release: () => void) =>
  both(() => ort.ReleaseSession(session), release);

const both = (first: () => void, second: () => void) => () => {
  first();
  second();
};

const isFixed = ({ source }: Tensor): boolean => source.kind === "op" || source.kind === "literal";

const toOperator = ({ inputs, types }: OpSource, kernel: Kernel, index: number): Operator => ({
  name: `Kernel${index}`,
  kernel,
  inputs: inputs.map(({ type }) => type),
  outputs: types,
  isConstant: inputs.map((input) => topologicalOrder([input]).every(isFixed)),
});
