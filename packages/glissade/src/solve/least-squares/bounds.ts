/** @file Bounds and scales of parameters: a number for all, or a tree like the parameters. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { requireKnown } from "../../options/known.ts";
import type { ParameterSpace, Vector } from "../parameters.ts";
import { subtract } from "../vectors.ts";
import { type Box, requireBox } from "./boxed.ts";

export interface Bounds<Params> {
  /** None by default. */
  readonly lower?: number | Params;
  /** None by default. */
  readonly upper?: number | Params;
}

/** Throws unless lower bounds are below upper ones, and the start is between them. */
export async function readBounds<Params>(
  space: ParameterSpace<Params>,
  start: Vector,
  bounds: Bounds<Params>,
): Promise<Box> {
  requireKnown("leastSquares({ bounds })", bounds, ["lower", "upper"]);
  const { lower = -Infinity, upper = Infinity } = bounds;
  const box = {
    lower: await readVector("leastSquares({ bounds.lower })", space, lower),
    upper: await readVector("leastSquares({ bounds.upper })", space, upper),
  };
  requireBox("leastSquares({ bounds })", space.names, box);
  for (const [index, name] of space.names.entries()) {
    const [value, low, high] = [start[index]!, box.lower[index]!, box.upper[index]!];
    if (!(value < low || value > high)) continue;
    throw new ArgumentError({
      where: "leastSquares(x0)",
      rule: `${name} must be within its bounds, got ${value} for [${low}, ${high}]`,
      fix: "Start inside, or move the bounds",
    });
  }
  return box;
}

/** Throws unless all scales are positive. */
export async function readScale<Params>(
  space: ParameterSpace<Params>,
  scale: number | Params,
): Promise<Vector> {
  const where = "leastSquares({ scale })";
  const vector = await readVector(where, space, scale);
  const index = vector.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (index < 0) return vector;
  throw new ArgumentError({
    where,
    rule: `must be positive and finite, got ${vector[index]} for ${space.names[index]}`,
  });
}

async function readVector<Params>(
  where: string,
  space: ParameterSpace<Params>,
  value: number | Params,
): Promise<Vector> {
  if (typeof value === "number") return new Float64Array(space.size).fill(value);
  const vector = await space.toVector(value);
  if (vector.length === space.size) return vector;
  throw new ShapeError({
    where,
    rule: `must be as large as the parameters, got ${vector.length} elements for ${space.size}`,
  });
}

/** The steps from a point that stay within bounds. */
export const stepsWithin = (x: Vector, { lower, upper }: Box): Box => ({
  lower: subtract(lower, x),
  upper: subtract(upper, x),
});
