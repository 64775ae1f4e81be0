/** @file The rewrite behind vmap: a graph of examples becomes a graph of batches. */

import { type Source, type Tensor, toList } from "../graph/tensor.ts";
import { dependents, topologicalOrder } from "../graph/walk.ts";
import { expand } from "../ops/sum.ts";

/** The outputs for whole batches, axis 0 in front, where `batches` says what stands for which example. */
export function batchGraph(
  outputs: readonly Tensor[],
  batches: ReadonlyMap<Tensor, Tensor>,
  size: number,
): Tensor[] {
  const batched = new Map<Source, readonly Tensor[]>();
  for (const [example, batch] of batches) batched.set(example.source, [batch]);
  const order = topologicalOrder(outputs);
  const active = dependents(order, [...batches.keys()]);
  for (const { source } of order) {
    if (source.kind !== "op" || !active.has(source)) continue;
    const inputs = source.inputs.map((input) => batched.get(input.source)?.[input.index] ?? input);
    const flags = source.inputs.map((input) => batched.has(input.source));
    const context = { inputs, batched: flags, size, attributes: source.attributes };
    batched.set(source, toList(source.op.batch(context)));
  }
  return outputs.map(
    (output) => batched.get(output.source)?.[output.index] ?? expand(output, [size, ...output.shape]),
  );
}
