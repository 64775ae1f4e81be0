/** @file The parameters that bundle adjustment may change besides the points. */

import { type BundleProblem, countsOf, intrinsicNames } from "../../data/bundles/bundle-problem.ts";
import { ArgumentError } from "../../errors.ts";
import { describe } from "../../options/describe.ts";
import { kind, requireKind } from "../../options/kinds.ts";

export interface FreeParameters {
  readonly fixedCameras: ReadonlySet<number>;
  /** Positions of the intrinsics that are refined, ascending. */
  readonly refined: readonly number[];
}

export interface FreeParameterOptions {
  /** Cameras that stay where they are; `[0]` by default, which leaves only the scale undetermined. */
  readonly fixedCameras?: readonly number[];
  /** Names of the intrinsics to refine, such as `["f", "k1"]`; none by default. */
  readonly refine?: readonly string[];
}

export function readFreeParameters(
  problem: BundleProblem,
  { fixedCameras = [0], refine = [] }: FreeParameterOptions,
): FreeParameters {
  const { cameras } = countsOf(problem);
  for (const camera of fixedCameras) requireCamera(camera, cameras);
  const names: readonly string[] = intrinsicNames[problem.model];
  for (const name of refine) requireKind("bundleAdjust({ refine })", kind.choice(...names), name);
  const refined = names.flatMap((name, at) => (refine.includes(name) ? [at] : []));
  return { fixedCameras: new Set(fixedCameras), refined };
}

function requireCamera(camera: number, count: number): void {
  if (Number.isInteger(camera) && camera >= 0 && camera < count) return;
  throw new ArgumentError({
    where: "bundleAdjust({ fixedCameras })",
    rule: `must be integers from 0 to ${count - 1}, got ${describe(camera)}`,
  });
}
