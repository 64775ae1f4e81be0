/** @file The layers of a model that have parameters, with the names that PyTorch gives to them. */

import { ArgumentError } from "../../errors.ts";
import type { AnyLayer, AnyStateful, Observe, Variables } from "../../nn/layer.ts";
import { asInPyTorch, type PyTorchSlot } from "../../nn/pytorch-layout.ts";
import { isInnermost, traceParts } from "../../nn/trace-parts.ts";
import { nearestOrAll } from "../../options/spelling.ts";
import { flatten, joinPath, leafPaths } from "../../tree.ts";

/** From names of PyTorch's modules to paths of layers, with slashes or dots: `{ "features": "encoder", "fc": "head/1" }`. */
export type ModuleNames = { readonly [name: string]: string };

/** A leaf of the variables, and where PyTorch keeps it. */
export interface NamedLeaf {
  /** `params/0/weight` */
  readonly path: string;
  /** `0.weight` */
  readonly name: string;
  readonly slot: PyTorchSlot;
}

interface Module {
  readonly path: string;
  readonly layer: AnyLayer;
  /** In dots, by the parts around it. */
  readonly name: string;
  readonly variables: Variables<unknown, unknown>;
}

interface Naming {
  /** The function that asks, for errors. */
  readonly where: string;
  readonly names: ModuleNames;
}

/** The types of a model's variables, and PyTorch's names for each of their leaves. */
export function namedLeavesOf(full: AnyStateful, x: unknown, naming: Naming) {
  const found: Module[] = [];
  const variables = traceParts(full, x, recording(found));
  const paths = found.map(({ path }) => path);
  requirePaths(naming, paths);
  const innermost = found.filter(({ path }) => isInnermost(path, paths));
  const modules = [...new Map(innermost.map((module) => [module.path, module])).values()];
  const leaves = modules.flatMap((module) => namedLeavesIn(module, naming));
  requireOwnNames(naming, leaves);
  return { variables, leaves };
}

/** Throws where two leaves have one place in the file. */
function requireOwnNames({ where }: Naming, leaves: readonly NamedLeaf[]): void {
  const places = new Map<string, string>();
  for (const { name, path, slot } of leaves) {
    const place = `${name} ${slot.part?.index ?? ""}`;
    const other = places.get(place);
    if (other !== undefined)
      throw new ArgumentError({
        where: `${where}(model)`,
        rule: `each leaf must have a name of its own in PyTorch, got ${name} for ${other} and ${path}`,
        fix: "Name the layers apart with { names }",
      });
    places.set(place, path);
  }
}

/** Throws unless each name is that of a layer of its own. */
function requirePaths({ where, names }: Naming, paths: readonly string[]): void {
  const targets = new Map<string, string>();
  for (const [name, to] of Object.entries(names)) {
    const path = to.replaceAll(".", "/");
    if (!paths.includes(path))
      throw new ArgumentError({
        where: `${where}({ names })`,
        rule: `${JSON.stringify(name)} must be the name of a layer, got ${JSON.stringify(to)}, which is the path of none`,
        fix: nearestOrAll(path, paths.filter(Boolean)),
      });
    const other = targets.get(path);
    if (other !== undefined)
      throw new ArgumentError({
        where: `${where}({ names })`,
        rule: `a layer has one name, got ${JSON.stringify(other)} and ${JSON.stringify(name)} for ${JSON.stringify(to)}`,
      });
    targets.set(path, name);
  }
}

const isBelow = (path: string, above: string): boolean => above === "" || path.startsWith(`${above}/`);

/** Records the parts of a model; the names of parts are PyTorch's. */
const recording =
  (found: Module[], parent?: Module): Observe =>
  ({ part, layer, variables }, apply) => {
    const own = parent?.layer.pytorch?.parts?.[part] ?? part;
    const module: Module = {
      path: parent ? joinPath(parent.path || undefined, part) : part,
      layer,
      name: [parent?.name, own].filter(Boolean).join("."),
      variables,
    };
    found.push(module);
    return apply(recording(found, module));
  };

function namedLeavesIn(
  { path, layer, name, variables }: Module,
  { where, names }: Naming,
): readonly NamedLeaf[] {
  const module = renamed(path, name, names);
  return (["params", "state"] as const).flatMap((part) => {
    const { leaves, structure } = flatten(variables[part]);
    if (leaves.length === 0) return [];
    if (!layer.pytorch && leaves.some(({ rank }) => rank > 1)) throw noLayout(where, layer.name, path);
    const { slots: slotsOf = asInPyTorch.slots } = layer.pytorch ?? {};
    const slots = slotsOf(structure.kind === "leaf" ? ["weight"] : leafPaths(structure));
    return slots.map((slot) => ({
      path: [part, path, structure.kind === "leaf" ? "" : slot.leaf].filter(Boolean).join("/"),
      name: [module, slot.name].filter(Boolean).join("."),
      slot,
    }));
  });
}

const noLayout = (where: string, layer: string, path: string) =>
  new ArgumentError({
    where: `${where}(model)`,
    rule: `${layer}${path && ` at ${path}`} does not say how PyTorch lays out its weights`,
    fix: "Give a layer of your own a field pytorch, {} where names and layout are the same; PyTorch has no layer like repeat() or weightNorm(), so put copies in sequential()",
  });

/** The name of a module: that of the longest path that is mapped, with what is below it. */
function renamed(path: string, name: string, names: ModuleNames): string {
  const [best] = Object.entries(names)
    .map(([from, to]) => [from, to.replaceAll(".", "/")] as const)
    .filter(([, to]) => to === path || isBelow(path, to))
    .toSorted((a, b) => b[1].length - a[1].length);
  if (!best) return name;
  const [from, to] = best;
  const below = to === "" ? 0 : to.split("/").length;
  return [from, ...name.split(".").slice(below)].filter(Boolean).join(".");
}
