/** @file The parts of a model as they are applied, seen by tracing it. */

import type { Tensor } from "../graph/tensor.ts";
import * as random from "../random/index.ts";
import { trace } from "../trace/trace.ts";
import { unflatten } from "../tree.ts";
import type { AnyStateful, Observe, Variables } from "./layer.ts";

/**
 * Traces a model's start and one pass forward as in evaluation, in which nothing runs, and returns the types of its
 * variables.
 *
 * @param observe - sees the whole model, and passes on what sees its parts
 */
export function traceParts(full: AnyStateful, x: unknown, observe: Observe): Variables<unknown, unknown> {
  // A traced key, since a known one would draw the parameters at once.
  const init = trace((key: Tensor, input: unknown) => full.init(key, input), random.key(0), x);
  const variables = unflatten<Variables<unknown, unknown>>(init.structure, init.outputs);
  const apply = (at: Variables<unknown, unknown>, input: unknown) =>
    observe({ part: "", layer: full, variables: at, x: input }, (inner) =>
      full.apply(at, input, { training: false, observe: inner }),
    );
  trace(apply, variables, x);
  return variables;
}

/** Whether a part has no other parts among those that are kept: its path begins none of theirs. */
export function isInnermost(path: string, others: readonly string[]): boolean {
  const inside = path === "" ? "" : `${path}/`;
  return !others.some((other) => other !== path && other.startsWith(inside));
}
