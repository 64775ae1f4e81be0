/** @file The backends that hand ONNX Runtime a whole graph, with the fusions for which it has kernels. */

import { optimize } from "../graph/optimize.ts";
import { fusions } from "../ops/index.ts";
import type { Backend, BackendOptions, Session } from "./backend.ts";
import { toFeed } from "./feed.ts";
import { type Model, toModel } from "./model.ts";

/** Opens a session for a model, or throws if its provider is not there. */
export type Runtime = (model: Model, options: BackendOptions) => Promise<Session>;

/** The backend of a package of ONNX Runtime, and why it has no kernels. */
export const onnxBackend = (
  runtime: Runtime,
  without = "only native ONNX Runtime takes kernels",
): Backend => ({
  unfused: () => without,
  optimize: (graph, options) => optimize(graph, fusions, options),
  async load(graph, options) {
    const { model, captured } = toModel(graph, options);
    const session = await runtime(model, options);
    const constants = captured.map(toFeed);
    return { ...session, run: (inputs) => session.run([...inputs, ...constants]) };
  },
});
