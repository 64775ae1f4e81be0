/** @file Different transforms for different leaves. */

import { ArgumentError } from "../../errors.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { matchLeaves } from "../../select.ts";
import { flatten, leafPaths, type Tree } from "../../tree.ts";
import { type Labels, readLabels } from "../options/mask.ts";
import type { Transform } from "../transform.ts";
import { type NamedStates, type NamedTransforms, namedChain } from "./named-chain.ts";
import { onPart } from "./part.ts";

/**
 * Applies to each leaf the transform that its label names; the state is kept by label. So layers may have a learning
 * rate, a momentum or an optimizer of their own. Without labels the names of the transforms are patterns of paths, the
 * first of which that matches counts.
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
 *
 * @example
 * const optimizer = optim.partition({ "encoder/**": optim.setToZero(), "**": optim.sgd({ learningRate: 0.1 }) });
 * const params = { encoder: { w: tensor([1, 2]) }, head: tensor([3]) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.encoder.w.data(); // [0, 0]
 * await updates.head.data(); // [-0.3]
 */
export function partition<Transforms extends NamedTransforms>(
  transforms: Transforms,
  labels?: Labels,
): Transform<NamedStates<Transforms>> {
  requireRecord("partition(transforms)", transforms);
  const names = Object.keys(transforms);
  const read = (params: Tree) =>
    labels === undefined ? firstMatches(names, params) : knownLabels(names, labels, params);
  const parts = Object.entries(transforms).map(([name, transform]) => [
    name,
    onPart("partition", transform, (params) => read(params).map((label) => label === name)),
  ]);
  const all = Object.fromEntries(parts) as NamedTransforms;
  const chained = namedChain(all) as Transform<NamedStates<Transforms>>;
  return { ...chained, learningRate: chained.learningRate && firstRate(all) };
}

/** The rate of the first part that has one, since the others are not behind it but beside it. */
const firstRate =
  (parts: NamedTransforms): Transform<NamedStates<NamedTransforms>>["learningRate"] =>
  (states, next) => {
    for (const [name, part] of Object.entries(parts)) {
      const rate = part.learningRate?.(states[name]!, next[name]!);
      if (rate !== undefined) return rate;
    }
    return undefined;
  };

/** The label of every leaf, each of which must name a transform. */
function knownLabels(names: readonly string[], labels: Labels, params: Tree): readonly string[] {
  const where = "partition(labels)";
  const found = readLabels(where, labels, params);
  const unknown = found.findIndex((label) => !names.includes(label));
  if (unknown < 0) return found;
  const path = leafPaths(flatten(params).structure)[unknown] || "the root";
  throw new ArgumentError({
    where,
    rule: `must name transforms (${names.join(", ")}), got ${describe(found[unknown])} at ${path}`,
  });
}

/** The first pattern that matches each leaf. */
function firstMatches(patterns: readonly string[], params: Tree): readonly string[] {
  const where = "partition(transforms)";
  const { leaves, structure } = flatten(params);
  const paths = leafPaths(structure);
  const matches = patterns.map((each) => matchLeaves(where, each, { leaves, paths }));
  return paths.map((path, index) => {
    const first = patterns.find((_, pattern) => matches[pattern]![index]);
    if (first !== undefined) return first;
    throw new ArgumentError({
      where,
      rule: `must have a pattern for each leaf, got ${patterns.join(", ") || "none"} for ${path || "a single tensor"}`,
      fix: 'Add "**" as the last one for the rest',
    });
  });
}
