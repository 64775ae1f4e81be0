import { expect, test } from "vitest";
import { toSample } from "./sample.ts";

test("takes integers of any size", () => {
  expect(toSample({ shape: [2], data: BigInt64Array.of(1n, -2n) }, "a.npy")).toEqual(Float64Array.of(1, -2));
});

test.each([
  [
    { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
    "a.npy: a sample has one dimension, got shape [2, 3]. Save one number per run, for example numpy.save(path, table[:, 0]).",
  ],
  [{ shape: [1], data: [1] }, "a.npy: a sample needs at least 2 values, got 1. Save one number per run."],
  [
    { shape: [3], data: [1, 2, Number.NaN] },
    "a.npy: the values of a sample must be finite, got NaN at index 2. Leave out the runs that diverged, and report their number beside the test.",
  ],
])("refuses %j", (array, message) => {
  expect(() => toSample(array, "a.npy")).toThrow(expect.objectContaining({ message }));
});
