/** @file The emission of a graph as a standard ONNX model. */

import { create, toBinary } from "@bufbuild/protobuf";
import type { OpSource } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { type ModelProto, ModelProtoSchema } from "./schema_pb.ts";
import { Scope, writeGraph } from "./writer.ts";

/** ONNX Runtime 1.30 accepts IR up to 13 and opset up to 26; these are old enough for older readers too. */
const IR_VERSION = 10n;
const OPSET = 21n;
/** Of operators that one session has for itself. */
export const OWN_DOMAIN = "glissade";

export interface EmitOptions {
  /** The operator of a domain of our own that stands for an operation; by default none does. */
  readonly operatorOf?: (source: OpSource) => string | undefined;
}

export interface Emitted {
  readonly model: ModelProto;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Data that the graph holds, fed as further inputs after those of the graph. */
  readonly captured: readonly Tensor[];
}

export const toBytes = (model: ModelProto): Uint8Array<ArrayBuffer> => toBinary(ModelProtoSchema, model);

/** The ONNX model of a graph. Its inputs come first, then the data it captured. */
export function emit(graph: Graph, { operatorOf }: EmitOptions = {}): Emitted {
  const captured = capturedBy(graph);
  const scope = new Scope(operatorOf && { domain: OWN_DOMAIN, operatorOf });
  const main = writeGraph("glissade", { ...graph, inputs: [...graph.inputs, ...captured] }, scope);
  main.initializer = scope.initializers;
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "glissade",
    opsetImport: [
      { domain: "", version: OPSET },
      ...[...scope.domains].map((domain) => ({ domain, version: 1n })),
    ],
    graph: main,
  });
  return { model, inputNames: namesOf(main.input), outputNames: namesOf(main.output), captured };
}

/** Data that a graph holds. */
export function capturedBy({ inputs, outputs }: Graph): Tensor[] {
  const fed = new Set(inputs.map((input) => input.source));
  return topologicalOrder(outputs).filter(({ source }) => source.kind === "data" && !fed.has(source));
}

const namesOf = (values: readonly { readonly name: string }[]): string[] => values.map(({ name }) => name);
