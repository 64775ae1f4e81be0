import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { disturb, scene } from "../../../../../test/support/scene.ts";
import { formatBal, parseBal } from "../../data/bundles/bal.ts";
import type { BundleProblem } from "../../data/bundles/bundle-problem.ts";
import { dogleg } from "../least-squares/dogleg.ts";
import { rankReport } from "../least-squares/least-squares.ts";
import { huber } from "../least-squares/robust.ts";
import { type BundleAdjustOptions, bundleAdjust } from "./bundle-adjust.ts";
import { centresOf } from "./geometry.ts";
import { bundleParameters, reprojection } from "./reprojection.ts";

const tight = { valueTolerance: 0, stepTolerance: 1e-12, gradientTolerance: 1e-6, maxIterations: 100 };

/** Everything disturbed but the first two cameras, which then determine the scale. */
function disturbOthers(exact: BundleProblem): BundleProblem {
  const { points, cameras } = disturb(exact);
  return { ...exact, points, cameras: cameras.map((x, at) => (at < 12 ? exact.cameras[at]! : x)) };
}

describe.each(["snavely", "brown"] as const)("a scene of %s cameras", (model) => {
  test.each([
    ["few cameras", { cameras: 4, points: 20 }],
    ["few points", { cameras: 12, points: 8 }],
  ])("%s: two fixed cameras determine everything", async (_, size) => {
    const exact = scene({ model, ...size, shared: true });
    const found = await bundleAdjust(disturbOthers(exact), { fixedCameras: [0, 1], ...tight });
    expect(found.rmse).toBeLessThan(1e-8);
    expectClose([...found.problem.points], [...exact.points], 1e-8);
    expect(found).toMatchObject({
      converged: true,
      undetermined: [],
      behind: [],
    });
  });
});

describe("a BAL file", () => {
  const lens = (camera: number) => [600 + 5 * camera, -0.05 - 0.002 * camera, 0.01];
  const exact = scene({ model: "snavely", cameras: 5, points: 25, intrinsics: lens });

  test("is written, read, and solved with its intrinsics", async () => {
    const intrinsics = exact.intrinsics.map((value, at) => value * (at % 3 === 0 ? 1.01 : 0.9));
    const problem = parseBal(formatBal({ ...disturbOthers(exact), intrinsics }), { where: "scene.txt" });
    const refine = ["k2", "f", "k1"];
    const found = await bundleAdjust(problem, { refine, fixedCameras: [0, 1], ...tight });
    expect(found.rmse).toBeLessThan(1e-8);
    expectClose([...found.problem.intrinsics], [...exact.intrinsics], 1e-6);
    expectClose([...found.problem.points], [...exact.points], 1e-7);
  });

  test("keeps what is not to be refined", async () => {
    const problem = disturb(exact);
    const found = await bundleAdjust(problem, { refine: ["k1"], maxIterations: 3 });
    const kept = (x: Float64Array) => x.filter((_, at) => at % 3 !== 1);
    expect(kept(found.problem.intrinsics)).toEqual(kept(problem.intrinsics));
    expect(found.problem.intrinsics).not.toEqual(problem.intrinsics);
    expect(found.problem.cameras.slice(0, 6)).toEqual(problem.cameras.slice(0, 6));
  });
});

test("the lens that all cameras share is refined with few cameras and with many", async () => {
  for (const size of [
    { cameras: 3, points: 30 },
    { cameras: 12, points: 9 },
  ]) {
    const exact = scene({ model: "brown", ...size, shared: true });
    const intrinsics = exact.intrinsics.map((value) => 1.02 * value);
    const options = { refine: ["f", "cx", "cy", "k1"], fixedCameras: [0, 1], ...tight };
    const held = exact.intrinsics.map((value, at) => (at < 4 ? intrinsics[at]! : value));
    const { problem, rmse } = await bundleAdjust({ ...disturbOthers(exact), intrinsics: held }, options);
    expect(rmse).toBeLessThan(1e-8);
    expectClose([...problem.intrinsics], [...exact.intrinsics], 1e-6);
  }
});

test("one point from three views: three unknowns, six equations", async () => {
  const exact = scene({ model: "brown", cameras: 3, points: 2, shared: true });
  const seen = [...exact.pointIndex].flatMap((point, i) => (point === 1 ? [i] : []));
  const problem = {
    ...exact,
    points: new Float64Array([0.3, -0.2, 0.1]),
    cameraIndex: exact.cameraIndex.filter((_, i) => seen.includes(i)),
    pointIndex: new Int32Array(seen.length),
    observations: exact.observations.filter((_, at) => seen.includes(Math.floor(at / 2))),
  };
  expect(problem.observations).toHaveLength(6);
  const found = await bundleAdjust(problem, { fixedCameras: [0, 1, 2], ...tight });
  expectClose([...found.problem.points], [...exact.points.slice(3)], 1e-9);
});

