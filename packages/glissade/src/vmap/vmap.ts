/** @file Vectorisation: a function of one example becomes a function of a batch, by each operation's rule. */

import { ShapeError } from "../errors.ts";
import { placeholder } from "../graph/literal.ts";
import { formatShape, toAxis } from "../graph/shape.ts";
import { type Source, type Tensor, toList } from "../graph/tensor.ts";
import { dependents, topologicalOrder } from "../graph/walk.ts";
import { moveAxis } from "../ops/layout.ts";
import { expand } from "../ops/sum.ts";
import { flatten, paths, unflatten } from "../tree.ts";

export interface VmapOptions {
  /** The batch axis of each argument, 0 by default; `null` for an argument that all examples share. */
  readonly inAxes?: number | readonly (number | null)[];
  /** The batch axis of the results; 0 by default. */
  readonly outAxes?: number;
}

/**
 * A function of one example as a function of a batch of them.
 *
 * @example
 * const dot = (x: Tensor, y: Tensor) => x.mul(y).sum();
 * await vmap(dot)(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [2, 2]])).data(); // [3, 14]
 */
export function vmap<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  { inAxes = 0, outAxes = 0 }: VmapOptions = {},
): (...args: Arguments) => Result {
  return (...args) => {
    const axes = args.map((_, index) => (typeof inAxes === "number" ? inAxes : (inAxes[index] ?? null)));
    const batches = args.map((arg, index) => batchLeaves(arg, axes[index]!, index));
    const size = batchSize(batches.flat());
    const examples = args.map((arg, index) => {
      const { structure } = flatten(arg);
      return unflatten(structure, batches[index]!.map(({ example }) => example));
    });
    const result = flatten(fn(...(examples as unknown as Arguments)), "vmap");
    const outputs = batchGraph(result.leaves, batches.flat(), size);
    return unflatten<Result>(result.structure, outputs.map((output) => moveAxis(output, 0, toAxis("vmap({ outAxes })", outAxes, output.rank))));
  };
}

/** A leaf of an argument: what the function sees of it, and the whole batch with its axis in front. */
interface BatchLeaf {
  readonly path: string;
  readonly example: Tensor;
  readonly batch: Tensor | undefined;
}

function batchLeaves(arg: unknown, axis: number | null, position: number): BatchLeaf[] {
  const { leaves, structure } = flatten(arg, "vmap");
  const names = paths(structure, `argument ${position}`);
  return leaves.map((leaf, index) => {
    if (axis === null) return { path: names[index]!, example: leaf, batch: undefined };
    if (leaf.rank === 0) {
      throw new ShapeError({
        where: "vmap",
        rule: `needs a batch axis in every leaf, got a scalar in ${names[index]}`,
        fix: "Share it with inAxes: null",
      });
    }
    const batch = moveAxis(leaf, toAxis("vmap({ inAxes })", axis, leaf.rank), 0);
    const type = { dtype: leaf.dtype, shape: batch.shape.slice(1) };
    return { path: names[index]!, example: placeholder(type, names[index]!), batch };
  });
}

function batchSize(leaves: readonly BatchLeaf[]): number {
  const batched = leaves.filter(({ batch }) => batch);
  const [first] = batched;
  if (!first) throw new ShapeError({ where: "vmap", rule: "needs at least one batched argument, got none" });
  const size = first.batch!.shape[0]!;
  const other = batched.find(({ batch }) => batch!.shape[0] !== size);
  if (other) {
    throw new ShapeError({
      where: "vmap",
      rule: `batch axes must have one length, got ${size} in ${first.path} and ${other.batch!.shape[0]} in ${other.path} ${formatShape(other.batch!.shape)}`,
    });
  }
  return size;
}

/** Rewrites what depends on an example so that it works on the batch; the rest is shared. */
function batchGraph(outputs: readonly Tensor[], leaves: readonly BatchLeaf[], size: number): Tensor[] {
  const batched = new Map<Source, readonly Tensor[]>();
  for (const { example, batch } of leaves) if (batch) batched.set(example.source, [batch]);
  const roots = leaves.filter(({ batch }) => batch).map(({ example }) => example);
  const order = topologicalOrder(outputs);
  const active = dependents(order, roots);
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
