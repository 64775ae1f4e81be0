/**
 * @file Structure from motion: a point from three views, then the 500 cameras and 37 points of a film at once.
 * @methods structure from motion; bundle adjustment; Schur complement
 * @see The cost falls by a thousand in a few iterations, and ends at the optimum that is known.
 */

import { lineChart } from "@glissade/lab";
import { concat, matmul, solve, split, type Tensor, tensor } from "glissade";
import type { BundleProblem } from "glissade/data";
import { readLibmv } from "glissade/files";
import type { Lesson } from "./support/lesson.ts";

const double = (values: number[] | number[][]) => tensor(values, { dtype: "float64" });

// A point is seen by cameras at x = -1, 0 and 1 that look along z: three unknowns, six equations PX = (u, v).
const cameraAt = (x: number) =>
  double([
    [1, 0, 0, -x],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
const views = [-1, 0, 1].map(cameraAt);
function project(view: Tensor, point: Tensor): Tensor {
  const [x, y, z] = split(matmul(view, concat([point, double([1])])), 3);
  return concat([x!.div(z!), y!.div(z!)]);
}
const truth = double([0.3, -0.2, 4]);
const seen = views.map((view) => project(view, truth));
const residual = (point: Tensor) =>
  concat(views.map((view, index) => project(view, point).sub(seen[index]!)));
const { x: point } = await solve.leastSquares(residual, double([0, 0, 1]));
console.log(await point.data()); // [0.3, -0.2, 4]

// The Ceres solver has the file: data/libmv-ba-problems/problem_03.bin
const file = process.env.BUNDLE ?? "../shared/data/bundle-adjustment/problem_03.bin";
const film = await readLibmv(file);
const found = await solve.bundleAdjust(shake(film));
console.log(found.iterations[0]!.cost > 1e5); // true
console.log(Math.abs(found.cost - 297.9524) < 0.01); // true
console.log(found.rmse); // 0.31042
console.log(found.undetermined); // ["scale"]

/** The problem with its points moved by a hundredth of their spread. */
function shake(problem: BundleProblem): BundleProblem {
  const mean = problem.points.reduce((sum, value) => sum + value, 0) / problem.points.length;
  const spread =
    problem.points.reduce((sum, value) => sum + Math.abs(value - mean), 0) / problem.points.length;
  return {
    ...problem,
    points: problem.points.map((value, index) => value + 0.01 * spread * Math.sin(1 + index)),
  };
}

const figure = lineChart({
  title: "Bundle adjustment of a film: half the sum of squared pixels",
  x: "iteration",
  y: "cost",
  lines: [
    { name: "Levenberg-Marquardt", points: found.iterations.map(({ iteration, cost }) => [iteration, cost]) },
  ],
});

export default {
  numbers: { cost: found.cost, rmse: found.rmse },
  holds: { "the known optimum is reached": Math.abs(found.cost - 297.9524) < 0.01 },
  figure,
} satisfies Lesson;
