/** @file The writer of the nodes of a graph, and of the graphs inside its nodes. */

import { create } from "@bufbuild/protobuf";
import { EmitError } from "../errors.ts";
import { toList } from "../graph/apply.ts";
import { type Dtype, dtypes, type TypedArray, toTypedArray } from "../graph/dtype.ts";
import { literalKey, literalValue, placeholder } from "../graph/literal.ts";
import type { Attributes, EmitContext, NodeAttributes, TensorType } from "../graph/op.ts";
import type { OpSource, Source } from "../graph/source.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { toAttribute, toInitializer, toValueInfo } from "./messages.ts";
import {
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
} from "./schema_pb.ts";

/** Longer constants are not looked up again. */
const LONGEST_KEY = 16;

/** Operators outside of the standard. */
export interface OwnOperators {
  readonly domain: string;
  readonly operatorOf: (source: OpSource) => string | undefined;
}

/** What a model and its inner graphs share: constants, and names that are used once. */
export class Scope {
  readonly initializers: TensorProto[] = [];
  readonly own: OwnOperators | undefined;
  /** Of operators outside of the standard that nodes name. */
  readonly domains = new Set<string>();
  readonly #constants = new Map<string, string>();
  #count = 0;

  constructor(own?: OwnOperators) {
    this.own = own;
  }

  newName(kind: string): string {
    return `${kind}${this.#count++}`;
  }

  initializer(dtype: Dtype, data: TypedArray, shape: TensorType["shape"]): string {
    const name = this.newName("c");
    this.initializers.push(toInitializer(name, dtypes[dtype].onnx, { data, shape }));
    return name;
  }

  constant(dtype: Dtype, values: ArrayLike<number>, shape: TensorType["shape"] = [values.length]): string {
    const data = toTypedArray(dtype, values);
    const key = data.length <= LONGEST_KEY && `${formatType({ dtype, shape })} ${literalKey({ data })}`;
    const known = key && this.#constants.get(key);
    if (known) return known;
    const name = this.initializer(dtype, data, shape);
    if (key) this.#constants.set(key, name);
    return name;
  }
}

/** One graph; inputs that `outer` names are values of the graph around it, and the rest are its own. */
export function writeGraph(
  name: string,
  graph: Graph & { readonly outer?: ReadonlyMap<Tensor, string> },
  scope: Scope,
): GraphProto {
  const { inputs, outputs, outer } = graph;
  const writer = new Writer(scope);
  const own = inputs.filter((input) => !outer?.has(input));
  for (const input of inputs) writer.define(input, outer?.get(input) ?? scope.newName("input"));
  for (const tensor of topologicalOrder(outputs)) writer.write(tensor);
  const outputNames = writer.outputs(outputs);
  return create(GraphProtoSchema, {
    name,
    node: writer.nodes,
    valueInfo: writer.valueInfo.filter((value) => !outputNames.includes(value.name)),
    input: own.map((input) => toValueInfo(writer.nameOf(input), input.type)),
    output: outputs.map((output, index) => toValueInfo(outputNames[index]!, output.type)),
  });
}

class Writer {
  readonly nodes: NodeProto[] = [];
  /** Types of what operators of our own make; those of the standard tell theirs. */
  readonly valueInfo: ValueInfoProto[] = [];
  readonly #names = new Map<Source, readonly string[]>();
  /** What the nodes of this graph make. */
  readonly #made = new Set<string>();
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  define(tensor: Tensor, name: string): void {
    this.#names.set(tensor.source, [name]);
  }

  nameOf(tensor: Tensor): string {
    const name = this.#names.get(tensor.source)?.[tensor.index];
    if (name !== undefined) return name;
    throw ofAnotherFunction(tensor);
  }