describe("the gauge", () => {
  const problem = scene({ model: "brown", cameras: 3, points: 7, shared: true });

  test("has seven directions that no residual notices where no camera is fixed", async () => {
    const { intrinsics, ...free } = bundleParameters(problem);
    const residual = (parameters: typeof free) => reprojection(problem)({ ...parameters, intrinsics });
    const report = await rankReport(residual, free);
    expect(report.parameters - report.rank).toBe(7);
    expect(report.nullDirections).toHaveLength(7);
  });

  test.each([
    [[], ["rotation", "translation", "scale"]],
    [[2], ["scale"]],
    [[0, 2], []],
  ])("with cameras %j fixed leaves %j", async (fixedCameras, undetermined) => {
    const found = await bundleAdjust(disturb(problem), { fixedCameras });
    expect(found.undetermined).toEqual(undetermined);
    expect(found.converged).toBe(true);
  });

  test("of scale: all distances from the fixed camera change by one factor", async () => {
    const { problem: found } = await bundleAdjust(disturb(problem), tight);
    const distances = ({ points }: BundleProblem) => {
      const [centre] = centresOf(problem);
      return [0, 3, 6, 9, 12, 15, 18].map((at) =>
        Math.hypot(...centre!.map((c, axis) => points[at + axis]! - c)),
      );
    };
    const [before, after] = [distances(problem), distances(found)];
    const factors = after.map((distance, point) => distance / before[point]!);
    expectClose(factors, new Array(7).fill(factors[0]), 1e-8);
  });
});

describe("observations that are wrong", () => {
  const exact = scene({ model: "brown", cameras: 8, points: 10, shared: true });
  const outliers = exact.observations.map((pixel, at) => (at % 22 === 0 ? pixel + 100 : pixel));
  const problem = { ...disturbOthers(exact), observations: outliers };
  const farthest = ({ points }: BundleProblem) =>
    Math.max(...points.map((x, at) => Math.abs(x - exact.points[at]!)));

  test("pull the points with plain squares, much less with Huber's loss", async () => {
    const options = { fixedCameras: [0, 1], valueTolerance: 1e-9 };
    const plain = await bundleAdjust(problem, options);
    const robust = await bundleAdjust(problem, { ...options, loss: huber(1) });
    expect(farthest(plain.problem)).toBeGreaterThan(0.1);
    expect(farthest(robust.problem)).toBeLessThan(farthest(plain.problem) / 20);
  });
});

test("another method takes the same Schur steps", async () => {
  const exact = scene({ model: "snavely", cameras: 4, points: 10, shared: true });
  const options = { fixedCameras: [0, 1], method: dogleg(), ...tight };
  const found = await bundleAdjust(disturbOthers(exact), options);
  expect(found.rmse).toBeLessThan(1e-8);
});

test("a point that ends behind its camera is told", async () => {
  const exact = scene({ model: "brown", cameras: 2, points: 3, shared: true });
  const [centre] = centresOf(exact);
  // On the other side of the camera's centre, the same line of sight.
  const mirrored = exact.points.map((x, at) => (at >= 3 && at < 6 ? 2 * centre![at - 3]! - x : x));
  const found = await bundleAdjust(
    { ...exact, points: mirrored },
    { fixedCameras: [0, 1], maxIterations: 0 },
  );
  expect(found.reason).toBe("maxIterations");
  expect(found.behind.map((at) => exact.pointIndex[at])).toContain(1);
});

describe("refuses", () => {
  const problem = scene({ model: "brown", cameras: 3, points: 6, shared: true });

  test.each<[Partial<BundleProblem>, BundleAdjustOptions, string]>([
    [
      { pointIndex: problem.pointIndex.map(() => 6) },
      {},
      "bundleAdjust(problem): point of observation 0: must be from 0 to 5, got 6.",
    ],
    [{}, { fixedCameras: [0, 3] }, "bundleAdjust({ fixedCameras }): must be integers from 0 to 2, got 3."],
    [
      {},
      { refine: ["f", "k4"] },
      'bundleAdjust({ refine }): must be "f", "cx", "cy", "k1", "k2", "k3", "p1" or "p2", got "k4".',
    ],
    [{}, { maxIterations: -1 }, "bundleAdjust({ maxIterations }): must be an integer of at least 0, got -1."],
  ])("bad input %#", async (changes, options, message) => {
    await expect(bundleAdjust({ ...problem, ...changes }, options)).rejects.toMatchObject({ message });
  });

  test("a point in the plane of a camera", async () => {
    const cameras = problem.cameras.map((x, at) => (at < 6 ? 0 : x));
    const points = problem.points.map((x, at) => (at >= 3 && at < 6 ? 0 : x));
    await expect(bundleAdjust({ ...problem, cameras, points })).rejects.toMatchObject({
      message:
        "bundleAdjust(problem): residuals must be finite at the start, got NaN where camera 0 sees point 1 at depth 0. Move the point in front of the camera, or leave the observation out.",
    });
  });
});
