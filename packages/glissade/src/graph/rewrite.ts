/** @file The rewrite to a cheaper graph: common subexpressions, constants, local identities, unused nodes. */

import { applyAll, toList } from "./apply.ts";
import { countBytes } from "./cost.ts";
import { isFloat, type TypedArray, toNumbers, toWrapped } from "./dtype.ts";
import type { HostArray } from "./host.ts";
import { hostIn } from "./lift.ts";
import { literalKey } from "./literal.ts";
import { formatAttributes, opKey, type TensorType } from "./op.ts";
import type { OpSource, Source } from "./source.ts";
import { formatType, Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** Larger constants stay computed by the graph, so that models stay small. */
const LARGEST_FOLD = 1024;

/** Constants up to this size may come from smaller ones. */
const SMALLEST_GROWTH = 16;

export interface RewriteOptions {
  /** Data of at most this many bytes becomes a constant of the graph; 0 by default. */
  readonly bakeBytes?: number;
}

/** One pass from inputs to outputs; every rule sees inputs that are rewritten already. */
export function rewrite(graph: Graph, { bakeBytes = 0 }: RewriteOptions = {}): Graph {
  const rewriter = new Rewriter(bakeBytes);
  return { inputs: graph.inputs, outputs: graph.outputs.map((output) => rewriter.rewrite(output)) };
}

class Rewriter {
  readonly #bakeBytes: number;
  /** The rewritten outputs of each source met so far; rewritten sources stand for themselves. */
  readonly #done = new Map<Source, readonly Tensor[]>();
  readonly #byKey = new Map<string, readonly Tensor[]>();
  readonly #ids = new Map<Source, number>();

  constructor(bakeBytes: number) {
    this.#bakeBytes = bakeBytes;
  }

  rewrite(tensor: Tensor): Tensor {
    for (const each of topologicalOrder([tensor], this.#done)) {
      if (!this.#done.has(each.source)) this.#done.set(each.source, this.#visit(each));
    }
    return this.#get(tensor);
  }

  #get(tensor: Tensor): Tensor {
    const outputs = this.#done.get(tensor.source)!;
    return outputs.length === 1 ? outputs[0]! : outputs[tensor.index]!;
  }

  #visit(tensor: Tensor): readonly Tensor[] {
    const { source } = tensor;
    if (source.kind === "literal")
      return this.#once(`${formatType(tensor.type)} ${literalKey(source)}`, () => [tensor]);
    if (source.kind === "data" && countBytes([tensor.type]) <= this.#bakeBytes && source.data)
      return [this.rewrite(bake(tensor.type, source.data))];
    if (source.kind !== "op") return [tensor];
    const inputs = source.inputs.map((input) => this.#get(input));
    if (source.op.host) return this.#improve(source, inputs);
    return this.#once(this.#key(source, inputs), () => this.#improve(source, inputs));
  }

  /** Applies the rule of the operation; what the rule built is rewritten in turn. */
  #improve({ op, attributes }: OpSource, inputs: readonly Tensor[]): readonly Tensor[] {
    const simpler = op.simplify?.(inputs, attributes);
    if (simpler) return toList(simpler).map((each) => this.rewrite(each));
    const outputs = applyAll(op, inputs, attributes);
    const folded = fold(outputs);
    if (folded) return folded.map((output) => this.rewrite(output));
    this.#done.set(outputs[0]!.source, outputs);
    return outputs;
  }

  #once(key: string, make: () => readonly Tensor[]): readonly Tensor[] {
    const known = this.#byKey.get(key) ?? make();
    this.#byKey.set(key, known);
    return known;
  }

  #key({ op, attributes }: OpSource, inputs: readonly Tensor[]): string {
    const names = inputs.map((input) => `${this.#id(input.source)}.${input.index}`);
    return `${opKey(op)} ${names.join(" ")} ${formatAttributes(attributes)}`;
  }

  #id(source: Source): number {
    const id = this.#ids.get(source) ?? this.#ids.size;
    this.#ids.set(source, id);
    return id;
  }
}

const bake = (type: TensorType, data: TypedArray): Tensor => new Tensor(type, { kind: "literal", data });

/** References compute in float64, which holds integers up to a limit. */
const isExact = ({ dtype, data }: HostArray): boolean => isFloat(dtype) || data.every(Number.isSafeInteger);

/** The outputs as literals, where all inputs are literals, the result is no larger than they are, and nothing is called. */
function fold(outputs: readonly Tensor[]): readonly Tensor[] | undefined {
  const whole = outputs[0]!.source as OpSource;
  const { op, inputs, attributes } = whole;
  const largest = Math.max(SMALLEST_GROWTH, ...inputs.map(({ size }) => size));
  if (largest > LARGEST_FOLD || outputs.some(({ size }) => size > largest)) return undefined;
  const arrays: HostArray[] = [];
  for (const { source, dtype, shape } of inputs) {
    if (source.kind !== "literal") return undefined;
    arrays.push({ dtype, shape, data: toNumbers(source.data) });
  }
  if (hostIn(whole).length > 0) return undefined;
  const results = toList(op.reference(arrays, attributes));
  if (![...arrays, ...results].every(isExact)) return undefined;
  return results.map(({ dtype, shape, data }) => bake({ dtype, shape }, toWrapped(dtype, data)));
}
