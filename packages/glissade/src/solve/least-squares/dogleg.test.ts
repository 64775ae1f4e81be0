import { expect, it } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { dot } from "../vectors.ts";
import { denseModel } from "./dense-model.ts";
import { dogleg } from "./dogleg.ts";

const vector = (values: readonly number[]) => Float64Array.from(values);
const everywhere = { lower: vector([-Infinity, -Infinity]), upper: vector([Infinity, Infinity]) };
// J = [[1, 3], [0, 1]], r = (-7, -2): the Gauss-Newton step is (1, 2)
const rows = { residuals: vector([-7, -2]), jacobian: vector([1, 3, 0, 1]) };
const model = denseModel(rows, { names: ["a", "b"], box: everywhere });
const stepOf = (radius: number, of = model) => dogleg({ radius })(vector([1, 1])).step(of);
/** ‖Dδ‖, where D² is the diagonal (1, 10) of JᵀJ */
const length = ([a, b]: Float64Array) => Math.hypot(a!, Math.sqrt(10) * b!);
const decrease = (step: Float64Array) => -dot(model.gradient, step) - model.curvature(step) / 2;

it("takes the step of Gauss-Newton where that is near enough", () => {
  expectClose([...stepOf(100)], [1, 2], 1e-6);
});

it("goes along D⁻²Jᵀr where the radius is small", () => {
  const [a, b] = stepOf(0.1);
  expect(length(stepOf(0.1))).toBeCloseTo(0.1, 12);
  // -Jᵀr = (7, 23)
  expectClose([b! / a!], [23 / 10 / 7]);
});

it("reaches the radius in between, and lower from radius to radius", () => {
  const radii = [1, 3, 6.3, 6.32, 6.35, 6.39, 6.4];
  const steps = radii.map((radius) => stepOf(radius));
  expectClose(
    steps.map(length),
    radii.map((radius) => Math.min(radius, length(vector([1, 2])))),
    1e-6,
  );
  const decreases = steps.map(decrease);
  expect(decreases).toEqual(decreases.toSorted((a, b) => a - b));
});

it("halves the radius after poor steps, and makes it three times a good one", () => {
  const region = dogleg({ radius: 8 })(vector([1, 1]));
  const after = (ratio: number, long: number) =>
    region.accepted({ model, step: vector([long, 0]), ratio }).radius;
  expect([after(0.2, 4), after(0.25, 4), after(0.75, 4), after(0.8, 4), after(0.8, 1)]).toEqual([
    4, 8, 8, 12, 8,
  ]);
  expect(region.rejected().radius).toBe(4);
});

it("stays within bounds", () => {
  const box = { lower: vector([-Infinity, 0]), upper: vector([0.5, 0.75]) };
  const bounded = denseModel(rows, { names: ["a", "b"], box });
  for (const radius of [0.1, 1, 2, 2.4, 100]) {
    const [a, b] = stepOf(radius, bounded);
    expect([a! <= 0.5, b! >= 0, b! <= 0.75, decrease(vector([a!, b!])) > 0]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  }
  expectClose([...stepOf(100, bounded)], [0.5, 0.75]);
});
