/** @file Calls of JavaScript as further results: where nothing can be called from a running program, it is called behind it. */

import { applyAll } from "./apply.ts";
import type { TypedArray } from "./dtype.ts";
import { type AnyOp, isGraph, type TensorType } from "./op.ts";
import { sizeOf } from "./shape.ts";
import type { OpSource, Source } from "./source.ts";
import type { Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** The elements of a tensor in memory of JavaScript. */
export interface Elements extends TensorType {
  readonly data: TypedArray;
}

/** What a program tells as further results. */
export interface Told {
  readonly values: readonly Tensor[];
  /** Makes the calls of one run, in order, from the elements of the values by their positions. */
  tell(read: (position: number) => Elements): void;
}

/** What stands for an operation that calls JavaScript, and what it tells. */
export interface Lifted extends Told {
  readonly results: readonly Tensor[];
}

/** A graph that calls nothing: its own outputs, then the values that are told. */
export interface Silent {
  readonly graph: Graph;
  readonly told: Told;
}

/** What the rule of an operation sees. */
export interface LiftContext<A> {
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
  /** The same operation with other attributes. */
  again(attributes: A): readonly Tensor[];
  /** The same rewrite of a graph inside. */
  lift(graph: Graph): Silent;
}

/** The graph without calls. */
export function liftCalls(graph: Graph): Silent {
  const done = new Map<Source, readonly Tensor[]>();
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  const told: Told[] = [];
  for (const { source } of topologicalOrder(graph.outputs)) {
    if (source.kind !== "op") continue;
    const { op, attributes } = source;
    const inputs = source.inputs.map(get);
    const again = (changed: typeof attributes) => applyAll(op, inputs, changed);
    const lifted = op.lift?.({ inputs, attributes, again, lift: liftCalls });
    if (lifted) told.push(lifted);
    if (lifted) done.set(source, lifted.results);
    else if (inputs.some((input, index) => input !== source.inputs[index]))
      done.set(source, again(attributes));
  }
  const all = inSequence(told);
  return { graph: { inputs: graph.inputs, outputs: [...graph.outputs.map(get), ...all.values] }, told: all };
}

/** Several that are told one after the other. */
export function inSequence(parts: readonly Told[]): Told {
  const values = parts.flatMap((part) => part.values);
  const tell: Told["tell"] = (read) => {
    let start = 0;
    for (const part of parts) {
      const first = start;
      part.tell((position) => read(first + position));
      start += part.values.length;
    }
  };
  return { values, tell };
}

/** One of the parts of an array along axis 0. */
export function partAt({ dtype, shape, data }: Elements, index: number): Elements {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return { dtype, shape: rest, data: data.subarray(index * size, (index + 1) * size) };
}

/** The operations of a graph, and of the graphs inside it, that JavaScript computes. */
export const hostOf = ({ outputs }: Graph): OpSource[] =>
  topologicalOrder(outputs).flatMap(({ source }) => (source.kind === "op" ? hostIn(source) : []));

/** The same of one operation. */
export const hostIn = (source: OpSource): OpSource[] =>
  isHost(source.op)
    ? [source]
    : Object.values(source.attributes).flatMap((value) => (isGraph(value) ? hostOf(value) : []));

/** Whether JavaScript computes an operation. */
export const isHost = ({ host }: AnyOp): boolean => host !== undefined;
