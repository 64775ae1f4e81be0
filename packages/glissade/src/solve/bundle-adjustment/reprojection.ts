/** @file Reprojection residuals: the projections of points less what cameras saw. */

import { type BundleProblem, checkBundleProblem, intrinsicNames } from "../../data/bundles/bundle-problem.ts";
import { fromData } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, sub } from "../../ops/elementwise/arithmetic.ts";
import { gather } from "../../ops/index/gather.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { type CameraModel, cameraModels } from "./camera-models.ts";
import { type Components, componentsOf, rotateComponents } from "./rotation.ts";

/** What an observation depends on. */
export interface ObservationParameters {
  /** Angle-axis and translation. */
  readonly camera: Components;
  readonly intrinsics: Components;
  readonly point: Components;
}

/** Projection minus observation, of one observation or of many at once. */
export function residual(
  model: CameraModel,
  { camera, intrinsics, point }: ObservationParameters,
  seen: Components,
): Tensor[] {
  const rotated = rotateComponents(camera.slice(0, 3), point);
  const moved = rotated.map((component, axis) => add(component, camera[3 + axis]!));
  return model.project(moved, intrinsics).map((pixel, axis) => sub(pixel, seen[axis]!));
}

/** The numbers of a problem as tensors, a row each. */
export interface BundleParameters {
  /** Angle-axis and translation: [cameras, 6]. */
  readonly cameras: Tensor;
  /** [cameras, intrinsics], or a single row that all of them share. */
  readonly intrinsics: Tensor;
  /** [points, 3] */
  readonly points: Tensor;
}

/**
 * The parameters of a problem as float64 tensors.
 *
 * @example
 * const one = parseBal("1 1 1 \n 0 0 -3 4 \n 0 0 0 0 0 0 500 0 0 \n 0 0 -2", { where: "one.txt" });
 * solve.bundleParameters(one).cameras.shape; // [1, 6]
 */
export function bundleParameters(problem: BundleProblem): BundleParameters {
  const { model, cameras, intrinsics, points } = checkBundleProblem(problem, "bundleParameters");
  const rows = (data: Float64Array, width: number) =>
    fromData(data, { dtype: "float64", shape: [data.length / width, width] });
  return {
    cameras: rows(cameras, 6),
    intrinsics: rows(intrinsics, intrinsicNames[model].length),
    points: rows(points, 3),
  };
}

/**
 * The reprojection residuals of a problem as a function of its parameters, in pixels, [observations, 2]: for
 * `leastSquares` and `rankReport`, or as a part of another objective.
 *
 * @example
 * const one = parseBal("1 1 1 \n 0 0 -3 4 \n 0 0 0 0 0 0 500 0 0 \n 0 0 -2", { where: "one.txt" });
 * await solve.reprojection(one)(solve.bundleParameters(one)).data(); // [3, -4]
 */
export function reprojection(problem: BundleProblem): (parameters: BundleParameters) => Tensor {
  const { model, cameraIndex, pointIndex, observations } = checkBundleProblem(problem, "reprojection");
  const count = cameraIndex.length;
  const index = (data: Int32Array) => fromData(data, { dtype: "int32", shape: [count] });
  const seen = componentsOf(fromData(observations, { dtype: "float64", shape: [count, 2] }));
  return ({ cameras, intrinsics, points }) => {
    const parameters = {
      camera: componentsOf(gather(cameras, index(cameraIndex))),
      intrinsics: componentsOf(
        intrinsics.shape[0] === 1 ? intrinsics : gather(intrinsics, index(cameraIndex)),
      ),
      point: componentsOf(gather(points, index(pointIndex))),
    };
    return stack(residual(cameraModels[model], parameters, seen), { axis: 1 });
  };
}
