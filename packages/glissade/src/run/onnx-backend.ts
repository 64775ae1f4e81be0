/** @file The backends that hand ONNX Runtime a whole graph, with the fusions for which it has kernels. */

import type { TypedArray } from "../graph/dtype.ts";
import { liftCalls, type Told } from "../graph/lift.ts";
import { optimize } from "../graph/optimize.ts";
import type { DataSource } from "../graph/source.ts";
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
    const { graph: silent, told } = liftCalls(graph);
    const { model, captured } = toModel(silent, options);
    const session = await runtime(model, options);
    const constants = captured.map(toFeed);
    const run: Session["run"] = (inputs) => session.run([...inputs, ...constants]);
    return { ...session, run: told.values.length === 0 ? run : telling(run, told) };
  },
});

/** Tells the last results of a run instead of giving them. */
const telling =
  (run: Session["run"], { values, tell }: Told): Session["run"] =>
  async (inputs) => {
    const all = await run(inputs);
    const count = all.length - values.length;
    const elements = await Promise.all(all.slice(count).map(elementsOf));
    tell((position) => ({ ...values[position]!.type, data: elements[position]! }));
    return all.slice(0, count);
  };

const elementsOf = async (source: DataSource): Promise<TypedArray> => source.data ?? source.buffer!.read();
