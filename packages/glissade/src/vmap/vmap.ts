/** @file Vectorisation: a function of one example becomes a function of a batch, by each operation's rule. */

import { ShapeError } from "../errors.ts";
import { placeholder } from "../graph/literal.ts";
import { formatShape, toAxis } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { moveAxis, reshape } from "../ops/shape/layout.ts";
import { slice } from "../ops/shape/slice.ts";
import { requireFunction } from "../options/arguments.ts";
import { describe } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { flatten, leafPaths, type Structure, unflatten } from "../tree.ts";
import { batchGraph } from "./batch-graph.ts";

export interface VmapOptions {
  /** The batch axis of each argument, 0 by default; a tree gives the parts of an argument axes of their own. */
  readonly inAxes?: number | readonly AxisTree[];
  /** The batch axis of the results, 0 by default, or a tree like the results. */
  readonly outAxes?: AxisTree;
}

/** A batch axis for all leaves below, `null` where all examples share them, or a tree of these. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree };

const readVmap = optionsReader<VmapOptions>({
  inAxes: kind.rule("an integer or a list of axes, one for each argument", isAxisList),
  outAxes: kind.rule("an integer, null or a tree of these", isAxisTree),
});

function isAxisList(axes: unknown): boolean {
  return typeof axes === "number" || (Array.isArray(axes) && axes.every(isAxisTree));
}

function isAxisTree(axes: unknown): boolean {
  if (axes === null || typeof axes === "number") return true;
  return typeof axes === "object" && Object.values(axes).every(isAxisTree);
}

/** The axis of every leaf of a structure. */
function spreadAxes(where: string, axes: AxisTree, structure: Structure): (number | null)[] {
  if (axes === null || typeof axes === "number") return leafPaths(structure).map(() => axes);
  if (structure.kind !== "leaf") {
    const parts = structure.children.map(
      (child, index) => [structure.kind === "array" ? index : structure.keys[index]!, child] as const,
    );
    const given = axes as { readonly [key: string]: AxisTree };
    if (Object.keys(given).length === parts.length && parts.every(([key]) => key in given)) {
      return parts.flatMap(([key, child]) => spreadAxes(where, given[key]!, child));
    }
  }
  throw new ShapeError({
    where,
    rule: `must be axes, or a tree like what they belong to, got ${describe(axes)} for leaves ${leafPaths(structure, "x").join(", ")}`,
  });
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
  options?: VmapOptions,
): (...args: Arguments) => Result {
  requireFunction("vmap", fn);
  const { inAxes = 0, outAxes = 0 } = readVmap("vmap", options);
  return (...args) => {
    const axes = args.map((_, index) => (typeof inAxes === "number" ? inAxes : (inAxes[index] ?? null)));
    const batches = args.map((arg, index) => batchLeaves(arg, axes[index]!, index));
    const size = batchSize(batches.flat());
    const examples = args.map((arg, index) => {
      const { structure } = flatten(arg);
      return unflatten(
        structure,
        batches[index]!.map(({ example }) => example),
      );
    });
    const result = flatten(fn(...(examples as unknown as Arguments)), "vmap");
    const outputs = batchOutputs(result.leaves, batches.flat(), size);
    const axisOf = spreadAxes("vmap({ outAxes })", outAxes, result.structure);
    return unflatten<Result>(
      result.structure,
      outputs.map((output, index) => {
        const axis = axisOf[index];
        return axis === null
          ? first(output)
          : moveAxis(output, 0, toAxis("vmap({ outAxes })", axis!, output.rank));
      }),
    );
  };
}

/** A result that all examples share. */
const first = (output: Tensor): Tensor => reshape(slice(output, { ends: [1] }), output.shape.slice(1));

/** A leaf of an argument: what the function sees of it, and the whole batch with its axis in front. */
interface BatchLeaf {
  readonly path: string;
  readonly example: Tensor;
  readonly batch: Tensor | undefined;
}

function batchLeaves(arg: unknown, axes: AxisTree, position: number): BatchLeaf[] {
  const { leaves, structure } = flatten(arg, "vmap");
  const names = leafPaths(structure, `argument ${position}`);
  const axisOf = spreadAxes("vmap({ inAxes })", axes, structure);
  return leaves.map((leaf, index) => {
    const axis = axisOf[index]!;
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
const batchOutputs = (outputs: readonly Tensor[], leaves: readonly BatchLeaf[], size: number): Tensor[] =>
  batchGraph(
    outputs,
    new Map(leaves.flatMap(({ example, batch }) => (batch ? [[example, batch] as const] : []))),
    size,
  );
