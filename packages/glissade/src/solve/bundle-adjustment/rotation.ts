/** @file Rotations as angle-axis, in graphs: smooth everywhere, also where there is no rotation. */

import { requireTensors } from "../../graph/operand-checks.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { less, where } from "../../ops/elementwise/compare.ts";
import { sin, sqrt, square } from "../../ops/elementwise/unary.ts";
import { split } from "../../ops/shape/concat.ts";
import { squeeze, stack } from "../../ops/shape/reorder.ts";

/** The components of vectors, each with all of them. */
export type Components = readonly Tensor[];

/** Components along the last axis of a tensor. */
export const componentsOf = (x: Tensor): Components =>
  split(x, x.shape.at(-1)!, { axis: -1 }).map((part) => squeeze(part, { axis: -1 }));

/**
 * Points rotated about an axis by its length in radians: p + sin θ k×p + (1 - cos θ) k×(k×p) with the unit axis k
 * (Rodrigues 1840), written so that derivatives exist at θ = 0. The last axis holds the three components.
 *
 * @example
 * const quarterTurn = tensor([0, 0, Math.PI / 2], { dtype: "float64" });
 * const point = tensor([1, 0, 5], { dtype: "float64" });
 * await solve.rotate(quarterTurn, point).data(); // [0, 1, 5]
 */
export const rotate = (angleAxis: Tensor, points: Tensor): Tensor => {
  requireTensors("rotate", [angleAxis, points]);
  return stack(rotateComponents(componentsOf(angleAxis), componentsOf(points)), { axis: -1 });
};

/** The same with components apart. */
export function rotateComponents(angleAxis: Components, point: Components): Components {
  // sin θ k×p = (sin θ/θ) w×p, and (1 - cos θ) k×(k×p) = ½(sin(θ/2)/(θ/2))² w×(w×p)
  const squaredAngle = angleAxis.map(square).reduce(add);
  const once = cross(angleAxis, point);
  const twice = cross(angleAxis, once);
  const sine = sincOfRoot(squaredAngle);
  const versine = mul(square(sincOfRoot(mul(squaredAngle, 0.25))), 0.5);
  return point.map((p, i) => add(p, add(mul(sine, once[i]!), mul(versine, twice[i]!))));
}

const cross = ([a, b, c]: Components, [x, y, z]: Components): Components => [
  sub(mul(b!, z!), mul(c!, y!)),
  sub(mul(c!, x!), mul(a!, z!)),
  sub(mul(a!, y!), mul(b!, x!)),
];

/** Below, the terms of the series that are left out are less than the rounding of float64. */
const SERIES_BELOW = 0.01;

/** 1/1!, -1/3!, 1/5!, ... */
const series = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880];

/** sin(√s)/√s, which is smooth in s. */
function sincOfRoot(s: Tensor): Tensor {
  const small = less(s, SERIES_BELOW);
  const root = sqrt(where(small, 1, s));
  const polynomial = series.reduceRight<Tensor | number>((sum, c) => add(mul(sum, s), c), 0);
  return where(small, polynomial, div(sin(root), root));
}
