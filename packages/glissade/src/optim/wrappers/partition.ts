/** @file Different transforms for different leaves. */

import { ArgumentError } from "../../errors.ts";
import { flatten, leafPaths, type Tree } from "../../tree.ts";
import type { Transform } from "../transform.ts";
import { type Labels, readLabels } from "./mask.ts";
import { type NamedStates, type NamedTransforms, namedChain } from "./named-chain.ts";
import { onPart } from "./part.ts";

/**
 * Applies to each leaf the transform that its label names; the state is kept by label. So layers may have a learning
 * rate, a momentum or an optimizer of their own.
 *
 * @throws ArgumentError in `init` where labels do not follow the parameters or name no transform, and in `update`
 * without parameters.
 *
 * @example
 * const optimizer = optim.partition(
 *   {
 *     first: optim.sgd({ learningRate: 0.1 }),
 *     rest: optim.sgd({ learningRate: 0.01, momentum: 0.9 }),
 *     fixed: optim.setToZero(),
 *   },
 *   { layers: ["first", "rest"], scale: "fixed" },
 * );
 * const layer = { w: tensor([1, 2]), b: tensor([3]) };
 * const params = { layers: [layer, layer], scale: tensor(4) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.layers[0].w.data(); // [-0.1, -0.2]
 * await updates.layers[1].w.data(); // [-0.01, -0.02]
 * await updates.scale.item(); // 0
 */
export function partition<Transforms extends NamedTransforms>(
  transforms: Transforms,
  labels: Labels,
): Transform<NamedStates<Transforms>> {
  const read = (params: Tree) => knownLabels(Object.keys(transforms), labels, params);
  const parts = Object.entries(transforms).map(([name, transform]) => [
    name,
    onPart("partition", transform, (params) => read(params).map((label) => label === name)),
  ]);
  return namedChain(Object.fromEntries(parts)) as Transform<NamedStates<Transforms>>;
}

/** The label of every leaf, each of which must name a transform. */
function knownLabels(names: readonly string[], labels: Labels, params: Tree): readonly string[] {
  const where = "partition(labels)";
  const found = readLabels(where, labels, params);
  const unknown = found.findIndex((label) => !names.includes(label));
  if (unknown < 0) return found;
  const path = leafPaths(flatten(params).structure)[unknown] || "the root";
  throw new ArgumentError({
    where,
    rule: `must name transforms (${names.join(", ")}), got ${found[unknown]} at ${path}`,
  });
}
