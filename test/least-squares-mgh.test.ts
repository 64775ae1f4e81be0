/** @file Least squares on the problems of Moré, Garbow and Hillstrom, with and without bounds. */

import { solve, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { mghProblems } from "./support/mgh.ts";

const scalars = (values: readonly number[]) => values.map((value) => tensor(value, { dtype: "float64" }));
// Brown and Dennis' residuals are so large that methods without second derivatives need 3500 iterations.
const tight = { maxIterations: 4000, gradientTolerance: 1e-16, valueTolerance: 1e-18, stepTolerance: 1e-18 };

// Thousands of steps to the minimum of 16, and around the singular one of 13
const quick = mghProblems.filter(({ name }) => !/^1[36] /.test(name));
const runs = [
  ["levenbergMarquardt", solve.levenbergMarquardt(), mghProblems],
  ["dogleg", solve.dogleg(), quick],
] as const;

describe.each(runs)("%s", (_, method, problems) => {
  it.each(problems.map((problem) => [problem.name, problem] as const))("%s", async (_, problem) => {
    const { cost } = await solve.leastSquares(problem.residual, scalars(problem.start), { ...tight, method });
    const errors = problem.optima.map((optimum) => Math.abs(2 * cost - optimum) / (optimum || 1));
    expect(Math.min(...errors)).toBeLessThan(1e-5);
  });

  const bounded = problems.flatMap(({ bounds, ...rest }) => (bounds ? [{ ...rest, bounds }] : []));
  it.each(bounded.map((problem) => [problem.name, problem] as const))(
    "%s within bounds",
    async (_, problem) => {
      const { lower, upper, optimum } = problem.bounds;
      const start = problem.start.map((value, index) =>
        Math.min(Math.max(value, lower[index]!), upper[index]!),
      );
      const { cost, x } = await solve.leastSquares(problem.residual, scalars(start), {
        ...tight,
        method,
        bounds: { lower: scalars(lower), upper: scalars(upper) },
      });
      expect(Math.abs(2 * cost - optimum) / (optimum || 1)).toBeLessThan(1e-5);
      const values = await Promise.all(x.map((each) => each.item()));
      expect(values.filter((value, index) => value < lower[index]! || value > upper[index]!)).toEqual([]);
    },
  );
});
