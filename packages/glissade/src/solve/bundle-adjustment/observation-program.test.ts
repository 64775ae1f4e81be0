import { describe, test } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import type { BundleProblem } from "../../data/bundles/bundle-problem.ts";
import cases from "./fixtures/projections.json" with { type: "json" };
import { layoutOf } from "./layout.ts";
import { compileObservations } from "./observation-program.ts";

const all = (name: "camera" | "intrinsics" | "point" | "pixel") =>
  Float64Array.from(cases.flatMap((each) => each[name]));

const index = Int32Array.from(cases.keys());

/** Each camera of the fixture sees its own point, where OpenCV does. */
const problem: BundleProblem = {
  model: "brown",
  cameras: all("camera"),
  intrinsics: all("intrinsics"),
  points: all("point"),
  cameraIndex: index,
  pointIndex: index,
  observations: all("pixel"),
};

const free = { fixedCameras: new Set<number>(), refined: [0, 1, 2, 3, 4, 5, 6, 7] };

describe("OpenCV's projections", () => {
  const layout = layoutOf(problem, free);
  const program = compileObservations(problem, layout, free.refined);

  test("are ours", async () => {
    expectClose([...(await program.residuals(layout.values))], new Array(2 * cases.length).fill(0), 1e-10);
  });

  test("have our derivatives", async () => {
    const { jacobian } = await program.linearize(layout.values);
    expectClose(
      [...jacobian],
      cases.map((each) => each.jacobian),
      1e-11,
    );
  });
});

test("Bundler's camera, as OpenCV's turned by half, without centre and tangents", async () => {
  const turned: BundleProblem = {
    ...problem,
    model: "snavely",
    intrinsics: Float64Array.from(cases.flatMap(({ intrinsics: [f, , , k1, k2] }) => [f!, k1!, k2!])),
    observations: Float64Array.from(cases.flatMap(({ snavely }) => snavely)),
  };
  const layout = layoutOf(turned, { fixedCameras: new Set(), refined: [] });
  const residuals = await compileObservations(turned, layout, []).residuals(layout.values);
  expectClose([...residuals], new Array(2 * cases.length).fill(0), 1e-10);
});
