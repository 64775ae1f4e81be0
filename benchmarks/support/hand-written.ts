/** @file The floor: one training step of 196-100-50-10, sigmoid, momentum, as an ONNX graph written by hand. */

import { create, toBinary } from "@bufbuild/protobuf";
import * as ort from "onnxruntime-node";
import { toAttribute, toInitializer, toValueInfo } from "../../packages/glissade/src/onnx/messages.ts";
import { ModelProtoSchema, NodeProtoSchema } from "../../packages/glissade/src/onnx/schema_pb.ts";

export const SIZES = [196, 100, 50, 10];
export const BATCH = 64;
export const LEARNING_RATE = 0.2;
export const MOMENTUM = 0.9;

type Nodes = ReturnType<typeof create<typeof NodeProtoSchema>>[];

const names = SIZES.slice(1).flatMap((_, layer) => [`w${layer}`, `b${layer}`]);
const shapes = SIZES.slice(1).flatMap((units, layer) => [[SIZES[layer]!, units], [units]]);

function writeNodes(): Nodes {
  const nodes: Nodes = [];
  const node = (opType: string, input: string[], output: string, attributes = {}) => {
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value as number));
    nodes.push(create(NodeProtoSchema, { opType, input, output: [output], attribute }));
    return output;
  };
  const layers = SIZES.length - 1;
  for (let layer = 0; layer < layers; layer++) {
    node("Gemm", [layer ? `a${layer - 1}` : "x", `w${layer}`, `b${layer}`], `z${layer}`);
    node("Sigmoid", [`z${layer}`], `a${layer}`);
  }
  const last = layers - 1;
  node("Gather", ["eye", "y"], "t");
  node("Sub", [`a${last}`, "t"], "error");
  node("ReduceSumSquare", ["error"], "total", { keepdims: 0 });
  node("Mul", ["total", "half"], "loss");
  node("Mul", ["error", "share"], `da${last}`);
  for (let layer = last; layer >= 0; layer--) {
    node("Sub", ["one", `a${layer}`], `n${layer}`);
    node("Mul", [`da${layer}`, `a${layer}`], `s${layer}`);
    node("Mul", [`s${layer}`, `n${layer}`], `dz${layer}`);
    node("Gemm", [layer ? `a${layer - 1}` : "x", `dz${layer}`], `dw${layer}`, { transA: 1 });
    node("ReduceSum", [`dz${layer}`, "axis"], `db${layer}`, { keepdims: 0 });
    if (layer) node("Gemm", [`dz${layer}`, `w${layer}`], `da${layer - 1}`, { transB: 1 });
  }
  for (const name of names) {
    node("Mul", [`v_${name}`, "momentum"], `m_${name}`);
    node("Add", [`m_${name}`, `d${name}`], `next_v_${name}`);
    node("Mul", [`next_v_${name}`, "rate"], `u_${name}`);
    node("Sub", [name, `u_${name}`], `next_${name}`);
  }
  return nodes;
}

function writeModel(): Uint8Array {
  const float = (name: string, value: number) =>
    toInitializer(name, 1, { data: Float32Array.of(value), shape: [] });
  const eye = Float32Array.from({ length: 100 }, (_, index) => Number(index % 11 === 0));
  const info = (name: string, shape: readonly number[]) => toValueInfo(name, { dtype: "float32", shape });
  const state = (prefix: string) => names.map((name, index) => info(prefix + name, shapes[index]!));
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 10n,
      opsetImport: [{ domain: "", version: 21n }],
      graph: {
        name: "hand-written",
        node: writeNodes(),
        initializer: [
          float("one", 1),
          float("half", 0.5 / BATCH),
          float("share", 1 / BATCH),
          float("momentum", MOMENTUM),
          float("rate", LEARNING_RATE),
          toInitializer("eye", 1, { data: eye, shape: [10, 10] }),
          toInitializer("axis", 7, { data: BigInt64Array.of(0n), shape: [1] }),
        ],
        input: [
          info("x", [BATCH, SIZES[0]!]),
          toValueInfo("y", { dtype: "int32", shape: [BATCH] }),
          ...state(""),
          ...state("v_"),
        ],
        output: [info("loss", []), ...state("next_"), ...state("next_v_")],
      },
    }),
  );
}

/** A function that takes one step on a batch and returns its loss; parameters stay in ONNX Runtime's tensors. */
export async function handWritten(weights: readonly Float32Array[], threads: number) {
  const session = await ort.InferenceSession.create(writeModel(), { intraOpNumThreads: threads });
  const feeds: Record<string, ort.Tensor> = {};
  names.forEach((name, index) => {
    feeds[name] = new ort.Tensor("float32", weights[index]!, shapes[index]!);
    feeds[`v_${name}`] = new ort.Tensor("float32", new Float32Array(weights[index]!.length), shapes[index]!);
  });
  return async (x: Float32Array, y: Int32Array): Promise<number> => {
    feeds.x = new ort.Tensor("float32", x, [BATCH, SIZES[0]!]);
    feeds.y = new ort.Tensor("int32", y, [BATCH]);
    const results = await session.run(feeds);
    for (const name of names) {
      feeds[name] = results[`next_${name}`]!;
      feeds[`v_${name}`] = results[`next_v_${name}`]!;
    }
    return (results.loss!.data as Float32Array)[0]!;
  };
}
