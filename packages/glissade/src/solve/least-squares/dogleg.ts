/** @file Powell's dogleg: between steepest descent and Gauss-Newton. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot, norm } from "../vectors.ts";
import { scaledDiagonal } from "./levenberg-marquardt.ts";
import type { LeastSquaresMethod, LinearModel, TrustRegion } from "./problem.ts";

export interface DoglegOptions {
  /** Longest first step, in scaled unknowns; 10000 by default. */
  readonly radius?: number;
}

/** Ceres' damping of the Gauss-Newton step, so that it exists where J has no full rank. */
const DAMPING = 1e-8;

/**
 * The dogleg (Powell, "A hybrid method for nonlinear equations", 1970) by the rules of Ceres: towards the least point of
 * steepest descent, from there towards the Gauss-Newton step, no further than the radius. A ratio below ¼ halves the
 * radius; one above ¾ makes it at least three times the step.
 *
 * @example
 * const line = (x: Tensor) => x.sub(10);
 * const { x } = await solve.leastSquares(line, tensor([0.5], { dtype: "float64" }), { method: solve.dogleg() });
 * await x.data(); // [10]
 */
export function dogleg(options: DoglegOptions = {}): LeastSquaresMethod {
  const { radius = 1e4 } = readDogleg("dogleg", options);
  return (scale) => within(scale, radius);
}

const readDogleg = optionsReader<DoglegOptions>({ radius: kind.within(positives) });

const within = (scale: Vector, radius: number): TrustRegion => ({
  radius,
  step: (model) => stepWithin(radius, model, scaledDiagonal(model.columnSquares, scale)),
  accepted: ({ model, step, ratio }) => {
    if (ratio < 0.25) return within(scale, radius / 2);
    const length = norm(multiply(step, scaledDiagonal(model.columnSquares, scale)));
    return within(scale, ratio > 0.75 ? Math.max(radius, 3 * length) : radius);
  },
  rejected: () => within(scale, radius / 2),
});

/** The last point of the path 0, Cauchy point, Gauss-Newton step that is within the radius, where lengths are ‖Dδ‖. */
function stepWithin(radius: number, model: LinearModel, diagonal: Vector): Vector {
  const newton = model.solve(diagonal.map((d) => d * Math.sqrt(DAMPING)));
  const length = (step: Vector) => norm(multiply(step, diagonal));
  if (length(newton) <= radius) return newton;
  const cauchy = cauchyPoint(model, diagonal);
  const short = length(cauchy);
  if (short >= radius) return cauchy.map((value) => (value * radius) / short);
  const [from, along] = [cauchy, addScaled(newton, cauchy, -1)].map((step) => multiply(step, diagonal));
  return addScaled(cauchy, addScaled(newton, cauchy, -1), reach(from!, along!, radius));
}

/** The least point along -D⁻²g, as far as bounds allow. */
function cauchyPoint({ gradient, curvature, restrict }: LinearModel, diagonal: Vector): Vector {
  const leastAlong = (step: Vector) => Math.min(1, -dot(gradient, step) / curvature(step));
  const descent = gradient.map((value, index) => -value / diagonal[index]! ** 2);
  const factor = -dot(gradient, descent) / curvature(descent);
  const allowed = restrict(descent.map((value) => factor * value));
  const shorter = leastAlong(allowed);
  return allowed.map((value) => shorter * value);
}

/** The positive β with ‖from + β·along‖ = radius. */
function reach(from: Vector, along: Vector, radius: number): number {
  const [a, b, c] = [dot(along, along), dot(from, along), dot(from, from) - radius ** 2];
  const root = Math.sqrt(b * b - a * c);
  return b > 0 ? -c / (b + root) : (root - b) / a;
}

const multiply = (x: Vector, y: Vector): Vector => x.map((value, index) => value * y[index]!);
