import { expect, test } from "vitest";
import fixture from "../../../../test/fixtures/nn.json" with { type: "json" };
import { metrics } from "../index.ts";

test.each(fixture.metrics)("$name", ({ predicted, labels, confusion, accuracy, mcc }) => {
  expect(metrics.confusionMatrix(predicted, labels, confusion.length)).toEqual(confusion);
  expect(metrics.accuracy(confusion)).toBeCloseTo(accuracy, 14);
  expect(metrics.matthewsCorrelation(confusion)).toBeCloseTo(mcc, 14);
});

test("nothing classified", () => {
  const confusion = metrics.confusionMatrix([], [], 2);
  expect(confusion).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(metrics.accuracy(confusion)).toBeNaN();
  expect(metrics.matthewsCorrelation(confusion)).toBe(0);
});

test.each([
  { predicted: 0, label: 3 },
  { predicted: 3, label: 0 },
  { predicted: -1, label: 0 },
  { predicted: 0, label: 0.5 },
])("label $label and prediction $predicted are refused", ({ predicted, label }) => {
  expect(() => metrics.confusionMatrix([0, predicted], [0, label], 3)).toThrow(
    `confusionMatrix: classes must be integers in [0, 3), got label ${label} and prediction ${predicted} at 1.`,
  );
});
