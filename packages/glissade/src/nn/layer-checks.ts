/** @file Checks of layers and of their arguments, for callers that no compiler warns. */

import { ArgumentError } from "../errors.ts";
import { formatShape } from "../graph/shape.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { tensorKind } from "../graph/tensor-options.ts";
import { describe as describeAny } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import type { AnyLayer, Context } from "./layer.ts";

/** Throws unless the value is a layer. */
export function requireLayer(where: string, value: unknown): asserts value is AnyLayer {
  const missing = missingOf(value);
  if (missing === undefined) return;
  const got = `${describe(value)}${missing && ` without ${missing}`}`;
  throw new ArgumentError({
    where,
    rule: `must be a layer { name, init, apply }, got ${got}`,
    fix: adviceFor(value),
  });
}

/** What a value lacks to be a layer: `undefined` for nothing, an empty text for everything. */
function missingOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || value instanceof Tensor) return "";
  const { name, init, apply } = value as Partial<AnyLayer>;
  if (typeof init !== "function" && typeof apply !== "function") return "";
  if (typeof init !== "function") return "init";
  if (typeof apply !== "function") return "apply";
  return typeof name === "string" ? undefined : "a name";
}

function adviceFor(value: unknown): string {
  if (typeof value === "function") {
    return "Call it if it makes layers, as in nn.relu(), or wrap a function of tensors: nn.lambda(name, f)";
  }
  if (Array.isArray(value)) return "Spread it: ...layers";
  if (value instanceof Promise) return "Await it first";
  if (value === undefined || value === null || value === false) {
    return "Check its name, or leave it out: ...(condition ? [layer] : [])";
  }
  return "Give it a name, init(key, x) and apply(params, x), or wrap a function: nn.lambda(name, f)";
}

/** Throws unless `init` is given a key and an example input. */
export function requireStart(key: unknown, x: unknown): void {
  const isKey = key instanceof Tensor && key.dtype === "uint32" && formatShape(key.shape) === "[2]";
  if (isKey && x !== undefined) return;
  const got = x === undefined ? `${describe(key)} alone` : `${describe(key)} as the key`;
  throw new ArgumentError({
    where: "init(key, x)",
    rule: `needs a random key and an example input, got ${got}`,
    fix: "Write init(random.key(1), zeros([1, 784])), with the shape of your inputs",
  });
}

const readContext = optionsReader<Context>({
  training: kind.needed(kind.boolean),
  key: tensorKind.tensor,
  observe: kind.callable(),
});

/** Throws unless `apply` is given an input, and a context that it knows. */
export function requireCall(x: unknown, context: Context | undefined): void {
  if (x === undefined) {
    throw new ArgumentError({ where: "apply(params, x)", rule: "needs an input, got undefined" });
  }
  if (context !== undefined) readContext("apply", context);
}

/** Throws unless a layer with state gives its new state beside its output. */
export function requirePair(result: unknown): asserts result is readonly [y: unknown, state: unknown] {
  if (Array.isArray(result) && result.length === 2) return;
  throw new ArgumentError({
    where: "apply",
    rule: `must return [y, state] where a layer says stateful: true, got ${describe(result)}`,
  });
}

/** The advice where parameters do not belong to the layer. */
export const OWN = "Pass what init of this model gave";

/** The advice where the variables of a model are given for its parameters. */
export const WHOLE = "Pass its params, or use nn.outputs(model, variables, x)";

/** Throws unless a layer with state is given both its parameters and its state. */
export function requireVariables(where: string, variables: unknown): void {
  const { params, state } = Object(variables) as { readonly params?: unknown; readonly state?: unknown };
  if (params !== undefined && state !== undefined) return;
  throw new ArgumentError({
    where,
    rule: `must be { params, state }, got ${describe(variables)}`,
    fix: OWN,
  });
}

/** A value of any kind as errors show it: tensors by their type. */
export const describe = (value: unknown): string =>
  value instanceof Tensor ? formatType(value.type) : describeAny(value);
