import { expect, test } from "vitest";
import { examples, gather } from "./examples.ts";

const classes = ["a", "b"];
const make = (labels: readonly number[], inputs: readonly number[] = labels.flatMap((y) => [y, -y])) =>
  examples(
    { inputs: Float32Array.from(inputs), labels: Int32Array.from(labels), shape: [2], classes },
    "data",
  );

test("examples count themselves; rows are copied in the order asked for", () => {
  const all = make([0, 1, 0], [1, 2, 3, 4, 5, 6]);
  expect(all.size).toBe(3);
  expect(gather(all, Uint32Array.of(2, 1))).toEqual({
    inputs: Float32Array.of(5, 6, 3, 4),
    labels: Int32Array.of(0, 1),
  });
});

test("an empty data set", () => {
  expect(() => make([])).toThrow("data: the data set is empty.");
});

test.each([2, -1])("label %i is outside the classes", (label) => {
  expect(() => make([0, 1, label])).toThrow(
    `data: label ${label} at index 2 is outside the 2 classes. Labels count from 0 to 1.`,
  );
});

test("inputs and labels of different number", () => {
  expect(() => make([0, 1, 0], [1, 2, 3, 4])).toThrow(
    "data: needs as many inputs as labels, got 2 inputs of shape [2] and 3 labels.",
  );
});

test.each([Number.NaN, Infinity])("an input of %s", (value) => {
  expect(() => make([0, 1], [1, 2, 3, value])).toThrow(
    `data: inputs, row 1, column 1: must be finite, got ${value}. Mend the row, or leave it out.`,
  );
});
