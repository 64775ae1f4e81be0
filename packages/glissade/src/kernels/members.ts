/** @file Operations as members of kernels: which of them fit, and the graph of several. */

import { applyAll } from "../graph/apply.ts";
import type { LaneRule } from "../graph/lane.ts";
import { placeholder } from "../graph/literal.ts";
import type { Attributes } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import type { OpSource, Source } from "../graph/source.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { hasLanes } from "./region.ts";

const ruleOf = ({ op }: OpSource): LaneRule<Attributes> => op.lane;

/** Whether an operation only gives elements another shape, which costs kernels nothing. */
export const isTransparent = (source: Source): source is OpSource =>
  source.kind === "op" && ["view", "broadcast"].includes(ruleOf(source).kind);

/** Whether ONNX Runtime has a faster kernel for an operation of this size. */
export const isNative = ({ op, types }: OpSource): boolean =>
  op.nativeFrom !== undefined && types[0]!.dtype === "float32" && sizeOf(types[0]!.shape) >= op.nativeFrom;

/** Whether kernels can compute an operation, and should. */
export const isMember = (source: Source): source is OpSource =>
  source.kind === "op" && obstacleOf(source) === undefined;

/** Why no kernel computes an operation; undefined where one can, and should. */
export function obstacleOf(source: OpSource): string | undefined {
  const rule = ruleOf(source);
  if (rule.kind === "none") return rule.reason;
  if (isNative(source)) return "ONNX Runtime's own is faster at this size";
  if (rule.kind === "view") return "only the shape changes";
  if (rule.kind === "broadcast") return "elements are repeated as they are";
  if (rule.kind === "compose") return "its parts do not fit into one kernel";
  const results = source.types.map((type, index) => new Tensor(type, source, index));
  const without = [...source.inputs, ...results].find((tensor) => !hasLanes(tensor));
  if (without) return without.size === 0 ? "there are no elements" : `kernels have no ${without.dtype}`;
  const isCopy = isReduction(source) && source.inputs[0]!.size === sizeOf(source.types[0]!.shape);
  return isCopy ? "each result is of one element" : undefined;
}

/** Elements that the loops of an operation pass over. */
export const elementsOf = (source: OpSource): number =>
  Math.max(...source.inputs.map(({ size }) => size), ...source.types.map(({ shape }) => sizeOf(shape)));

export const isReduction = (source: OpSource): boolean => ruleOf(source).kind === "reduce";

/** What a tensor is a view of. */
export function behindViews(tensor: Tensor): Tensor {
  let found = tensor;
  while (isTransparent(found.source) && hasLanes(found.source.inputs[0]!)) found = found.source.inputs[0]!;
  return found;
}

/** A number that kernels hold in their code. */
const isConstant = ({ source, size }: Tensor): boolean =>
  source.kind === "literal" && (size === 1 || isUniform(source.data as Float32Array));

const LARGEST_UNIFORM = 4096;

const isUniform = (data: Float32Array): boolean =>
  data.length <= LARGEST_UNIFORM && data.every((value) => Object.is(value, data[0]));

export interface Members {
  readonly graph: Graph;
  /** What its placeholders stand for. */
  readonly inputs: readonly Tensor[];
  /** What its outputs stand for. */
  readonly outputs: readonly Tensor[];
}

/** The graph of some operations, given in topological order. */
export function membersGraph(members: readonly OpSource[], isNeeded: (tensor: Tensor) => boolean): Members {
  const done = new Map<Source, readonly Tensor[]>();
  const inputs: Tensor[] = [];
  const placeholders: Tensor[] = [];
  const enter = (tensor: Tensor): Tensor => {
    const known = done.get(tensor.source)?.[tensor.index];
    if (known) return known;
    if (isConstant(tensor)) return tensor;
    if (behindViews(tensor) !== tensor) {
      const { op, inputs: viewed, attributes } = tensor.source as OpSource;
      const results = applyAll(op, viewed.map(enter), attributes);
      done.set(tensor.source, results);
      return results[tensor.index]!;
    }
    const input = placeholder(tensor.type, `${inputs.length}`);
    inputs.push(tensor);
    placeholders.push(input);
    const siblings = [...(done.get(tensor.source) ?? [])];
    siblings[tensor.index] = input;
    done.set(tensor.source, siblings);
    return input;
  };
  const outputs: Tensor[] = [];
  const results: Tensor[] = [];
  for (const source of members) {
    const made = applyAll(source.op, source.inputs.map(enter), source.attributes);
    done.set(source, made);
    made.forEach(({ type }, index) => {
      const tensor = new Tensor(type, source, index);
      if (!isNeeded(tensor)) return;
      outputs.push(tensor);
      results.push(made[index]!);
    });
  }
  return { graph: { inputs: placeholders, outputs: results }, inputs, outputs };
}
