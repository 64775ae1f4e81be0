/** @file What a transform asks of its context, and the errors where that is missing. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Tree } from "../tree.ts";
import type { UpdateContext } from "./transform.ts";

/** The parameters, which a caller in plain JavaScript may have left out. */
export const requireParams = (where: string, context: UpdateContext): Tree =>
  requireField(where, context, "params");

/** The loss at the point of the gradient. */
export const requireLoss = (where: string, context: UpdateContext): Tensor =>
  requireField(where, context, "loss");

/** The loss as a function of the parameters. */
export const requireObjective = (where: string, context: UpdateContext): ((params: Tree) => Tensor) =>
  requireField(where, context, "objective");

function requireField<Name extends keyof UpdateContext>(
  where: string,
  context: UpdateContext | undefined,
  name: Name,
): NonNullable<UpdateContext[Name]> {
  const value = context?.[name];
  if (value !== undefined) return value;
  const fields = name === "params" ? name : `params, ${name}`;
  throw new ArgumentError({
    where,
    rule: `needs context.${name}, got none`,
    fix: `Pass { ${fields} } as the third argument of update`,
  });
}
