import fc from "fast-check";
import { expect, test } from "vitest";
import { downsample } from "./downsample.ts";

const points = (values: readonly number[]) => values.map((value, step) => ({ step, value }));
const shorter = (values: readonly number[], most: number) =>
  downsample(points(values), most).map(({ value }) => value);

test("few points stay as they are", () => {
  const few = points([1, 2, 3]);
  expect(downsample(few, 3)).toBe(few);
});

test("the first, the last, and the lowest and highest of each part are kept", () => {
  expect(shorter([5, 1, 9, 2, 3, 7], 4)).toEqual([5, 1, 9, 7]);
  expect(shorter([0, 4, 1, 2, 3, 8, 7, 6, 5, 9], 6)).toEqual([0, 4, 1, 8, 5, 9]);
  expect(shorter([1, 2, 3, 4], 2)).toEqual([1, 4]);
});

test("NaN counts as the highest, and infinities as what they are", () => {
  expect(shorter([0, 1, Number.NaN, Infinity, -Infinity, 2, 3], 4)).toEqual([0, Number.NaN, -Infinity, 3]);
});

test("any curve keeps its order, its bounds and its size, and gives the same choice again", () => {
  const values = fc.array(fc.double(), { minLength: 2, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 50 }), (all, most) => {
      const curve = points(all);
      const kept = downsample(curve, most);
      expect(kept.length).toBeLessThanOrEqual(Math.max(most, 2));
      expect(kept[0]).toBe(curve[0]);
      expect(kept.at(-1)).toBe(curve.at(-1));
      expect(kept).toEqual([...kept].sort((a, b) => a.step - b.step));
      expect(downsample(curve, most)).toEqual(kept);
      const numbers = all.filter((value) => !Number.isNaN(value));
      if (most < 4 || numbers.length < all.length) return;
      expect(Math.max(...kept.map(({ value }) => value))).toBe(Math.max(...numbers));
      expect(Math.min(...kept.map(({ value }) => value))).toBe(Math.min(...numbers));
    }),
  );
});
