import { expect, test } from "vitest";
import { firstReach } from "./first-reach.ts";

const points = [
  { step: 1, value: null },
  { step: 2, value: 0.9 },
  { step: 3, value: 0.5 },
  { step: 4, value: 0.4 },
];

test("the first point at the target or beyond it, from either side; a diverged one is none", () => {
  expect(firstReach(points, { target: 0.5, better: "lower" })).toBe(points[2]);
  expect(firstReach(points, { target: -1, better: "higher" })).toBe(points[1]);
  expect(firstReach(points, { target: 0.3, better: "lower" })).toBeUndefined();
});

test("says which values are better", () => {
  expect(() => firstReach(points, { target: 1, better: "less" as "lower" })).toThrow(
    'firstReach({ better }): must be "higher" or "lower", got "less"',
  );
});
