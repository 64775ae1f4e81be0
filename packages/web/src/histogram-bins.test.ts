import { expect, test } from "vitest";
import { mapHistograms } from "./histogram-bins.ts";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const column = (shares: readonly (readonly number[])[], index: number) => shares.map((row) => row[index]!);

test("histograms over different ranges share rows, and every column is all of a step's numbers", () => {
  const { steps, middles, shares } = mapHistograms([
    { step: 20, low: 0, high: 2, counts: [1, 3], notFinite: 0 },
    { step: 10, low: 0, high: 1, counts: [5, 5], notFinite: 0 },
  ]);
  expect(steps).toEqual([10, 20]);
  expect(middles[0]).toBeCloseTo(2 - 1 / 30);
  expect(middles.at(-1)).toBeCloseTo(1 / 30);
  expect(sum(column(shares, 0))).toBeCloseTo(1);
  expect(sum(column(shares, 1))).toBeCloseTo(1);
  expect(sum(column(shares, 0).slice(0, 15))).toBeCloseTo(0);
  expect(sum(column(shares, 1).slice(0, 15))).toBeCloseTo(0.75);
  expect(shares[29]![1]).toBeCloseTo(0.25 / 15);
});

test("one value falls into one row, and a step without finite numbers is empty", () => {
  const { shares } = mapHistograms([
    { step: 1, low: 3, high: 3, counts: [4, 0], notFinite: 0 },
    { step: 2, low: null, high: null, counts: [0, 0], notFinite: 7 },
    { step: 3, low: 0, high: 3, counts: [1, 1], notFinite: 0 },
  ]);
  expect(column(shares, 0)).toEqual([1, ...new Array(29).fill(0)]);
  expect(sum(column(shares, 1))).toBe(0);
  const alone = mapHistograms([{ step: 1, low: 3, high: 3, counts: [4, 0], notFinite: 0 }]);
  expect(sum(column(alone.shares, 0))).toBe(1);
});
