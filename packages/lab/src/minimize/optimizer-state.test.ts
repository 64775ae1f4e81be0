import { tensor } from "glissade";
import { expect, test } from "vitest";
import { readOptimizerState } from "./optimizer-state.ts";

const float64 = (values: number | number[]) => tensor(values, { dtype: "float64" });

test("names are the last on the way, and no two are the same", async () => {
  const optimizerState = [
    [{ m: float64([1, 2]), inner: [{ m: float64([3, 4]) }] }, float64([5, 6])],
    { rate: float64(0.5), m: float64([7, 8]) },
  ];
  expect(await readOptimizerState(optimizerState, 2)).toEqual({
    m: [1, 2],
    "m 2": [3, 4],
    state: [5, 6],
    rate: 0.5,
    "m 3": [7, 8],
  });
});

test("counters and what has another shape stay out", async () => {
  const optimizerState = {
    step: tensor(3, { dtype: "int32" }),
    list: float64([1, 2, 3]),
    matrix: float64([1, 2]).reshape([1, 2]),
  };
  expect(await readOptimizerState(optimizerState, 2)).toEqual({});
});
