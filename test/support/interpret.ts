/** @file The interpreter of graphs by the reference of each operation, in float64: the oracle for whole programs. */

import { tensor } from "../../packages/glissade/src/create-tensor.ts";
import { toList } from "../../packages/glissade/src/graph/apply.ts";
import { toNumbers } from "../../packages/glissade/src/graph/dtype.ts";
import { type HostArray, hostArray } from "../../packages/glissade/src/graph/host.ts";
import type { Source } from "../../packages/glissade/src/graph/source.ts";
import type { Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import { topologicalOrder } from "../../packages/glissade/src/graph/walk.ts";

/** The values of the outputs, where the inputs have these values instead of their own. */
export function interpret(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[] = [],
  values: readonly HostArray[] = [],
): HostArray[] {
  const known = new Map<Source, readonly HostArray[]>(
    inputs.map(({ source }, index) => [source, [values[index]!]]),
  );
  for (const each of topologicalOrder(outputs)) {
    if (!known.has(each.source)) known.set(each.source, evaluate(each, known));
  }
  return outputs.map(({ source, index }) => known.get(source)![index]!);
}

function evaluate({ source, dtype, shape }: Tensor, known: ReadonlyMap<Source, readonly HostArray[]>) {
  if (source.kind === "placeholder") throw new Error(`interpret: ${source.name} has no value`);
  if (source.kind !== "op") return [hostArray(dtype, shape, toNumbers(source.data!))];
  const inputs = source.inputs.map((input) => known.get(input.source)![input.index]!);
  return toList(source.op.reference(inputs, source.attributes));
}

/** A tensor that is fed to the graph. */
export const toTensor = ({ dtype, shape, data }: HostArray): Tensor =>
  tensor(Float64Array.from(data), { dtype, shape });

/** Arrays of one type as one array with a new first axis. */
export function stack(arrays: readonly HostArray[]): HostArray {
  const [{ dtype, shape }] = arrays as [HostArray];
  const data = Float64Array.from(arrays.flatMap((array) => [...array.data]));
  return hostArray(dtype, [arrays.length, ...shape], data);
}
