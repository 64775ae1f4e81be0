import { expect, test } from "vitest";
import { heightAbove } from "./height.ts";

test("above a known minimum, and no lower than a trillionth of the start", () => {
  const { name, of } = heightAbove(-2, 8);
  expect(name).toBe("f above its minimum");
  expect([8, 0, -2, -2 - 1e-15].map(of)).toEqual([10, 2, 1e-11, 1e-11]);
});

test("values themselves where no minimum is known, or the start is not above it", () => {
  const { name, of } = heightAbove(undefined, 4);
  expect(name).toBe("f");
  expect([9, 4, 0, -3].map(of)).toEqual([9, 4, 4e-12, -3]);
  expect([5, 0, -1].map(heightAbove(0, 0).of)).toEqual([5, 0, -1]);
});
