/** @file Writes a graph as a standard ONNX model. */

import { create, toBinary } from "@bufbuild/protobuf";
import { EmitError } from "../errors.ts";
import { type Dtype, dtypes, type TypedArray, toTypedArray } from "../graph/dtype.ts";
import type { Attributes, EmitContext, NodeAttributes, TensorType } from "../graph/op.ts";
import { formatType, type OpSource, type Source, type Tensor, toList } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { toAttribute, toInitializer, toValueInfo } from "./messages.ts";
import { type ModelProto, ModelProtoSchema, type NodeProto, NodeProtoSchema } from "./schema_pb.ts";

/** ONNX Runtime 1.30 accepts IR up to 13 and opset up to 26; these are old enough for older readers too. */
const IR_VERSION = 10n;
const OPSET = 21n;

export interface Emitted {
  readonly model: ModelProto;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Data that the graph holds, fed as further inputs after those of the graph. */
  readonly captured: readonly Tensor[];
}

export const toBytes = (model: ModelProto): Uint8Array<ArrayBuffer> => toBinary(ModelProtoSchema, model);

/** The ONNX model of a graph. Its inputs come first, then the data it captured. */
export function emit(graph: Graph): Emitted {
  const writer = new Writer();
  const order = topologicalOrder(graph.outputs);
  const fed = new Set(graph.inputs.map((input) => input.source));
  const captured = order.filter(({ source }) => source.kind === "data" && !fed.has(source));
  const inputs = [...graph.inputs, ...captured];
  const inputNames = inputs.map((input, index) => writer.name(input, `input${index}`));
  for (const tensor of order) writer.write(tensor);
  const outputNames = writer.outputs(graph.outputs);
  const info = (tensors: readonly Tensor[], names: readonly string[]) =>
    tensors.map((tensor, index) => toValueInfo(names[index]!, tensor.type));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "glissade",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: {
      name: "glissade",
      node: writer.nodes,
      initializer: writer.initializers,
      input: info(inputs, inputNames),
      output: info(graph.outputs, outputNames),
    },
  });
  return { model, inputNames, outputNames, captured };
}

const isEmpty = ({ shape }: TensorType): boolean => shape.includes(0);

const describe = ({ source, type }: Tensor): string =>
  formatType(type) + (source.kind === "placeholder" ? ` (argument ${source.name})` : "");

class Writer {
  readonly nodes: NodeProto[] = [];
  readonly initializers: ReturnType<typeof toInitializer>[] = [];
  readonly #names = new Map<Source, readonly string[]>();
  readonly #constants = new Map<string, string>();

  name(tensor: Tensor, name: string): string {
    this.#names.set(tensor.source, [name]);
    return name;
  }

  #nameOf(tensor: Tensor): string {
    const name = this.#names.get(tensor.source)?.[tensor.index];
    if (name !== undefined) return name;
    throw new EmitError({
      where: "compile",
      rule: `a traced tensor has no data outside its function, got ${describe(tensor)} of another function`,
      fix: "Return it from that function instead of keeping it",
    });
  }

  /** Names of the graph's outputs; inputs, constants and results returned twice are passed through a node. */
  outputs(tensors: readonly Tensor[]): string[] {
    const taken = new Set<string>();
    return tensors.map((tensor) => {
      const name = this.#nameOf(tensor);
      const own = tensor.source.kind === "op" && !taken.has(name) ? name : this.#node("Identity", [name]);
      taken.add(own);
      return own;
    });
  }

  write(tensor: Tensor): void {
    const { source } = tensor;
    if (source.kind === "op") this.#names.set(source, this.#emitOp(source));
    if (source.kind === "literal") {
      this.#names.set(source, [this.#initializer(tensor.dtype, source.data, tensor.shape)]);
    }
  }

  #emitOp({ op, inputs, attributes, types }: OpSource): readonly string[] {
    const names = inputs.map((input) => this.#nameOf(input));
    // ONNX Runtime takes a length of 0 for 1 when it plans memory, so what is empty is not computed at all.
    if (types.every(isEmpty)) return types.map(({ dtype, shape }) => this.#constant(dtype, [], shape));
    if (typeof op.onnx === "string") return [this.#node(op.onnx, names, attributes)];
    const context: EmitContext<Attributes> = {
      inputs: names,
      types: inputs.map((input) => input.type),
      outputs: types,
      attributes,
      node: (operator, from, options, domain) => this.#node(operator, from, options, domain),
      constant: (dtype, values, shape) => this.#constant(dtype, values, shape),
    };
    return toList(op.onnx(context));
  }

  #node(operator: string, inputs: readonly string[], attributes: NodeAttributes = {}, domain = ""): string {
    const name = `t${this.nodes.length}`;
    const attribute = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => toAttribute(key, value));
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        input: [...inputs],
        output: [name],
        name,
        attribute,
        domain,
      }),
    );
    return name;
  }

  #constant(dtype: Dtype, values: ArrayLike<number>, shape: TensorType["shape"] = [values.length]): string {
    const key = values.length <= 16 ? `${dtype} [${shape}] ${Array.from(values)}` : undefined;
    const known = key && this.#constants.get(key);
    if (known) return known;
    const name = this.#initializer(dtype, toTypedArray(dtype, values), shape);
    if (key) this.#constants.set(key, name);
    return name;
  }

  #initializer(dtype: Dtype, data: TypedArray, shape: TensorType["shape"]): string {
    const name = `c${this.initializers.length}`;
    this.initializers.push(toInitializer(name, dtypes[dtype].onnx, { data, shape }));
    return name;
  }
}
