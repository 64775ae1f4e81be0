/** @file Readers of the context of an update, which throw where a transform needs what is missing. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { UpdateContext } from "./transform.ts";

/** The parameters, which a caller in plain JavaScript may have left out. */
export const requireParams = <Params>(where: string, context: UpdateContext<Params>): Params =>
  requireField(where, context, "params") as Params;

/** The loss at the point of the gradient. */
export const requireLoss = (where: string, context: UpdateContext<unknown>): Tensor =>
  requireField(where, context, "loss") as Tensor;

/** The scalar that is followed besides the loss. */
export const requireValue = (where: string, context: UpdateContext<unknown>): Tensor =>
  requireField(where, context, "value") as Tensor;

/** The loss as a function of the parameters. */
export const requireObjective = <Params>(
  where: string,
  context: UpdateContext<Params>,
): ((params: Params) => Tensor) => requireField(where, context, "objective") as (params: Params) => Tensor;

function requireField(
  where: string,
  context: UpdateContext<unknown> | undefined,
  name: keyof UpdateContext,
): unknown {
  const value = context?.[name];
  if (value !== undefined) return value;
  const fields = name === "params" ? name : `params, ${name}`;
  throw new ArgumentError({
    where,
    rule: `needs context.${name}, got none`,
    fix: `Pass { ${fields} } as the third argument of update`,
  });
}
