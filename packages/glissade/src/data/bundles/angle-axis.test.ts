import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import cases from "../fixtures/angle_axis.json" with { type: "json" };
import { angleAxisOfMatrix, rotatePoint, type Vector3 } from "./angle-axis.ts";

const vector = (numbers: readonly number[]) => numbers as unknown as Vector3;

describe.each(cases)("SciPy's rotation by $angleAxis", ({ angleAxis, matrix, point, rotated, beyond }) => {
  test("of a point", () => {
    expectClose(rotatePoint(vector(angleAxis), vector(point)), rotated, 1e-14);
    expectClose(rotatePoint(vector(beyond.angleAxis), vector(point)), beyond.rotated, 1e-14);
  });

  test("from its matrix", () => expectClose(angleAxisOfMatrix(matrix), angleAxis, 1e-14));
});

test("a matrix that is a rotation only to six digits gives a rotation nearby", () => {
  const { angleAxis, matrix } = cases.at(-1)!;
  expectClose(angleAxisOfMatrix(Float32Array.from(matrix)), angleAxis, 1e-6);
});

test("half a turn has two axes, and gives one of them", () => {
  expect(angleAxisOfMatrix([-1, 0, 0, 0, -1, 0, 0, 0, 1]).map(Math.abs)).toEqual([0, 0, Math.PI]);
});
