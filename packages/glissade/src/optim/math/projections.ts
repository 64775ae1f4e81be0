/** @file Projections on the nearest point of a set, for trees whose leaves are one vector together. */

import { arange } from "../../create-tensor.ts";
import { ArgumentError, within } from "../../errors.ts";
import { requirePositive } from "../../graph/operand-checks.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { abs, relu, sign } from "../../ops/elementwise/unary.ts";
import { cumulativeSum } from "../../ops/reduce/cumulative.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { sort } from "../../ops/reduce/sort.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { concat } from "../../ops/shape/concat.ts";
import { ravel } from "../../ops/shape/reorder.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { finite, numberOrTree, optional, tree } from "../options/option-makers.ts";
import { castLike } from "./moments.ts";
import { clamp, globalNorm } from "./norms.ts";

/** From a tree to the nearest one of a set. */
export type Projection = <Point extends Tree>(point: Point) => Point;

const boxOptions = {
  /** A number or tensor for all leaves, or a tree like theirs; none by default. */
  lower: optional(numberOrTree),
  /** Likewise. */
  upper: optional(numberOrTree),
};

export interface BoxOptions extends OptionsOf<typeof boxOptions>, Named {}

/**
 * lower ≤ x ≤ upper, element by element.
 *
 * @throws ArgumentError where the lower number is above the upper.
 *
 * @example
 * const unit = optim.projections.box({ lower: 0, upper: 1 });
 * await unit(tensor([-1, 0.5, 2])).data(); // [0, 0.5, 1]
 */
export function box(given: BoxOptions): Projection {
  const { lower, upper } = read("box", boxOptions, given);
  if (typeof lower === "number" && typeof upper === "number" && !(lower <= upper)) {
    throw new ArgumentError({
      where: "box",
      rule: `lower must be at most upper, got ${lower} and ${upper}`,
    });
  }
  return (point) => within("box", () => bound(bound(point, lower, maximum), upper, minimum));
}
box.options = boxOptions;

function bound<Point extends Tree>(
  point: Point,
  limit: number | Tree | undefined,
  keep: (x: Tensor, y: Operand) => Tensor,
): Point {
  if (limit === undefined) return point;
  if (typeof limit === "number" || limit instanceof Tensor) {
    return mapTree((leaf) => keep(leaf, castLike(limit, leaf)), point);
  }
  const within = (limits: Tree): Point =>
    mapTree((leaf, each) => keep(leaf, castLike(each, leaf)), point, limits);
  return within(limit);
}

/**
 * x ≥ 0
 *
 * @example
 * await optim.projections.nonNegative(tensor([-1, 2])).data(); // [0, 2]
 */
export const nonNegative: Projection = (point) => mapTree(relu, point);

/**
 * |x| ≤ radius, element by element.
 *
 * @throws ArgumentError where the radius is a number and not positive and finite.
 */
export function linfBall(radius: Operand = 1): Projection {
  requirePositive("linfBall(radius)", radius);
  return (point) => mapTree((leaf) => clamp(leaf, radius), point);
}

/**
 * ‖x‖₂ ≤ radius
 *
 * @throws ArgumentError where the radius is a number and not positive and finite.
 *
 * @example
 * await optim.projections.l2Ball(1)(tensor([3, 4])).data(); // [0.6, 0.8]
 */
export function l2Ball(radius: Operand = 1): Projection {
  requirePositive("l2Ball(radius)", radius);
  return (point) => {
    const norm = globalNorm(point);
    const most = castLike(radius, norm);
    return scaled(point, div(most, maximum(norm, most)));
  };
}

/**
 * ‖x‖₂ = radius. The point 0, which is equally far from all of these, has none.
 *
 * @throws ArgumentError where the radius is a number and not positive and finite.
 */
export function l2Sphere(radius: Operand = 1): Projection {
  requirePositive("l2Sphere(radius)", radius);
  return (point) => {
    const norm = globalNorm(point);
    return scaled(point, div(castLike(radius, norm), norm));
  };
}

const scaled = <Point extends Tree>(point: Point, factor: Tensor): Point =>
  mapTree((leaf) => mul(leaf, factor), point);

