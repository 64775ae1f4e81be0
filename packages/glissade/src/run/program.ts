/** @file Graphs made ready to run. */

import { GlissadeError } from "../errors.ts";
import { fuse } from "../graph/fuse.ts";
import { type RewriteOptions, rewrite } from "../graph/rewrite.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { emit, toBytes } from "../onnx/emit.ts";
import { fusions } from "../ops/index.ts";
import { settings } from "./configure.ts";
import { createSession, type Feed } from "./node.ts";

/** Outputs as a function of inputs, in the order of the graph. */
export type Program = (inputs: readonly Tensor[]) => Promise<Tensor[]>;

export interface ProgramOptions extends RewriteOptions {
  /** Threads inside one operation; the setting of `configure` by default. */
  readonly threads?: number;
}

/** Rewrites, emits and loads a graph. */
export async function createProgram(graph: Graph, options: ProgramOptions = {}): Promise<Program> {
  // ONNX Runtime refuses a graph that computes nothing.
  if (graph.outputs.length === 0) return async () => [];
  const { model, inputNames, outputNames, captured } = emit(fuse(rewrite(graph, options), fusions));
  const names = { inputs: inputNames, outputs: outputNames };
  const session = await createSession(toBytes(model), names, {
    threads: options.threads ?? settings.threads,
  });
  const types = graph.outputs.map((output) => output.type);
  const constants = captured.map(toFeed);
  return async (inputs) => {
    const results = await session.run([...inputs.map(toFeed), ...constants]);
    return results.map((source, index) => new Tensor(types[index]!, source));
  };
}

/** Inputs hold data by now; only a placeholder of somebody's trace does not. */
function toFeed({ source, type }: Tensor): Feed {
  if (source.kind === "data" || source.kind === "literal") return { source, type };
  throw new GlissadeError({
    where: "compile",
    rule: `a compiled function needs tensors with data, got ${formatType(type)} of a function that is being traced`,
    fix: "Call the function itself there, and compile the outer one",
  });
}
