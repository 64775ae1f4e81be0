/** @file Problems of bundle adjustment, cameras that see points, as plain arrays. */

import { DataError } from "../../errors.ts";
import { requireRecord } from "../../options/arguments.ts";

/** The intrinsics of each camera model, in the order of their numbers. */
export const intrinsicNames = {
  snavely: ["f", "k1", "k2"],
  brown: ["f", "cx", "cy", "k1", "k2", "k3", "p1", "p2"],
} as const;

/**
 * `"snavely"`, of Bundler and BAL, looks down the negative z axis and has pixels about the centre with y up;
 * `"brown"` (Brown 1966), of libmv, looks along the positive one and knows the centre and tangential distortion.
 */
export type CameraModelName = keyof typeof intrinsicNames;

/** Observations of points by cameras; the first camera of a reconstruction is number 0. */
export interface BundleProblem {
  readonly model: CameraModelName;
  /** Six numbers per camera: the rotation R as angle-axis in radians, then t; the camera sees x = RX + t. */
  readonly cameras: Float64Array;
  /** The intrinsics of each camera, or one set that all of them share. */
  readonly intrinsics: Float64Array;
  /** Three numbers per point. */
  readonly points: Float64Array;
  /** The camera of each observation. */
  readonly cameraIndex: Int32Array;
  /** The point of each observation. */
  readonly pointIndex: Int32Array;
  /** Two pixel coordinates per observation. */
  readonly observations: Float64Array;
}

export interface BundleCounts {
  readonly cameras: number;
  readonly points: number;
  readonly observations: number;
}

/** How many cameras, points and observations a problem has. */
export const countsOf = ({ cameras, points, cameraIndex }: BundleProblem): BundleCounts => ({
  cameras: cameras.length / 6,
  points: points.length / 3,
  observations: cameraIndex.length,
});

/** The problem itself, unless its model, lengths, indices or numbers are impossible; `where` names it in errors. */
export function checkBundleProblem(problem: BundleProblem, where: string): BundleProblem {
  requireRecord(where, problem);
  checkModel(problem.model, where);
  checkLengths(problem, where);
  const counts = countsOf(problem);
  checkIndices(problem.cameraIndex, `${where}: camera`, counts.cameras);
  checkIndices(problem.pointIndex, `${where}: point`, counts.points);
  for (const name of ["cameras", "intrinsics", "points", "observations"] as const)
    checkFinite(problem[name], `${where}: ${name}`);
  return problem;
}

function checkModel(model: string, where: string): void {
  if (Object.hasOwn(intrinsicNames, model)) return;
  const names = Object.keys(intrinsicNames).map((name) => `"${name}"`);
  throw new DataError({ where: `${where}: model`, rule: `must be ${names.join(" or ")}, got "${model}"` });
}

function checkLengths(problem: BundleProblem, where: string): void {
  const { cameras, points, observations } = countsOf(problem);
  const { intrinsics, pointIndex, observations: seen } = problem;
  const width = intrinsicNames[problem.model].length;
  const rules = [
    ["cameras", Number.isInteger(cameras), "6 numbers per camera"],
    [
      "intrinsics",
      intrinsics.length === width || intrinsics.length === width * cameras,
      `${width} numbers for all cameras or for each of ${cameras}`,
    ],
    ["points", Number.isInteger(points), "3 numbers per point"],
    ["cameraIndex", observations > 0, "a number for at least one observation"],
    ["pointIndex", pointIndex.length === observations, `a number for each of ${observations} observations`],
    ["observations", seen.length === 2 * observations, `2 numbers for each of ${observations} observations`],
  ] as const;
  for (const [name, holds, rule] of rules) {
    if (holds) continue;
    throw new DataError({
      where: `${where}: ${name}`,
      rule: `must hold ${rule}, got ${problem[name].length}`,
    });
  }
}

function checkIndices(indices: Int32Array, where: string, count: number): void {
  const at = indices.findIndex((index) => index < 0 || index >= count);
  if (at < 0) return;
  throw new DataError({
    where: `${where} of observation ${at}`,
    rule: `must be from 0 to ${count - 1}, got ${indices[at]}`,
  });
}

function checkFinite(values: Float64Array, where: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new DataError({ where: `${where}[${at}]`, rule: `must be finite, got ${values[at]}` });
}
