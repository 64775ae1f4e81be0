import { expect, test } from "vitest";
import { centerAxis, cutWords, holdBand } from "./center-axis.ts";

/** Accuracies of two seeds, whose band would reach from -0.5 to 1.5. */
const accuracies = { centers: [0.3, 0.75, 0.93], seeds: [0.2, 0.4, 0.8, 0.7, 0.95, 0.9] };

test("an axis follows middles and single seeds, not their bands", () => {
  expect(centerAxis("accuracy", accuracies)).toMatchObject({ min: 0, max: 1 });
  expect(centerAxis("accuracy", { ...accuracies, scale: "linear" })).toMatchObject({ min: 0.2, max: 1 });
});

test("a logarithmic axis follows seeds as far as a tenth of the least middle", () => {
  const axis = centerAxis("loss", { centers: [2, 0.01], seeds: [2.5, 1e-9, 0.006, 0] });
  expect(axis).toMatchObject({ type: "log", min: 0.005, max: 5 });
  expect(holdBand(axis)(-1)).toBe(0.005);
});

test("bands that leave the axis are told", () => {
  const axis = centerAxis("accuracy", accuracies);
  expect(cutWords(axis, [0.1, 1])).toEqual([]);
  expect(cutWords(axis, [-0.5, 1])).toEqual(["bands cut at the axis"]);
  expect(cutWords(axis, [0.5, 1.5], "lines")).toEqual(["lines cut at the axis"]);
});
