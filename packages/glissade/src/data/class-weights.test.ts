import { expect, test } from "vitest";
import fixture from "../../../../test/fixtures/splits.json" with { type: "json" };
import { expectClose } from "../../../../test/support/close.ts";
import { classWeights, kFolds } from "./index.ts";

test("balanced weights are scikit-learn's", () => {
  expectClose([...classWeights(fixture.labels)], fixture.classWeights, 1e-7);
  expect(classWeights(BigInt64Array.from(fixture.labels, BigInt))).toEqual(classWeights(fixture.labels));
  const column = { dtype: "uint8", shape: [3], data: new Uint8Array([0, 0, 1]) } as const;
  expect(classWeights(column)).toEqual(classWeights([0, 0, 1]));
  const square = { dtype: "uint8", shape: [2, 2], data: new Uint8Array(4) } as const;
  expect(() => classWeights(square)).toThrow("classWeights(labels): must be a list of labels, got ");
});

test.each([
  [
    "classWeights(labels): needs an example of each of 4 classes, got none of class 1. Number the classes that have examples from 0 on.",
    () => classWeights([0, 2, 3]),
  ],
  [
    "classWeights(labels): must be integers from 0 to less than the classes, got 2 in row 1.",
    () => classWeights([0, 2, 1], { classes: 2 }),
  ],
  [
    "classWeights(labels): must be integers from 0 to less than the classes, got NaN in row 1.",
    () => classWeights([0, Number.NaN, 1], { classes: 2 }),
  ],
])("%s", (message, run) => expect(run).toThrow(message));

test("folds of more rows than a call takes arguments", () => {
  const count = 300_000;
  const halves = Uint8Array.from({ length: count }, (_, row) => row % 2);
  for (const options of [{}, { stratify: halves }, { groups: halves }]) {
    expect(kFolds(count, 2, options).map(({ test }) => test.length)).toEqual([count / 2, count / 2]);
  }
});

test("a label that is far out is an error, not all the memory there is", () =>
  expect(() => classWeights([1e9, 0])).toThrow(
    /^classWeights\(labels\): needs an example of each of 1000000001 classes, got none of class 1/,
  ));
