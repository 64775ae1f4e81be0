/** @file Tracing: a TypeScript function as a graph, by one call with placeholders. */

import { GlissadeError } from "../errors.ts";
import { placeholder } from "../graph/literal.ts";
import type { TensorType } from "../graph/op.ts";
import type { Graph } from "../graph/walk.ts";
import { requireFunction } from "../options/arguments.ts";
import { describe } from "../options/describe.ts";
import { flatten, leafPaths, type Structure, unflatten } from "../tree.ts";

export interface Traced extends Graph {
  /** How the function arranges its outputs. */
  readonly structure: Structure;
}

/** The graph of a function for arguments of these types; data of the arguments plays no part. */
export function trace<Arguments extends readonly unknown[]>(
  fn: (...args: Arguments) => unknown,
  ...args: Arguments
): Traced {
  requireFunction("trace", fn);
  const { leaves, structure } = flatten(args, "arguments");
  return traceTypes(
    fn,
    structure,
    leaves.map((leaf) => leaf.type),
  );
}

/** The same for a structure of arguments and the types of its leaves. */
export function traceTypes(
  fn: (...args: never[]) => unknown,
  structure: Structure,
  types: readonly TensorType[],
): Traced {
  const names = leafPaths(structure);
  const inputs = types.map((type, index) => placeholder(type, names[index]!));
  const result = fn(...unflatten<never[]>(structure, inputs));
  if (result instanceof Promise) {
    throw new GlissadeError({
      where: "trace",
      rule: `the function must return tensors, got ${describe(result)}`,
      fix: "Take async, await and compiled functions out of it, and read data after the call",
    });
  }
  const outputs = flatten(result, "result");
  return { inputs, outputs: outputs.leaves, structure: outputs.structure };
}
