/** @file The kernels of a graph that need not run inside a session, since all else comes before them: its tail. */

import { countBytes } from "../../graph/cost.ts";
import type { OpSource, Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../../graph/walk.ts";

/** A value that leaves a session. */
export interface Leaving {
  readonly tensor: Tensor;
  /** Its position among the outputs of the graph, -1 where only the tail reads it. */
  readonly place: number;
}

export interface Split {
  /** What is left for ONNX Runtime: outputs of the graph, then what the tail reads. */
  readonly session: readonly Leaving[];
  /** Kernels that run behind it, in their order. */
  readonly tail: readonly OpSource[];
}

/** The fused operations that have kernels. */
type Kernels = { has(source: OpSource): boolean };

/** Values up to this size leave a session whatever they are good for. */
const SMALL = 2 ** 16;

/**
 * Cuts the tail off: updates of parameters, whose kernels then need no call out of ONNX Runtime and may write in place.
 * What the tail reads has memory of its own for good; an activation is too large for that, a gradient has it anyway.
 */
export function splitTail(graph: Graph, kernels: Kernels): Split {
  const order = topologicalOrder(graph.outputs);
  const candidates = lastKernels(order, graph.outputs, kernels);
  const tail = new Set<Source>();
  const leaving = new Set<Source>();
  const users = usersOf(order);
  for (const { source } of order.toReversed()) {
    if (!isOp(source) || !candidates.has(source)) continue;
    if (!(users.get(source) ?? []).every((user) => tail.has(user))) continue;
    const fromSession = source.inputs.filter((input) => isOp(input.source) && !candidates.has(input.source));
    const added = fromSession.filter((input) => !leaving.has(input.source));
    const rest = source.inputs.filter((input) => !fromSession.includes(input));
    if (bytesOf(added) > Math.max(SMALL, bytesOf(rest))) continue;
    tail.add(source);
    for (const input of fromSession) leaving.add(input.source);
  }
  const calls = order.flatMap(({ source }) => (isOp(source) && tail.has(source) ? [source] : []));
  return { session: sessionOutputs(graph, calls), tail: calls };
}

const isOp = (source: Source): source is OpSource => source.kind === "op";

const bytesOf = (tensors: readonly Tensor[]): number => countBytes(tensors.map(({ type }) => type));

/** Kernels whose results only such kernels and the caller read, and each result once. */
function lastKernels(order: readonly Tensor[], outputs: readonly Tensor[], kernels: Kernels): Set<Source> {
  const found = new Set<Source>();
  const users = usersOf(order);
  const repeated = new Set(
    outputs
      .filter((output, at) => outputs.some((other, before) => before < at && isSame(output, other)))
      .map(({ source }) => source),
  );
  for (const { source } of order.toReversed()) {
    const isLast = (users.get(source) ?? []).every((user) => found.has(user));
    if (isOp(source) && kernels.has(source) && isLast && !repeated.has(source)) found.add(source);
  }
  return found;
}

export const isSame = (x: Tensor, y: Tensor): boolean => x.source === y.source && x.index === y.index;

function usersOf(order: readonly Tensor[]): ReadonlyMap<Source, readonly OpSource[]> {
  const users = new Map<Source, OpSource[]>();
  for (const { source } of order) {
    if (!isOp(source)) continue;
    for (const input of source.inputs) {
      const known = users.get(input.source) ?? [];
      known.push(source);
      users.set(input.source, known);
    }
  }
  return users;
}

function sessionOutputs({ outputs }: Graph, tail: readonly OpSource[]): Leaving[] {
  const isBehind = ({ source }: Tensor) => isOp(source) && tail.includes(source);
  const leaving = outputs.flatMap((tensor, place) => (isBehind(tensor) ? [] : [{ tensor, place }]));
  const read = tail.flatMap(({ inputs }) => inputs).filter((input) => isOp(input.source) && !isBehind(input));
  for (const tensor of read) {
    if (!leaving.some((known) => isSame(known.tensor, tensor))) leaving.push({ tensor, place: -1 });
  }
  return leaving;
}
