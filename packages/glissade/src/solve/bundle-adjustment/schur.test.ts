import { Matrix, solve as solveDense } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { disturb, scene } from "../../../../../test/support/scene.ts";
import { spread } from "../../../../../test/support/values.ts";
import type { BundleProblem } from "../../data/bundles/bundle-problem.ts";
import { jacobian, type Tensor } from "../../index.ts";
import { blockModel } from "./block-model.ts";
import { planElimination } from "./elimination.ts";
import { type FreeParameterOptions, readFreeParameters } from "./free-parameters.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { compileObservations } from "./observation-program.ts";
import { bundleParameters, reprojection } from "./reprojection.ts";

const few = { cameras: 3, points: 12 };
const many = { cameras: 9, points: 7 };

/** Points are eliminated where there are few cameras, cameras where there are many. */
const cases: readonly (readonly [string, BundleProblem, FreeParameterOptions])[] = [
  ["few cameras", scene({ model: "snavely", ...few }), {}],
  ["many cameras", scene({ model: "snavely", ...many }), {}],
  ["no fixed camera", scene({ model: "brown", ...many, shared: true }), { fixedCameras: [] }],
  ["two fixed cameras", scene({ model: "brown", ...many }), { fixedCameras: [2, 5] }],
  ["all cameras fixed", scene({ model: "brown", ...few }), { fixedCameras: [0, 1, 2] }],
  ["own intrinsics, few cameras", scene({ model: "snavely", ...few }), { refine: ["f", "k2"] }],
  ["own intrinsics, many cameras", scene({ model: "brown", ...many }), { refine: ["f", "cy", "p1"] }],
  [
    "shared intrinsics, few cameras",
    scene({ model: "brown", ...few, shared: true }),
    { refine: ["f", "k1"] },
  ],
  ["shared intrinsics, many cameras", scene({ model: "snavely", ...many, shared: true }), { refine: ["f"] }],
];

/** All derivatives by the framework's jacobian of the function of all parameters, without any structure. */
async function denseJacobian(problem: BundleProblem, { values, unknowns }: Layout): Promise<Matrix> {
  const found = jacobian(reprojection(problem))(bundleParameters(problem)) as unknown as Record<
    string,
    Tensor
  >;
  const count = 2 * problem.cameraIndex.length;
  const parts = ["cameras", "intrinsics", "points"].map(async (name) => {
    const part = await numbers(found[name]!);
    return Matrix.from1DArray(count, part.length / count, part);
  });
  const whole = (await Promise.all(parts)).map((part) => part.to2DArray());
  const rows = whole[0]!.map((_, row) => whole.flatMap((part) => part[row]!));
  expect(rows[0]).toHaveLength(values.length);
  return new Matrix(rows).subMatrixColumn([...unknowns]);
}

describe.each(cases)("%s", (_, exact, options) => {
  const problem = disturb(exact);
  const free = readFreeParameters(problem, options);
  const layout = layoutOf(problem, free);

  test("the model is that of the dense Jacobian, and the Schur step that of its normal equations", async () => {
    const rows = await compileObservations(problem, layout, free.refined).linearize(layout.values);
    const model = blockModel(layout, planElimination(layout), rows);
    const dense = await denseJacobian(problem, layout);
    const gradient = dense.transpose().mmul(Matrix.columnVector(rows.residuals));
    expectClose([...model.gradient], gradient.to1DArray(), 1e-10);
    expectClose([...model.columnSquares], dense.clone().mul(dense).sum("column"), 1e-11);

    const step = Float64Array.from(spread(layout.size, 3));
    const change = dense.mmul(Matrix.columnVector(step));
    expectClose([model.curvature(step)], change.dot(change), 1e-11);

    const damping = model.columnSquares.map((square) => 0.03 * Math.sqrt(square) + 0.01);
    const normal = dense
      .transpose()
      .mmul(dense)
      .add(Matrix.diag([...damping.map((d) => d * d)]));
    const expected = solveDense(normal, gradient.neg());
    expectClose([...model.solve(damping)], expected.to1DArray(), 1e-10);
  });
});

test("a singular system has no finite step", async () => {
  const problem = scene({ model: "brown", ...few });
  const free = readFreeParameters(problem, {});
  const layout = layoutOf(problem, free);
  const rows = await compileObservations(problem, layout, free.refined).linearize(layout.values);
  const unseen = { ...rows, jacobian: new Float64Array(rows.jacobian.length) };
  const step = blockModel(layout, planElimination(layout), unseen).solve(new Float64Array(layout.size));
  expect(step.every(Number.isNaN)).toBe(true);
});