  /** Names of the graph's outputs; what no node of it makes, or what is returned twice, is passed through one. */
  outputs(tensors: readonly Tensor[]): string[] {
    const taken = new Set<string>();
    return tensors.map((tensor) => {
      const name = this.nameOf(tensor);
      const isOwn = this.#made.has(name) && !taken.has(name);
      const own = isOwn ? name : this.#node("Identity", [name])[0]!;
      taken.add(own);
      return own;
    });
  }

  write(tensor: Tensor): void {
    const { source } = tensor;
    if (this.#names.has(source)) return;
    if (source.kind === "op") this.#names.set(source, this.#emitOp(source));
    if (source.kind === "literal") {
      this.define(tensor, this.#scope.initializer(tensor.dtype, source.data, tensor.shape));
    }
  }

  #emitOp(source: OpSource): readonly string[] {
    const { op, inputs, attributes, types } = source;
    const names = inputs.map((input) => this.nameOf(input));
    // ONNX Runtime takes a length of 0 for 1 when it plans memory, so what is empty is not computed at all.
    if (types.every(isEmpty)) return types.map(({ dtype, shape }) => this.#scope.constant(dtype, [], shape));
    const own = this.#scope.own?.operatorOf(source);
    if (own !== undefined) return this.#emitOwn(own, names, types);
    if (typeof op.onnx === "string") return this.#node(op.onnx, names, attributes);
    const context: EmitContext<Attributes> = {
      inputs: names,
      types: inputs.map((input) => input.type),
      outputs: types,
      attributes,
      node: (operator, from, { domain, ...options } = {}) =>
        this.#node(operator, from, options, 1, domain)[0]!,
      nodes: (operator, from, { count, ...options }) => this.#node(operator, from, options, count),
      constant: (dtype, values, shape) => this.#scope.constant(dtype, values, shape),
      numbers: inputs.map(literalValue),
      compose: (fn) => this.#compose((...values) => [fn(...values)], context)[0]!,
      composeAll: (fn) => this.#compose(fn, context),
      graph: (inner) => ({ graph: writeGraph(op.name, inner, this.#scope) }),
    };
    return toList(op.onnx(context));
  }

  #emitOwn(operator: string, names: readonly string[], types: readonly TensorType[]): string[] {
    const results = this.#node(operator, names, {}, types.length, this.#scope.own!.domain);
    this.valueInfo.push(...results.map((name, index) => toValueInfo(name, types[index]!)));
    return results;
  }

  #compose(
    fn: (...inputs: Tensor[]) => readonly Tensor[],
    { inputs, types }: EmitContext<Attributes>,
  ): string[] {
    const placeholders = types.map((type, index) => placeholder(type, `input${index}`));
    placeholders.forEach((stand, index) => {
      this.define(stand, inputs[index]!);
    });
    const outputs = fn(...placeholders);
    for (const tensor of topologicalOrder(outputs)) this.write(tensor);
    return outputs.map((output) => this.nameOf(output));
  }

  #node(
    opType: string,
    input: readonly string[],
    attributes: NodeAttributes = {},
    ...[count = 1, domain]: [count?: number, domain?: string]
  ): string[] {
    const output = Array.from({ length: count }, () => this.#scope.newName("t"));
    if (domain !== undefined) this.#scope.domains.add(domain);
    for (const name of output) this.#made.add(name);
    const attribute = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => toAttribute(key, value));
    this.nodes.push(
      create(NodeProtoSchema, { opType, domain, input: [...input], output, name: output[0], attribute }),
    );
    return output;
  }
}

const isEmpty = ({ shape }: TensorType): boolean => shape.includes(0);

/** Of an input of a trace that is over. */
export const ofAnotherFunction = (tensor: Tensor): EmitError =>
  new EmitError({
    where: "compile",
    rule: `a traced tensor has no data outside its function, got ${describe(tensor)} of another function`,
    fix: "Return it from that function instead of keeping it",
  });

const describe = ({ source, type }: Tensor): string =>
  formatType(type) + (source.kind === "placeholder" ? ` (argument ${source.name})` : "");
