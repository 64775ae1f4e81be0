/** @file Graphs inside attributes: closing them over what they capture, running them slowly, replacing parts. */

import { applyAll, toList } from "./apply.ts";
import type { HostArray } from "./host.ts";
import { placeholder } from "./literal.ts";
import type { TensorType } from "./op.ts";
import type { Source } from "./source.ts";
import { Tensor } from "./tensor.ts";
import { dependents, type Graph, topologicalOrder } from "./walk.ts";

/** The graph of a function for inputs of these types. */
export function graphOf(types: readonly TensorType[], fn: (...inputs: Tensor[]) => readonly Tensor[]): Graph {
  const inputs = types.map((type, index) => placeholder(type, `input ${index}`));
  return { inputs, outputs: fn(...inputs) };
}

/** Literals up to this size are written into the inner graph. */
const SMALL = 16;

export interface Closed {
  readonly outputs: readonly Tensor[];
  /** Placeholders that stand for the captured tensors. */
  readonly inputs: readonly Tensor[];
  readonly captured: readonly Tensor[];
}

/** Replaces what outputs need and inputs do not determine by inputs of its own; it is then computed once, outside. */
export function closeOver(outputs: readonly Tensor[], inputs: readonly Tensor[]): Closed {
  const order = topologicalOrder(outputs);
  const active = dependents(order, inputs);
  const captured = new Map<Source, Tensor[]>();
  const note = (tensor: Tensor) => {
    if (active.has(tensor.source) || (tensor.source.kind === "literal" && tensor.size <= SMALL)) return;
    const known = captured.get(tensor.source) ?? [];
    known[tensor.index] = tensor;
    captured.set(tensor.source, known);
  };
  for (const { source } of order) if (source.kind === "op" && active.has(source)) source.inputs.forEach(note);
  outputs.forEach(note);
  const found = [...captured.values()].flatMap((tensors) => tensors.filter(Boolean));
  const placeholders = found.map((tensor, index) => placeholder(tensor.type, `captured ${index}`));
  return {
    outputs: substitute(outputs, new Map(found.map((tensor, index) => [tensor, placeholders[index]!]))),
    inputs: placeholders,
    captured: found,
  };
}

/** The outputs with some tensors replaced. */
export function substitute(outputs: readonly Tensor[], by: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const done = new Map<Source, Tensor[]>();
  for (const [from, to] of by) {
    const known = done.get(from.source) ?? [];
    known[from.index] = to;
    done.set(from.source, known);
  }
  const get = (tensor: Tensor) => done.get(tensor.source)?.[tensor.index] ?? tensor;
  for (const { source } of topologicalOrder(outputs)) {
    if (source.kind !== "op" || !source.inputs.some((input) => get(input) !== input)) continue;
    const given = done.get(source);
    const rebuilt = applyAll(source.op, source.inputs.map(get), source.attributes);
    done.set(
      source,
      rebuilt.map((output, index) => given?.[index] ?? output),
    );
  }
  return outputs.map(get);
}

/** The outputs of a graph for tensors in the place of its inputs. */
export const inline = ({ inputs, outputs }: Graph, values: readonly Tensor[]): Tensor[] =>
  substitute(outputs, new Map(inputs.map((input, index) => [input, values[index]!])));

/** Runs a graph on the reference implementations. */
export function interpret({ inputs, outputs }: Graph, values: readonly HostArray[]): HostArray[] {
  const results = new Map<Source, readonly HostArray[]>();
  inputs.forEach((input, index) => {
    results.set(input.source, [values[index]!]);
  });
  const get = ({ source, index }: Tensor) => results.get(source)![index]!;
  for (const { source, dtype, shape } of topologicalOrder(outputs)) {
    if (source.kind === "literal") {
      results.set(source, [{ dtype, shape, data: Float64Array.from(source.data as Float64Array, Number) }]);
    } else if (source.kind === "op") {
      results.set(source, toList(source.op.reference(source.inputs.map(get), source.attributes)));
    }
  }
  return outputs.map(get);
}

/** Every result of an operation that outputs need and inputs determine. */
export function intermediates(outputs: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder(outputs);
  const active = dependents(order, inputs);
  return order.flatMap(({ source }) =>
    source.kind === "op" && active.has(source)
      ? source.types.map((type, index) => new Tensor(type, source, index))
      : [],
  );
}
