import { expect, it } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { denseModel } from "./dense-model.ts";
import { levenbergMarquardt, scaledDiagonal } from "./levenberg-marquardt.ts";

const vector = (values: readonly number[]) => Float64Array.from(values);
const everywhere = { lower: vector([-Infinity]), upper: vector([Infinity]) };
const rows = { residuals: vector([-1]), jacobian: vector([1]) };
const model = denseModel(rows, { names: ["a"], box: everywhere });
const start = (radius: number) => levenbergMarquardt({ radius })(vector([1]));
const afterRatio = (ratio: number, radius = 8) =>
  start(radius).accepted({ model, step: vector([1]), ratio }).radius;

it("divides the radius by 1 - (2ρ - 1)³, but by no less than a third", () => {
  expectClose(
    [0.25, 0.5, 0.75, 1].map((ratio) => afterRatio(ratio)),
    [8 / 1.125, 8, 8 / 0.875, 24],
  );
  expect(afterRatio(1, 9e15)).toBe(1e16);
});

it("divides by 2, 4, 8 while steps are rejected, and by 2 again after one that is not", () => {
  const [one, two, three] = [
    start(64).rejected(),
    start(64).rejected().rejected(),
    start(64).rejected().rejected().rejected(),
  ];
  expect([one.radius, two.radius, three.radius]).toEqual([32, 8, 1]);
  expect(three.accepted({ model, step: vector([1]), ratio: 0.5 }).rejected().radius).toBe(0.5);
});

it("damps by the diagonal of JᵀJ over the radius, from 1e-6 to 1e32 in scaled unknowns", () => {
  // δ = Jr/(J² + D²) with D² = J²/4
  expectClose([...start(4).step(model)], [0.8]);
  expectClose([...scaledDiagonal(vector([1e-10, 4, 1e40]), vector([10, 0.5, 1]))], [1e-4, 2, 1e16]);
});
