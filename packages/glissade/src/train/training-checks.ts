/** @file Checks of what is trained and of what follows training, for callers that no compiler warns. */

import { ArgumentError } from "../errors.ts";
import { requireLayer } from "../nn/layer-checks.ts";
import { requireTransform } from "../optim/transform.ts";
import { requireFunction } from "../options/arguments.ts";
import { describe, isObject } from "../options/describe.ts";

type Part = "model" | "loss" | "optimizer";

const checks: { readonly [name in Part]: (where: string, value: unknown) => void } = {
  model: requireLayer,
  loss: requireFunction,
  optimizer: requireTransform,
};

/** Throws unless a training has these parts. */
export function requireTraining(
  where: string,
  training: unknown,
  parts: readonly Part[] = ["model", "loss", "optimizer"],
): void {
  if (!isObject(training)) {
    const rule = `needs a training { ${parts.join(", ")} }, got ${describe(training)}`;
    throw new ArgumentError({ where, rule });
  }
  for (const part of parts) checks[part](`${where}({ ${part} })`, training[part]);
}

/** Throws unless the value has parameters. */
export function requireParams(where: string, variables: unknown): void {
  if (isObject(variables) && "params" in variables) return;
  throw new ArgumentError({
    where: `${where}(variables)`,
    rule: `must be { params, state }, the state only where the model has one, got ${describe(variables)}`,
  });
}

/** Throws unless the value is a stream of events. */
export function requireEvents(where: string, events: unknown): void {
  if (typeof (Object(events) as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === "function") return;
  throw new ArgumentError({
    where: `${where}(events)`,
    rule: `needs a stream of events such as fit() gives, got ${describe(events)}`,
    fix: events instanceof Promise ? "train() has ended when it is awaited: pass fit()" : undefined,
  });
}

/** Throws unless the value is the state of a training. */
export function requireState(where: string, state: unknown): void {
  if (isObject(state) && "params" in state && "optimizer" in state) return;
  throw new ArgumentError({
    where,
    rule: `must be the state of a training, got ${describe(state)}`,
    fix: "Pass what initialState() gives, or the state of an event",
  });
}
