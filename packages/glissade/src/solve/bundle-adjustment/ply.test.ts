import { expect, test } from "vitest";
import type { BundleProblem } from "../../data/bundles/bundle-problem.ts";
import { formatPly } from "./ply.ts";

const problem: BundleProblem = {
  model: "snavely",
  // The second one is turned by a quarter about z, so that its centre is not its translation.
  cameras: new Float64Array([0, 0, 0, 1, 2, 3, 0, 0, Math.PI / 2, 0, -4, 0]),
  intrinsics: new Float64Array([500, 0, 0]),
  points: new Float64Array([0.5, -1e-7, 1e21]),
  cameraIndex: new Int32Array([0]),
  pointIndex: new Int32Array([0]),
  observations: new Float64Array([1, 2]),
};

test("cameras by their centres, then points, behind a header", () => {
  const lines = formatPly(problem).split("\n");
  expect(lines.slice(0, 11)).toEqual([
    "ply",
    "format ascii 1.0",
    "element vertex 3",
    "property double x",
    "property double y",
    "property double z",
    "property uchar red",
    "property uchar green",
    "property uchar blue",
    "end_header",
    "-1 -2 -3 0 255 0",
  ]);
  expect(lines[11]!.split(" ").map(Number)).toEqual([
    expect.closeTo(4, 12),
    expect.closeTo(0, 12),
    0,
    0,
    255,
    0,
  ]);
  expect(lines.slice(12)).toEqual(["0.5 -1e-7 1e+21 255 255 255", ""]);
});

test("a problem that is inconsistent is not written", () => {
  expect(() => formatPly({ ...problem, points: new Float64Array(4) })).toThrow(
    expect.objectContaining({ message: "formatPly: points: must hold 3 numbers per point, got 4." }),
  );
});
