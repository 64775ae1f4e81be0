import { expect, test } from "vitest";
import { type BundleProblem, checkBundleProblem } from "./bundle-problem.ts";

/** Two cameras that share their intrinsics, and one point. */
const problem: BundleProblem = {
  model: "snavely",
  cameras: new Float64Array(12),
  intrinsics: new Float64Array([500, 0, 0]),
  points: new Float64Array([0, 0, -5]),
  cameraIndex: new Int32Array([0, 1]),
  pointIndex: new Int32Array([0, 0]),
  observations: new Float64Array(4),
};

test("a problem that is consistent is given back", () => {
  expect(checkBundleProblem(problem, "p")).toBe(problem);
});

test.each<[Partial<Record<keyof BundleProblem, unknown>>, string]>([
  [{ model: "fisheye" }, 'p: model: must be "snavely" or "brown", got "fisheye".'],
  [{ cameras: new Float64Array(13) }, "p: cameras: must hold 6 numbers per camera, got 13."],
  [
    { intrinsics: new Float64Array(4) },
    "p: intrinsics: must hold 3 numbers for all cameras or for each of 2, got 4.",
  ],
  [{ points: new Float64Array(2) }, "p: points: must hold 3 numbers per point, got 2."],
  [
    { cameraIndex: new Int32Array(0) },
    "p: cameraIndex: must hold a number for at least one observation, got 0.",
  ],
  [{ pointIndex: new Int32Array(1) }, "p: pointIndex: must hold a number for each of 2 observations, got 1."],
  [
    { observations: new Float64Array(3) },
    "p: observations: must hold 2 numbers for each of 2 observations, got 3.",
  ],
  [{ cameraIndex: new Int32Array([0, 2]) }, "p: camera of observation 1: must be from 0 to 1, got 2."],
  [{ pointIndex: new Int32Array([-1, 0]) }, "p: point of observation 0: must be from 0 to 0, got -1."],
  [{ points: new Float64Array([0, Number.NaN, 1]) }, "p: points[1]: must be finite, got NaN."],
])("an inconsistent problem %#", (changes, message) => {
  expect(() => checkBundleProblem({ ...problem, ...changes } as BundleProblem, "p")).toThrow(
    expect.objectContaining({ message }),
  );
});
