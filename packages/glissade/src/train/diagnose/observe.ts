/** @file Outputs of the parts of a model in training, with probes for their gradients. */

import { isFloat } from "../../graph/dtype.ts";
import type { Source } from "../../graph/source.ts";
import { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import type { Observe } from "../../nn/layer.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { flatten, joinPath, unflatten } from "../../tree.ts";

/** A part of a model that was applied. */
export interface PartOutput {
  /** Of its parameters in those of the model; empty for the model itself. */
  readonly path: string;
  readonly name: string;
  /** Its output, or the first float of it. */
  readonly output: Tensor;
}

/** What `observer` fills. */
export interface Observation {
  readonly outputs: (PartOutput | undefined)[];
  /** Added to outputs, one for each part: zeros, for which one can differentiate. */
  readonly probes?: readonly (Tensor | undefined)[];
}

/** Records the outputs of the parts below a path, each before its own parts. */
export const observer =
  ({ outputs, probes }: Observation, parent = ""): Observe =>
  ({ part, layer }, apply) => {
    const path = part === "" ? parent : joinPath(parent || undefined, part);
    const at = outputs.push(undefined) - 1;
    const [y, state] = apply(observer({ outputs, probes }, path));
    const { leaves, structure } = flatten(y, "output");
    const which = leaves.findIndex((leaf) => leaf instanceof Tensor && isFloat(leaf.dtype));
    if (which < 0) return [y, state];
    const probe = probes?.[at];
    const output = probe ? add(leaves[which]!, probe) : leaves[which]!;
    outputs[at] = { path, name: layer.name, output };
    return probe ? [unflatten(structure, leaves.with(which, output)), state] : [y, state];
  };

/**
 * Which of the parts are outside of loops: their outputs depend on nothing but what the loss and the arguments depend on.
 * Those within `scan`, `vmap` or `checkpoint` cannot leave it.
 */
export function outside({ outputs }: Observation, reached: readonly Tensor[]): readonly boolean[] {
  const known = new Set(placeholdersOf(reached));
  return outputs.map(
    (each) => each !== undefined && placeholdersOf([each.output]).every((source) => known.has(source)),
  );
}

const placeholdersOf = (tensors: readonly Tensor[]): Source[] =>
  topologicalOrder(tensors).flatMap(({ source }) => (source.kind === "placeholder" ? [source] : []));
