import fc from "fast-check";
import { Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { spectrum } from "../symmetric.ts";
import { dot, norm } from "../vectors.ts";
import { solveExactly } from "./exact-subproblem.ts";

/** Zero now and then, for the hard case. */
const number = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);
const vector = (length: number) => fc.array(number, { minLength: length, maxLength: length });

const problem = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.record({
    entries: vector(size * size),
    gradient: vector(size),
    radius: fc.double({ min: 1e-3, max: 100, noNaN: true }),
  }),
);

function symmetric(entries: readonly number[]): Matrix {
  const size = Math.sqrt(entries.length);
  const matrix = Matrix.from1DArray(size, size, entries);
  return matrix.add(matrix.transpose()).div(2);
}

const model = (hessian: Matrix, gradient: Float64Array, step: Float64Array): number =>
  dot(gradient, step) + dot(Float64Array.from(hessian.mmul(Matrix.columnVector(step)).to1DArray()), step) / 2;

/** Steps in all directions, of the length of the radius and of half of it. */
const others = (size: number, radius: number) =>
  Array.from({ length: 200 }, (_, index) => {
    const direction = Float64Array.from({ length: size }, (_, axis) =>
      Math.sin((index + 1) * (axis + 1) * 1.7 + axis),
    );
    const length = (index % 2 ? radius : radius / 2) / norm(direction);
    return direction.map((each) => each * length);
  });

describe("the trust-region problem", () => {
  it("is solved within the radius by a step that no other undercuts", () =>
    fc.assert(
      fc.property(problem, ({ entries, gradient, radius }) => {
        const hessian = symmetric(entries);
        const slope = Float64Array.from(gradient);
        const { step, decrease } = solveExactly(spectrum(hessian)!, slope, radius);
        const value = model(hessian, slope, step);
        const tolerance = 1e-9 * (1 + norm(slope) * radius + 10 * radius * radius);
        expect(norm(step)).toBeLessThanOrEqual(radius * (1 + 1e-9));
        expect(Math.abs(value + decrease)).toBeLessThanOrEqual(tolerance);
        for (const other of others(slope.length, radius)) {
          expect(value).toBeLessThanOrEqual(model(hessian, slope, other) + tolerance);
        }
      }),
      { seed: 3, numRuns: 200 },
    ));

  it("takes Newton's step where that is short enough", () => {
    const { step } = solveExactly(spectrum(Matrix.diag([2, 4]))!, Float64Array.of(2, -4), 10);
    expect([...step]).toEqual([-1, 1]);
  });

  it("goes to the boundary along the first eigenvector where the gradient has no part there", () => {
    const { step, decrease } = solveExactly(spectrum(Matrix.diag([-2, 2]))!, Float64Array.of(0, 4), 5);
    expect(Math.abs(step[1]! + 1)).toBeLessThan(1e-12);
    expect(Math.abs(step[0]!)).toBeCloseTo(Math.sqrt(24), 12);
    expect(decrease).toBeCloseTo(27, 10);
  });

  it("leaves a saddle without any slope", () => {
    const { step } = solveExactly(spectrum(Matrix.diag([-2, 2]))!, Float64Array.of(0, 0), 3);
    expect([Math.abs(step[0]!), Math.abs(step[1]!)]).toEqual([3, 0]);
  });
});
