import { expect, test } from "vitest";
import { exactAxis, linearAxis, pad, quantile, rangeOf } from "./axes.ts";

test("a range ignores what is not finite", () => {
  expect(rangeOf([3, Number.NaN, -1, Number.POSITIVE_INFINITY])).toEqual({ min: -1, max: 3 });
  expect(rangeOf([])).toEqual({ min: 0, max: 1 });
});

test("padding of a range, of a point, of zero", () => {
  expect(pad({ min: 0, max: 4 }, 0.25)).toEqual({ min: -1, max: 5 });
  expect(pad({ min: 4, max: 4 }, 0.25)).toEqual({ min: 3, max: 5 });
  expect(pad({ min: 0, max: 0 }, 0.25)).toEqual({ min: -0.25, max: 0.25 });
});

test.each([
  { range: { min: 0, max: 40_000 }, min: 0, max: 40_000, interval: 10_000 },
  { range: { min: -0.9, max: 1.4 }, min: -1, max: 1.5, interval: 0.5 },
  { range: { min: 0.8511, max: 0.8699 }, min: 0.85, max: 0.87, interval: 0.005 },
  { range: { min: 2, max: 2 }, min: 1.8, max: 2.2, interval: 0.1 },
  { range: { min: 1 - 1e-9, max: 1 + 1e-9 }, min: 0.9, max: 1.1, interval: 0.05 },
])("a linear axis for $range ends on round numbers", ({ range, min, max, interval }) => {
  const axis = linearAxis("x", range);
  expect(axis.min).toBeCloseTo(min, 9);
  expect(axis.max).toBeCloseTo(max, 9);
  expect(axis.interval).toBeCloseTo(interval, 9);
});

test.each([
  { range: { min: 1, max: 3 }, min: 1, max: 3 },
  { range: { min: 1, max: 1 }, min: 0, max: 2 },
  { range: { min: 0, max: 4 }, min: 0, max: 4 },
])("an axis of epochs from $range has no ticks between them", ({ range, min, max }) => {
  expect(linearAxis("epoch", { ...range, areWhole: true })).toMatchObject({ min, max, interval: 1 });
});

test.each([
  { min: -25, max: 5, interval: 5 },
  { min: -6, max: 6, interval: 2 },
  { min: -3, max: 3, interval: 1 },
  { min: -0.3, max: 0.15, interval: 0.05 },
])("an axis from $min to $max keeps its ends, with labels on both", ({ min, max, interval }) => {
  const axis = exactAxis("x", { min, max });
  expect([axis.min, axis.max]).toEqual([min, max]);
  expect(axis.interval).toBeCloseTo(interval, 9);
});

test("labels have the decimals of their steps", () => {
  const label = (min: number, max: number, value: number) =>
    linearAxis("x", { min, max }).axisLabel.formatter(value);
  expect(label(0.85, 0.87, 0.86)).toBe("0.860");
  expect(label(0, 5, 3)).toBe("3");
  expect(label(0, 1e6, 400_000)).toBe("4e5");
});

test("quantiles are values of the sample", () => {
  expect([0, 0.5, 1].map((share) => quantile([1, 2, 4, 8, 16], share))).toEqual([1, 4, 16]);
});
