/** @file The values of a graph that kernels read and write themselves. */

import { type AttributeValue, isGraph } from "../../graph/op.ts";
import type { OpSource, Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../../graph/walk.ts";
import { Fused } from "../../kernels/fused.ts";

/** The fused operations of a graph and of the graphs inside its operations. */
export function fusedOf({ outputs }: Graph): OpSource[] {
  return topologicalOrder(outputs).flatMap(({ source }) => {
    if (source.kind !== "op") return [];
    return source.op === Fused ? [source] : innerGraphs(source).flatMap(fusedOf);
  });
}

/** The graphs inside an operation. */
export const innerGraphs = ({ attributes }: OpSource): Graph[] =>
  Object.values(attributes).filter((value: AttributeValue) => isGraph(value));

/** Whether kernels work on the inputs and results of an operation. */
const hasKernels = (source: Source): source is OpSource =>
  source.kind === "op" &&
  (source.op === Fused || innerGraphs(source).some((inner) => fusedOf(inner).length > 0));

/**
 * The values that reach kernels, and those that come from them: ONNX Runtime may pass on a value of the same size, such
 * as a reshaped one, as it is.
 */
export function valuesOfKernels({ outputs }: Graph): {
  readonly read: ReadonlySet<Source>;
  readonly written: ReadonlySet<Source>;
} {
  const order = topologicalOrder(outputs);
  const [read, written] = [new Set<Source>(), new Set<Source>()];
  for (const { source } of order.toReversed()) {
    if (source.kind !== "op") continue;
    for (const input of source.inputs) {
      if (hasKernels(source) || (read.has(source) && passes(source, input))) read.add(input.source);
    }
  }
  for (const { source } of order) {
    if (source.kind !== "op") continue;
    const comes = source.inputs.some((input) => written.has(input.source) && passes(source, input));
    if (hasKernels(source) || comes) written.add(source);
  }
  return { read, written };
}

const passes = ({ types }: OpSource, { size }: Tensor): boolean =>
  types.some(({ shape }) => shape.reduce((product, length) => product * length, 1) === size);
