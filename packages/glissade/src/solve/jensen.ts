/**
 * @file Both sides of Jensen's inequality, f(λa + (1 - λ)b) ≤ λf(a) + (1 - λ)f(b), which convex functions satisfy.
 */

import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { uniform } from "../random/distributions.ts";
import { key } from "../random/keys.ts";
import { compile } from "../run/compile.ts";
import { vmap } from "../vmap/vmap.ts";
import { toVector, type Vector } from "./parameters.ts";
import type { Sampler } from "./sampling.ts";
import type { Spectrum } from "./symmetric.ts";
import { addScaled, maxNorm } from "./vectors.ts";

export interface ConvexCombination {
  readonly a: Vector;
  readonly b: Vector;
  /** λ: the point between them is λa + (1 - λ)b. */
  readonly lambda: number;
}

export interface JensenSides extends ConvexCombination {
  /** f(λa + (1 - λ)b) */
  readonly left: number;
  /** λf(a) + (1 - λ)f(b) */
  readonly right: number;
  /** How large the values are of which these are made. */
  readonly scale: number;
}

/** Random points of a region, in pairs. */
export async function drawCombinations<Params>(
  { width, pointFrom }: Sampler<Params>,
  samples: number,
  seed: number,
): Promise<readonly ConvexCombination[]> {
  const columns = 1 + 2 * width;
  const units = await toVector(uniform(key(seed), [samples, columns], { dtype: "float64" }));
  return Array.from({ length: samples }, (_, sample) => {
    const row = units.subarray(sample * columns, (sample + 1) * columns);
    const [a, b] = [row.subarray(1, 1 + width), row.subarray(1 + width)].map(pointFrom);
    return { a: a!, b: b!, lambda: row[0]! };
  });
}

/** Halvings of the distance: rounding hides what is nearer. */
const DISTANCES = 24;

/** Pairs around a point along the direction of the least curvature, ever closer; none where that is not negative. */
export function combinationsAlong(
  { values, vectors }: Spectrum,
  point: Vector,
  { reach, epsilon }: { readonly reach: (direction: Vector) => number; readonly epsilon: number },
): readonly ConvexCombination[] {
  if (!(values[0]! < -Math.sqrt(epsilon) * maxNorm(values))) return [];
  const direction = vectors[0]!;
  const longest = reach(direction);
  return Array.from({ length: DISTANCES }, (_, count) => {
    const distance = longest * 0.5 ** count;
    const [a, b] = [addScaled(point, direction, distance), addScaled(point, direction, -distance)];
    return { a, b, lambda: 0.5 };
  });
}

/** Both sides of the inequality for every combination, in one run. */
export async function evaluateSides(
  f: (x: Tensor) => Tensor,
  combinations: readonly ConvexCombination[],
): Promise<readonly JensenSides[]> {
  const points = combinations.flatMap((combination) => [between(combination), combination.a, combination.b]);
  const shape = [points.length, points[0]!.length];
  const data = Float64Array.from(points.flatMap((point) => [...point]));
  const values = await toVector(await compile(vmap(f))(fromData(data, { dtype: "float64", shape })));
  return combinations.map((combination, index) => {
    const [left, atA, atB] = values.subarray(3 * index) as unknown as [number, number, number];
    const right = combination.lambda * atA + (1 - combination.lambda) * atB;
    return { ...combination, left, right, scale: Math.abs(left) + Math.abs(atA) + Math.abs(atB) };
  });
}

const between = ({ a, b, lambda }: ConvexCombination): Vector =>
  a.map((value, index) => lambda * value + (1 - lambda) * b[index]!);

/** Whether both sides are numbers. */
export const isDefined = ({ left, right }: JensenSides): boolean =>
  Number.isFinite(left) && Number.isFinite(right);

/** The combination at which the left side is the furthest above the right one, beyond what rounding may account for. */
export function clearestViolation(
  combinations: readonly JensenSides[],
  epsilon: number,
): JensenSides | undefined {
  const excess = ({ left, right, scale }: JensenSides) => (left - right) / scale;
  return combinations
    .filter((combination) => isDefined(combination) && excess(combination) > epsilon ** (2 / 3))
    .toSorted((one, other) => excess(other) - excess(one))[0];
}
