import { expect, test } from "vitest";
import { groupBy, partOf, quantityOf, sortCurves, usualCurves } from "./curve-names.ts";

const keys = ["epoch/loss", "norm", "train/accuracy", "train/loss", "validation/accuracy", "validation/loss"];

test("the loss of training comes first, then training, validation, and the rest", () => {
  expect(sortCurves(keys)).toEqual([
    ...["train/loss", "train/accuracy", "validation/accuracy", "validation/loss", "epoch/loss", "norm"],
  ]);
});

test("curves are grouped by what stands before or after the slash", () => {
  expect(groupBy(keys, partOf).map(([part]) => part)).toEqual(["epoch", "", "train", "validation"]);
  expect(groupBy(keys, quantityOf)[0]).toEqual(["loss", ["epoch/loss", "train/loss", "validation/loss"]]);
});

test("the first curve is shown with those of its quantity", () => {
  expect(usualCurves(sortCurves(keys))).toEqual(["train/loss", "validation/loss", "epoch/loss"]);
  expect(usualCurves([])).toEqual([]);
});
