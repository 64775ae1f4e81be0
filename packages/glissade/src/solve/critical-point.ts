/** @file Critical points and their kinds: minimum, maximum, saddle, degenerate. */

import { ArgumentError } from "../errors.ts";
import { grad } from "../grad/grad.ts";
import { literal } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/elementwise/arithmetic.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { nonNegatives } from "../options/ranges.ts";
import { compile } from "../run/compile.ts";
import { objectiveOf, onVectors } from "./objective.ts";
import { formatPoint, parameterSpace, toTensor, type Vector } from "./parameters.ts";
import { type Spectrum, spectrum } from "./symmetric.ts";
import { maxNorm } from "./vectors.ts";

/** Degenerate where second and third derivatives do not tell. */
export type CriticalPointKind = "minimum" | "maximum" | "saddle" | "degenerate" | "notCritical";

export interface CriticalPoint<Params> {
  readonly kind: CriticalPointKind;
  /** f(x) */
  readonly value: number;
  /** The largest absolute derivative. */
  readonly gradientNorm: number;
  /** Of the Hessian, ascending. */
  readonly eigenvalues: readonly number[];
  /** The unit vector of each eigenvalue, as a change of the parameters. */
  readonly directions: readonly Params[];
}

export interface CriticalPointOptions {
  /** The point is critical where no derivative is larger; 1e-6 by default. */
  readonly gradientTolerance?: number;
  /** Second and third derivatives count as 0 up to this part of the largest eigenvalue or of 1; 1e-6 by default. */
  readonly curvatureTolerance?: number;
}

/**
 * Classifies a point by its gradient and the eigenvalues of the Hessian: all positive at a minimum, all negative at a
 * maximum, of both signs at a saddle. Where some are 0 and the others agree, a third derivative along one of their
 * directions makes it a saddle too, as in x³; else it is degenerate.
 *
 * @example
 * const f = ([x, y]: Tensor[]) => x.square().sub(y.square());
 * const origin = [0, 0].map((value) => tensor(value, { dtype: "float64" }));
 * const { kind, eigenvalues } = await solve.classifyCriticalPoint(f, origin);
 * kind; // "saddle"
 * eigenvalues; // [-2, 2]
 */
export async function classifyCriticalPoint<Params>(
  f: (params: Params) => Tensor,
  x: Params,
  options: CriticalPointOptions = {},
): Promise<CriticalPoint<Params>> {
  const where = "classifyCriticalPoint";
  const { gradientTolerance = 1e-6, curvatureTolerance = 1e-6 } = readCriticalPoint(where, options);
  const space = parameterSpace(where, x);
  const onVector = onVectors(where, f, space);
  const objective = objectiveOf(onVector, space);
  const point = await space.toVector(x);
  const { value, gradient } = await objective.evaluate(point);
  const eigen = spectrum(await objective.hessian(point));
  if (!eigen || !Number.isFinite(value)) throw notFinite(where, formatPoint(space.names, point));
  const zero = curvatureTolerance * Math.max(1, maxNorm(eigen.values));
  const gradientNorm = maxNorm(gradient);
  const isSkew = async (direction: Vector) =>
    Math.abs(await thirdDerivative(onVector, point, direction)) > zero;
  return {
    kind: gradientNorm <= gradientTolerance ? await kindOf(eigen, zero, isSkew) : "notCritical",
    value,
    gradientNorm,
    eigenvalues: [...eigen.values],
    directions: eigen.vectors.map(space.toTree),
  };
}

const readCriticalPoint = optionsReader<CriticalPointOptions>({
  gradientTolerance: kind.within(nonNegatives),
  curvatureTolerance: kind.within(nonNegatives),
});

async function kindOf(
  { values, vectors }: Spectrum,
  zero: number,
  isSkew: (direction: Vector) => Promise<boolean>,
): Promise<CriticalPointKind> {
  const [rising, falling] = [values.some((value) => value > zero), values.some((value) => value < -zero)];
  if (rising && falling) return "saddle";
  const flat = vectors.filter((_, index) => Math.abs(values[index]!) <= zero);
  if (flat.length === 0) return rising ? "minimum" : "maximum";
  const skew = await Promise.all(flat.map(isSkew));
  return skew.includes(true) ? "saddle" : "degenerate";
}

/** d³/dt³ f(x + t·direction) at t = 0 */
async function thirdDerivative(f: (x: Tensor) => Tensor, x: Vector, direction: Vector): Promise<number> {
  const along = compile((x: Tensor, direction: Tensor) =>
    grad(grad(grad((t: Tensor) => f(add(x, mul(direction, t))))))(literal(0, "float64")),
  );
  return (await along(toTensor(x), toTensor(direction))).item();
}

const notFinite = (where: string, point: string): ArgumentError =>
  new ArgumentError({
    where: `${where}(f, x)`,
    rule: `needs a point where f and its derivatives are finite, got ${point}`,
  });
