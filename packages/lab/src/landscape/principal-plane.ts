/** @file The plane in which a path moves most. */

import { GlissadeError } from "glissade";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

export interface PrincipalPlane {
  /** Two unit vectors; the path begins to the left of and below its end. */
  readonly directions: readonly [Float32Array, Float32Array];
  /** Shares of the variance of the points about their mean that lie along each. */
  readonly explained: readonly [number, number];
}

/**
 * The first two principal components of points, by the eigenvectors of their inner products: of T points in P
 * dimensions, P is large and T is not. With X the points less their mean, XXᵀu = λu gives the component Xᵀu/√λ.
 *
 * @example
 * const points = [[0, 0, 0], [4, 0, 0], [4, 3, 0]].map((point) => new Float32Array(point));
 * principalPlane(points).explained; // [0.8669, 0.1331] to four digits
 */
export function principalPlane(points: readonly Float32Array[]): PrincipalPlane {
  const centered = center(points);
  const gram = centered.map((row) => centered.map((other) => dot(row, other)));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(gram), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, index) => index)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  const [first, second] = order as [number, number];
  if (!(realEigenvalues[second]! > 1e-12 * realEigenvalues[first]!)) throw onLine(points.length);
  const component = (index: number) => {
    const direction = combine(
      centered,
      eigenvectorMatrix.getColumn(index),
      Math.sqrt(realEigenvalues[index]!),
    );
    return forward(direction, points);
  };
  const share = (index: number) => realEigenvalues[index]! / total;
  return { directions: [component(first), component(second)], explained: [share(first), share(second)] };
}

function onLine(count: number): GlissadeError {
  return new GlissadeError({
    where: "landscape",
    rule: `the ${count} points of the path lie on a line, which gives no plane`,
    fix: "Train for more steps, or use --plane random",
  });
}

function center(points: readonly Float32Array[]): readonly Float64Array[] {
  const mean = new Float64Array(points[0]!.length);
  for (const point of points)
    for (const [index, value] of point.entries()) mean[index]! += value / points.length;
  return points.map((point) => Float64Array.from(point, (value, index) => value - mean[index]!));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function combine(rows: readonly Float64Array[], weights: readonly number[], divisor: number): Float32Array {
  const result = new Float64Array(rows[0]!.length);
  for (const [row, weight] of weights.entries()) {
    for (const [index, value] of rows[row]!.entries()) result[index]! += (weight * value) / divisor;
  }
  return Float32Array.from(result);
}

/** The direction or its opposite, whichever leads from the first point to the last. */
function forward(direction: Float32Array, points: readonly Float32Array[]): Float32Array {
  const [first, last] = [points[0]!, points.at(-1)!].map((point) => dot(point, direction));
  return last! >= first! ? direction : direction.map((value) => -value);
}

/** Coordinates of a point in a plane of unit vectors through an origin. */
export function project(
  point: Float32Array,
  origin: Float32Array,
  directions: PrincipalPlane["directions"],
): readonly [x: number, y: number] {
  const difference = Float64Array.from(point, (value, index) => value - origin[index]!);
  return [dot(difference, directions[0]), dot(difference, directions[1])];
}
