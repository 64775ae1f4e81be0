/** @file Geometry of a problem: centres of cameras, depths of points, and the gauge that observations leave free. */

import { centreOf, rotatePoint, type Vector3, vector3 } from "../../data/bundles/angle-axis.ts";
import { type BundleProblem, countsOf } from "../../data/bundles/bundle-problem.ts";
import { cameraModels } from "./camera-models.ts";

/** Changes of all cameras and points together that no observation notices. */
export type GaugeFreedom = "rotation" | "translation" | "scale";

/** The centre of each camera. */
export const centresOf = (problem: BundleProblem): Vector3[] =>
  Array.from({ length: countsOf(problem).cameras }, (_, camera) => {
    const start = 6 * camera;
    return centreOf(vector3(problem.cameras, start), vector3(problem.cameras, start + 3));
  });

/** A fixed camera holds all but the scale; two that stand apart hold that as well. */
export function gaugeOf(problem: BundleProblem, fixedCameras: ReadonlySet<number>): readonly GaugeFreedom[] {
  const [first, ...others] = centresOf(problem).filter((_, camera) => fixedCameras.has(camera));
  if (!first) return ["rotation", "translation", "scale"];
  return others.some((other) => areApart(first, other)) ? [] : ["scale"];
}

/** Centres are computed, so the same place is only nearly the same. */
const areApart = (a: Vector3, b: Vector3): boolean =>
  Math.hypot(...a.map((coordinate, axis) => coordinate - b[axis]!)) > 1e-12 * Math.hypot(...a, ...b);

/** How far in front of its camera the point of an observation lies, negative behind it. */
export function depthOf(problem: BundleProblem, observation: number): number {
  const camera = 6 * problem.cameraIndex[observation]!;
  const point = vector3(problem.points, 3 * problem.pointIndex[observation]!);
  const [, , z] = rotatePoint(vector3(problem.cameras, camera), point);
  return cameraModels[problem.model].front * (z + problem.cameras[camera + 5]!);
}

/** The observations of points that are not in front of the camera. */
export const behindOf = (problem: BundleProblem): number[] =>
  [...problem.cameraIndex.keys()].filter((observation) => depthOf(problem, observation) <= 0);
