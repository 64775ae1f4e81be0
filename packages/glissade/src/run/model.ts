/** @file Models: graphs as ONNX Runtime takes them. */

import { isGraph, type TensorType } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { type EmitOptions, emit, toBytes } from "../onnx/emit.ts";

export interface NamedType extends TensorType {
  readonly name: string;
}

/** An emitted model; a session takes inputs and gives outputs in the order of these names. */
export interface Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly NamedType[];
  readonly outputs: readonly NamedType[];
  /** Positions of inputs that are not read afterwards. */
  readonly donated: readonly number[];
  /** Whether any tensor on the way is float64. */
  readonly usesFloat64: boolean;
}

/** The model of a graph, and the data that it takes as further inputs. */
export function toModel(
  graph: Graph,
  { donated = [], ...options }: EmitOptions & { readonly donated?: readonly number[] } = {},
): { readonly model: Model; readonly captured: readonly Tensor[] } {
  const { model, inputNames, outputNames, captured } = emit(graph, options);
  return {
    model: {
      bytes: toBytes(model),
      inputs: withNames(inputNames, [...graph.inputs, ...captured]),
      outputs: withNames(outputNames, graph.outputs),
      donated,
      usesFloat64: usesFloat64(graph),
    },
    captured,
  };
}

const withNames = (names: readonly string[], tensors: readonly Tensor[]): NamedType[] =>
  tensors.map(({ type }, index) => ({ name: names[index]!, ...type }));

/** Whether any tensor of a graph, or of the graphs inside it, is float64. */
const usesFloat64 = ({ outputs }: Graph): boolean =>
  topologicalOrder(outputs).some(
    ({ dtype, source }) =>
      dtype === "float64" ||
      (source.kind === "op" &&
        (source.types.some((type) => type.dtype === "float64") ||
          Object.values(source.attributes).some((value) => isGraph(value) && usesFloat64(value)))),
  );
