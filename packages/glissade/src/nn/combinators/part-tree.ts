/** @file The parts of a layer: their names in errors, and their variables in trees. */

import { ArgumentError } from "../../errors.ts";
import { none, type Variables } from "../layer.ts";
import { describe, OWN, requireVariables, WHOLE } from "../layer-checks.ts";
import { requireNames } from "../layers/parameters.ts";
import type { Parts } from "./composed.ts";

/** The variables of parts are lists or objects, as the parts are. */
export interface PartTree {
  /** The whole in a word: `sequential`, `gated`. */
  readonly kind: string;
  readonly names: readonly string[];
  readonly isList: boolean;
  /** A part as errors name it: `sequential[1]`, `gated.value`. */
  place(part: number): string;
  build(values: readonly unknown[]): unknown;
}

export function partTree(name: string, parts: Parts): PartTree {
  const kind = name.split("(")[0]!;
  const names = Object.keys(parts);
  const isList = Array.isArray(parts);
  const build = (values: readonly unknown[]) =>
    isList ? values : Object.fromEntries(names.map((each, part) => [each, values[part]]));
  const place = (part: number) => (isList ? `${kind}[${part}]` : `${kind}.${names[part]}`);
  return { kind, names, isList, place, build };
}

/** Parameters and state of each part, in order. */
export interface PartVariables {
  readonly params: readonly unknown[];
  readonly state: readonly unknown[];
}

/** Takes the variables of the whole apart; throws where they are those of another. */
export function variablesOfParts(
  tree: PartTree,
  variables: Variables<unknown, unknown>,
  isStateful: boolean,
): PartVariables {
  if (!isStateful)
    return { params: listOf("params", tree, variables.params), state: tree.names.map(() => none) };
  requireVariables("variables", variables);
  return {
    params: listOf("params", tree, variables.params),
    state: listOf("state", tree, variables.state),
  };
}

function listOf(where: string, { names, isList }: PartTree, values: unknown): unknown[] {
  if (isList) requireList(where, values, names.length);
  else requireNames(where, values, names);
  return names.map((name) => (values as Record<string, unknown>)[name]);
}

function requireList(where: string, values: unknown, length: number): void {
  if (Array.isArray(values) && values.length === length) return;
  throw new ArgumentError({
    where,
    rule: `must be a list of ${length}, one for each layer, got ${describe(values)}`,
    fix: Object.keys(Object(values)).join() === "params,state" ? WHOLE : OWN,
  });
}
