/** @file The rewrite behind vmap: a graph of examples becomes a graph of batches. */

import { toList } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import type { Source } from "../graph/source.ts";
import { substitute } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dependents, type Graph, topologicalOrder } from "../graph/walk.ts";
import { expand } from "../ops/reduce/sum.ts";

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

/** A graph inside an operation, for batches: inputs that are marked and all outputs have the axis in front. */
export function batchInner({ inputs, outputs }: Graph, batched: readonly boolean[], size: number): Graph {
  const placeholders = inputs.map(({ dtype, shape }, index) =>
    placeholder({ dtype, shape: batched[index] ? [size, ...shape] : shape }, "batch"),
  );
  const pairs = inputs.map((input, index) => [input, placeholders[index]!] as const);
  const shared = substitute(outputs, new Map(pairs.filter((_, index) => !batched[index])));
  const batches = new Map(pairs.filter((_, index) => batched[index]));
  return { inputs: placeholders, outputs: batchGraph(shared, batches, size) };
}
