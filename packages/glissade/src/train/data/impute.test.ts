import { expect, test } from "vitest";
import { evaluate, imputationOf, impute, tensor } from "../../index.ts";
import fixtures from "./fixtures/impute.json" with { type: "json" };

const gap = (rows: readonly (readonly (number | null)[])[]) =>
  rows.map((row) => row.map((value) => value ?? Number.NaN));

test.each(fixtures.cases)(
  "scikit-learn's SimpleImputer: $strategy",
  async ({ method, statistics, filled }) => {
    const imputation = impute(gap(fixtures.train), { method: method as "mean", dtype: "float64" });
    expect(imputation.values).toEqual(statistics);
    expect(await imputation.apply(gap(fixtures.test)).data()).toEqual(new Float64Array(filled.flat()));
  },
);

test("the same inside of graphs, and from JSON", async () => {
  const imputation = impute(gap(fixtures.train), { method: "median" });
  const again = imputationOf(JSON.parse(JSON.stringify(imputation)));
  const computed = tensor(gap(fixtures.test)).add(0);
  const [lazy, known] = [await evaluate(again.apply(computed)), imputation.apply(gap(fixtures.test))];
  expect(await lazy.data()).toEqual(await known.data());
});

test.each([
  [
    "impute(rows): column 1: has no number to take the mean of. Leave the column out, or choose a number: { method: 0 }.",
    () => impute([[1, Number.NaN]]),
  ],
  [
    "impute(rows): row 1, column 0: must be finite, got Infinity. Mend the row, or leave it out.",
    () =>
      impute([
        [1, 2],
        [Number.POSITIVE_INFINITY, 2],
      ]),
  ],
  [
    'impute({ method }): must be "mean", "median", "most frequent" or a number, got "mode".',
    () => impute([[1]], { method: "mode" as "mean" }),
  ],
  [
    "imputation.apply(rows): needs 2 columns along axis -1, got [1, 3].",
    () => impute([[1, 2]]).apply([[1, 2, 3]]),
  ],
  [
    "imputationOf(parts): needs one number for all where axis is null, got 2.",
    () => imputationOf({ axis: null, dtype: "float32", values: [1, 2] }),
  ],
  [
    'imputationOf(parts): dtype: must be "float32" or "float64", got "int32".',
    () => imputationOf({ axis: null, dtype: "int32" as never, values: [1] }),
  ],
  [
    "imputationOf(parts): axis: must be an integer or null, got undefined.",
    () => imputationOf({ dtype: "float32", values: [1] } as never),
  ],
  [
    'imputationOf(parts): needs values within float32, got 1e+300. Pass { dtype: "float64" }, or bring the numbers nearer to 1 first.',
    () => imputationOf({ axis: null, dtype: "float32", values: [1e300] }),
  ],
  [
    'impute(rows): column 0: must be filled within float32, got the mean 1e+300. Pass { dtype: "float64" }.',
    () => impute([[1e300], [1e300]]),
  ],
  [
    "impute(rows): column 0: must be filled within float64, got the mean Infinity. Bring the numbers nearer to 1 first.",
    () => impute([[1.7e308], [1.7e308]], { dtype: "float64" }),
  ],
  [
    "imputationOf(parts): needs { axis, values } with finite values, got undefined. Pass what impute() gave, or the JSON of it.",
    () => imputationOf({ axis: null } as never),
  ],
])("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
