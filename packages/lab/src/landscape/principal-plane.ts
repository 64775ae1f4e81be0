/** @file The plane in which a path moves most. */

import { GlissadeError, matmul, tensor, transpose } from "glissade";
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
 * (await principalPlane(points)).explained; // [0.77785, 0.22215]
 */
export async function principalPlane(points: readonly Float32Array[]): Promise<PrincipalPlane> {
  const centered = center(points);
  const gram = await innerProducts(centered);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
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

/** In the graph: for hundreds of points of a network the host would take ten seconds. */
async function innerProducts(rows: readonly Float64Array[]): Promise<Matrix> {
  const shape = [rows.length, rows[0]!.length] as const;
  const all = new Float64Array(shape[0] * shape[1]);
  for (const [index, row] of rows.entries()) all.set(row, index * row.length);
  const x = tensor(all, { shape });
  const products = await matmul(x, transpose(x)).data();
  return Matrix.from1DArray(rows.length, rows.length, Array.from(products, Number));
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
