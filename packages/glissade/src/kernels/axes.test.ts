/** @file Axes shared between shapes. */

import { expect, test } from "vitest";
import { arrange, match, newAxes } from "./axes.ts";

test("a reshape splits an axis for all that have it", () => {
  const [x, y, bias] = [newAxes([12, 64, 128]), newAxes([768, 128]), newAxes([128])];
  expect(match(x.flat(), y.flat())).toBe(true);
  expect(match(y[1]!, bias[0]!)).toBe(true);
  expect(arrange([x.flat(), y.flat(), bias.flat()])).toEqual({
    lengths: [768, 128],
    positions: [[0, 1], [0, 1], [1]],
  });
});

test("groups of channels", () => {
  const [x, groups, weight] = [newAxes([2, 8, 5, 5]), newAxes([2, 4, 50]), newAxes([8])];
  expect(match(x.flat(), groups.flat())).toBe(true);
  expect(match(x[1]!, weight[0]!)).toBe(true);
  const means = [...groups[0]!, ...groups[1]!];
  expect(arrange([x.flat(), groups.flat(), weight.flat(), means])).toEqual({
    lengths: [2, 4, 2, 25],
    positions: [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [1, 2],
      [0, 1],
    ],
  });
});

test("lengths without a common split, and an axis met twice", () => {
  expect(match(newAxes([6, 4]).flat(), newAxes([4, 6]).flat())).toBe(false);
  const x = newAxes([3])[0]!;
  expect(arrange([[...x, ...x]])).toBeUndefined();
});
