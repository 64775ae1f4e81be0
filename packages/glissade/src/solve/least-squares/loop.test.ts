import { expect, it } from "vitest";
import { minimizeSquares } from "./loop.ts";
import type { LeastSquaresProblem, LinearModel, TrustRegion } from "./problem.ts";

/** A model that promises a decrease along steps to the left alone, and a cost that never falls. */
const model: LinearModel = {
  gradient: Float64Array.of(1),
  gradientNorm: 1,
  columnSquares: Float64Array.of(1),
  cosine: 1,
  solve: () => Float64Array.of(0),
  undamped: () => Float64Array.of(Number.NaN),
  curvature: () => 0,
  restrict: (step) => step,
};
const problem: LeastSquaresProblem = {
  cost: async ([x]) => 1 + Math.abs(x!),
  linearize: async () => model,
  move: (x, step) => x.map((value, index) => value + step[index]!),
};

/** Steps in a cycle. */
const reasonAfter = async (cycle: readonly number[]) => {
  let count = 0;
  const region: TrustRegion = {
    radius: 1,
    step: () => Float64Array.of(cycle[count++ % cycle.length]!),
    accepted: () => region,
    rejected: () => region,
  };
  const tolerances = { maxIterations: 30, gradientTolerance: 0, valueTolerance: 0, stepTolerance: 0 };
  const options = { where: "test", method: () => region, tolerances };
  const { reason, iterations } = await minimizeSquares(problem, Float64Array.of(0), options);
  return [reason, iterations.length - 1];
};

it("gives up after five steps in a row of which the model expects nothing", async () => {
  expect(await reasonAfter([1])).toEqual(["noDecrease", 5]);
  expect(await reasonAfter([1, 1, 1, 1, -1])).toEqual(["maxIterations", 30]);
});
