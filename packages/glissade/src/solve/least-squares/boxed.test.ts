import { Matrix } from "ml-matrix";
import { expect, it } from "vitest";
import fixture from "../../../../../test/fixtures/least_squares.json" with { type: "json" };
import { expectClose } from "../../../../../test/support/close.ts";
import { addScaled, norm, subtract } from "../vectors.ts";
import { clip, solveBoxed, times } from "./boxed.ts";

const vector = (values: readonly number[]) => Float64Array.from(values);
const problems = fixture.boxed.map(({ a, b, lower, upper, x }) => ({
  problem: { a: new Matrix(a), b: vector(b), box: { lower: vector(lower), upper: vector(upper) } },
  x,
}));

it.each(problems)("gives the solution of scipy.optimize.lsq_linear", ({ problem, x }) => {
  expectClose([...solveBoxed(problem)], x, 1e-12);
});

it.each(problems)("gives a point that no other in the box is better than", ({ problem: { a, b, box } }) => {
  const cost = (z: Float64Array) => norm(subtract(times(a, z), b));
  const z = solveBoxed({ a, b, box });
  for (const index of z.keys()) {
    for (const move of [1e-4, -1e-4]) {
      const unit = z.map((_, each) => Number(each === index));
      expect(cost(clip(addScaled(z, unit, move), box))).toBeGreaterThanOrEqual(cost(z));
    }
  }
});
