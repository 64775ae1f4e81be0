/** @file Linear least squares within bounds: an active-set method. */

import { Matrix, QrDecomposition } from "ml-matrix";
import { ArgumentError } from "../../errors.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot, norm, subtract } from "../vectors.ts";

/** Bounds: of points, or of steps, where lower ≤ 0 ≤ upper. */
export interface Box {
  readonly lower: Vector;
  readonly upper: Vector;
}

/** Throws unless no lower bound is above the upper one. */
export function requireBox(where: string, names: readonly string[], { lower, upper }: Box): void {
  const at = names.findIndex((_, index) => !(lower[index]! <= upper[index]!));
  if (at < 0) return;
  throw new ArgumentError({
    where,
    rule: `lower must not be above upper, got ${lower[at]} and ${upper[at]} for ${names[at]}`,
  });
}

/** The z that makes ‖Az - b‖ least, by Householder QR; the columns of A are independent. */
const solveQr = (a: Matrix, b: Vector): Vector =>
  Float64Array.from(new QrDecomposition(a).solve(Matrix.columnVector(b)).getColumn(0));

/** Az */
export const times = (a: Matrix, z: Vector): Vector =>
  Float64Array.from(a.mmul(Matrix.columnVector(z)).getColumn(0));

/** The nearest point of a box. */
export const clip = (z: Vector, { lower, upper }: Box): Vector =>
  z.map((value, index) => Math.min(Math.max(value, lower[index]!), upper[index]!));

/** Cosines between a column and the residual that rounding alone could make. */
const NO_SLOPE = 1e-12;

/** An unknown that stays at a bound. */
interface Held {
  readonly index: number;
  readonly side: "lower" | "upper";
}

/** min ‖Az - b‖ within the box. */
interface BoxedProblem {
  readonly a: Matrix;
  readonly b: Vector;
  readonly box: Box;
}

/**
 * The z in the box that makes ‖Az - b‖ least, from 0 (Stark and Parker, "Bounded-variable least-squares: an
 * algorithm and applications", 1995): solve for the free unknowns, stop at the first bound in the way, let go where the
 * gradient leads back inside.
 */
export function solveBoxed(problem: BoxedProblem): Vector {
  const count = problem.a.columns;
  let z: Vector = new Float64Array(count);
  let held: readonly Held[] = [];
  // Exact arithmetic ends by itself; rounding might let go of a bound and return to it forever.
  for (let left = 10 * count; left > 0; left--) {
    const target = solveFree(problem, z, held);
    const hit = firstHit(z, target, problem.box);
    if (hit) {
      z = addScaled(z, subtract(target, z), hit.fraction);
      z[hit.index] = problem.box[hit.side][hit.index]!;
      held = [...held, hit];
    } else {
      z = target;
      const released = mostInward(problem, z, held);
      if (!released) return z;
      held = held.filter((each) => each !== released);
    }
  }
  return z;
}

/** The least point where what is held stays. */
function solveFree({ a, b }: BoxedProblem, z: Vector, held: readonly Held[]): Vector {
  const free = [...z.keys()].filter((index) => held.every((each) => each.index !== index));
  const fixed = z.slice();
  for (const index of free) fixed[index] = 0;
  if (free.length === 0) return fixed;
  const solution = solveQr(a.subMatrixColumn(free), subtract(b, times(a, fixed)));
  for (const [position, index] of free.entries()) fixed[index] = solution[position]!;
  return fixed;
}

/** Where the way from z to the target first leaves the box. */
function firstHit(
  z: Vector,
  target: Vector,
  { lower, upper }: Box,
): (Held & { fraction: number }) | undefined {
  const hits = [...z.keys()].flatMap((index) => {
    const [from, to] = [z[index]!, target[index]!];
    if (to >= lower[index]! && to <= upper[index]!) return [];
    const side = to < lower[index]! ? ("lower" as const) : ("upper" as const);
    const bound = { lower, upper }[side][index]!;
    return [{ index, side, fraction: (bound - from) / (to - from) }];
  });
  return hits.toSorted((one, other) => one.fraction - other.fraction)[0];
}

/** The held unknown for which the descent leads most steeply back into the box. */
function mostInward({ a, b, box }: BoxedProblem, z: Vector, held: readonly Held[]): Held | undefined {
  const residual = subtract(times(a, z), b);
  const slopes = held.map(({ index, side }) => {
    if (box.lower[index] === box.upper[index]) return 0;
    const column = Float64Array.from(a.getColumn(index));
    const slope = dot(column, residual) / (norm(column) * norm(residual));
    return side === "lower" ? -slope : slope;
  });
  const steepest = Math.max(...slopes);
  return steepest > NO_SLOPE ? held[slopes.indexOf(steepest)] : undefined;
}
