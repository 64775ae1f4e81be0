/** @file Programs: graphs that are ready to run. */

import type { RewriteOptions } from "../graph/rewrite.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import type { Backend, Provider } from "./backend.ts";
import { settings } from "./configure.ts";
import { toFeed } from "./feed.ts";
import { backends, defaultProvider } from "./platform.ts";

/** Outputs as a function of inputs, in the order of the graph. */
export type Program = (inputs: readonly Tensor[]) => Promise<Tensor[]>;

/** How a program runs; the settings of `configure` by default. */
export interface CompileOptions {
  /** What computes this program. */
  readonly provider?: Provider;
  /** Threads inside one operation. */
  readonly threads?: number;
  /**
   * Places of arguments that the caller gives up; none by default. Results of earlier calls and of `evaluate` among
   * them lose their data, and on "cpu" the next results are written there, so that state that goes round takes no new
   * memory.
   */
  readonly donate?: readonly number[];
}

export interface LoadOptions extends CompileOptions {
  /** Positions of inputs whose memory later results may take; none by default. */
  readonly donated?: readonly number[];
}

export interface ProgramOptions extends LoadOptions, RewriteOptions {}

/** What computes under these options. */
export const providerOf = ({ provider }: CompileOptions): Provider =>
  provider ?? settings.provider ?? defaultProvider;

export const backendOf = (options: CompileOptions): Backend => backends[providerOf(options)];

/** Rewrites and loads a graph. */
export const createProgram = async (graph: Graph, options: ProgramOptions = {}): Promise<Program> =>
  loadProgram(backendOf(options).optimize(graph, options), options);

/** Loads a graph as it is. */
export async function loadProgram(graph: Graph, options: LoadOptions = {}): Promise<Program> {
  // ONNX Runtime refuses a graph that computes nothing.
  if (graph.outputs.length === 0) return async () => [];
  const { wasmPaths } = settings;
  const { threads = settings.threads, donated } = options;
  const session = await backendOf(options).load(graph, { threads, wasmPaths, donated });
  const types = graph.outputs.map((output) => output.type);
  return async (inputs) => {
    const results = await session.run(inputs.map(toFeed));
    return results.map((source, index) => new Tensor(types[index]!, source));
  };
}
