/** @file Programs: graphs that are ready to run. */

import { GlissadeError } from "../errors.ts";
import { isGraph } from "../graph/op.ts";
import { optimize } from "../graph/optimize.ts";
import type { RewriteOptions } from "../graph/rewrite.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { type Emitted, emit, toBytes } from "../onnx/emit.ts";
import { fusions } from "../ops/index.ts";
import { settings } from "./configure.ts";
import { defaultProvider, runtimes } from "./platform.ts";
import type { Feed, Model, NamedType, Provider } from "./runtime.ts";

/** Outputs as a function of inputs, in the order of the graph. */
export type Program = (inputs: readonly Tensor[]) => Promise<Tensor[]>;

/** How a program runs; the settings of `configure` by default. */
export interface CompileOptions {
  /** What computes this program. */
  readonly provider?: Provider;
  /** Threads inside one operation. */
  readonly threads?: number;
  /**
   * Places of arguments that the caller gives up; none by default. Results of earlier calls among them lose their
   * data, and on "cpu" the next results are written there, so that state that goes round takes no new memory.
   */
  readonly donate?: readonly number[];
}

export interface LoadOptions extends CompileOptions {
  /** Places of inputs whose memory later results may take; none by default. */
  readonly donated?: readonly number[];
}

export interface ProgramOptions extends LoadOptions, RewriteOptions {}

/** Rewrites, emits and loads a graph. */
export const createProgram = (graph: Graph, options: ProgramOptions = {}): Promise<Program> =>
  loadProgram(optimize(graph, fusions, options), options);

/** Emits and loads a graph as it is. */
export async function loadProgram(graph: Graph, options: LoadOptions = {}): Promise<Program> {
  // ONNX Runtime refuses a graph that computes nothing.
  if (graph.outputs.length === 0) return async () => [];
  const { wasmPaths } = settings;
  const { provider = settings.provider ?? defaultProvider, threads = settings.threads } = options;
  const emitted = emit(graph);
  const model = toModel(emitted, graph, options.donated);
  const session = await runtimes[provider](model, { threads, wasmPaths });
  const types = graph.outputs.map((output) => output.type);
  const constants = emitted.captured.map(toFeed);
  return async (inputs) => {
    const results = await session.run([...inputs.map(toFeed), ...constants]);
    return results.map((source, index) => new Tensor(types[index]!, source));
  };
}

const toModel = (
  { model, inputNames, outputNames, captured }: Emitted,
  graph: Graph,
  donated: readonly number[] = [],
): Model => ({
  bytes: toBytes(model),
  inputs: withNames(inputNames, [...graph.inputs, ...captured]),
  outputs: withNames(outputNames, graph.outputs),
  donated,
  usesFloat64: usesFloat64(graph),
});

/** Whether any tensor of a graph, or of the graphs inside it, is float64. */
const usesFloat64 = ({ outputs }: Graph): boolean =>
  topologicalOrder(outputs).some(
    ({ dtype, source }) =>
      dtype === "float64" ||
      (source.kind === "op" &&
        (source.types.some((type) => type.dtype === "float64") ||
          Object.values(source.attributes).some((value) => isGraph(value) && usesFloat64(value)))),
  );

const withNames = (names: readonly string[], tensors: readonly Tensor[]): NamedType[] =>
  tensors.map(({ type }, index) => ({ name: names[index]!, ...type }));

/** Inputs hold data by now; only the placeholder of a trace does not. */
function toFeed({ source, type }: Tensor): Feed {
  if (source.kind === "data" || source.kind === "literal") return { source, type };
  throw new GlissadeError({
    where: "compile",
    rule: `a compiled function needs tensors with data, got ${formatType(type)} of a function that is being traced`,
    fix: "Call the function itself there, and compile the outer one",
  });
}