/** θ with Σ max(x - θ, 0) = total: the largest of (x₁ + ... + xⱼ - total)/j with the elements in falling order. */
function threshold(point: Tree, total: Operand): Tensor {
  const elements = concat(flatten(point).leaves.map(ravel));
  const sums = cumulativeSum(sort(elements, { descending: true }));
  const counts = add(arange(elements.size, { dtype: elements.dtype }), 1);
  return max(div(sub(sums, castLike(total, elements)), counts));
}

/**
 * x ≥ 0 with Σx = total: shares, or probabilities (Duchi et al., "Efficient Projections onto the l1-Ball for Learning
 * in High Dimensions", 2008).
 *
 * @throws ArgumentError where the total is a number and not positive and finite.
 *
 * @example
 * await optim.projections.simplex()(tensor([0.5, 1, -1])).data(); // [0.25, 0.75, 0]
 */
export function simplex(total: Operand = 1): Projection {
  requirePositive("simplex(total)", total);
  return (point) => {
    const level = threshold(point, total);
    return mapTree((leaf) => relu(sub(leaf, level)), point);
  };
}

/** All elements nearer to 0 by θ, as far as that. */
const shrunk = <Point extends Tree>(point: Point, level: Tensor): Point =>
  mapTree((leaf) => mul(sign(leaf), relu(sub(abs(leaf), level))), point);

/**
 * ‖x‖₁ ≤ radius (Duchi et al., "Efficient Projections onto the l1-Ball for Learning in High Dimensions", 2008).
 *
 * @throws ArgumentError where the radius is a number and not positive and finite.
 *
 * @example
 * await optim.projections.l1Ball(1)(tensor([2, -1.5, 0.1])).data(); // [0.75, -0.25, 0]
 */
export function l1Ball(radius: Operand = 1): Projection {
  requirePositive("l1Ball(radius)", radius);
  return (point) => shrunk(point, maximum(threshold(mapTree(abs, point), radius), 0));
}

/**
 * ‖x‖₁ = radius. The point 0 stays where it is.
 *
 * @throws ArgumentError where the radius is a number and not positive and finite.
 */
export function l1Sphere(radius: Operand = 1): Projection {
  requirePositive("l1Sphere(radius)", radius);
  return (point) => shrunk(point, threshold(mapTree(abs, point), radius));
}

const planeOptions = {
  /** a, a tree like the point, not all 0. */
  normal: tree(),
  /** b */
  offset: finite(),
};

export interface PlaneOptions extends OptionsOf<typeof planeOptions>, Named {}

/** The sum of all products of elements. */
const inner = (x: Tree, y: Tree): Tensor =>
  flatten(mapTree((left, right) => sum(mul(left, right)), x, y)).leaves.reduce((total, part) =>
    add(total, part),
  );

/** Along the normal: as many times as lie between the point and the plane, or what is kept of that. */
function along(name: string, given: PlaneOptions, keep: (times: Tensor) => Tensor): Projection {
  const { normal, offset } = read(name, planeOptions, given);
  return (point) => {
    const direction = mapTree((leaf, each) => cast(each, leaf.dtype), point, normal);
    const product = inner(point, direction);
    const times = keep(div(sub(product, castLike(offset, product)), inner(direction, direction)));
    return mapTree((leaf, each) => sub(leaf, mul(each, times)), point, direction);
  };
}

/**
 * ⟨a, x⟩ = b
 *
 * @throws ArgumentError where an option is unknown or left out.
 *
 * @example
 * const plane = optim.projections.hyperplane({ normal: tensor([1, 1]), offset: 2 });
 * await plane(tensor([3, 1])).data(); // [2, 0]
 */
export const hyperplane = (given: PlaneOptions): Projection => along("hyperplane", given, (times) => times);

hyperplane.options = planeOptions;

/**
 * ⟨a, x⟩ ≤ b
 *
 * @throws ArgumentError where an option is unknown or left out.
 *
 * @example
 * const half = optim.projections.halfspace({ normal: tensor([1, 1]), offset: 2 });
 * await half(tensor([3, 1])).data(); // [2, 0]
 * await half(tensor([-3, 1])).data(); // [-3, 1]
 */
export const halfspace = (given: PlaneOptions): Projection => along("halfspace", given, relu);

halfspace.options = planeOptions;
