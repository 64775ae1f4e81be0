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
    "imputationOf(parts): needs { axis, values } with finite values, got undefined. Pass what impute() gave, or the JSON of it.",
    () => imputationOf({ axis: null } as never),
  ],
])("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
