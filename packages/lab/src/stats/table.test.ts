import { expect, test } from "vitest";
import { compareSamples } from "./compare.ts";
import { describeSample } from "./describe.ts";
import { formatStats } from "./table.ts";

function tableOf(a: readonly number[], b: readonly number[]): string {
  const [summaryA, summaryB] = [describeSample(a), describeSample(b)];
  return formatStats({
    a: { file: "a.npy", ...summaryA },
    b: { file: "b.npy", ...summaryB },
    ...compareSamples(a, b),
  });
}

test("columns are aligned", () => {
  const a = [0.86, 0.87, 0.855, 0.861, 0.866, 0.859, 0.872, 0.864];
  const b = [0.851, 0.86, 0.849, 0.853, 0.858, 0.8505, 0.8525, 0.8475, 0.8535];
  expect(tableOf(a, b)).toMatchInlineSnapshot(`
    "A  a.npy
    B  b.npy

                           A                             B
    values                 8                             9
    mean ± standard error  0.863375 ± 0.00203485         0.852778 ± 0.00134658
    deviation              0.00575543                    0.00403973
    D'Agostino-Pearson     K² = 0.344267, p = 0.841867   K² = 1.10543, p = 0.575385
    Shapiro-Wilk           W = 0.968472, p = 0.885758    W = 0.937216, p = 0.552913

    A - B                  0.0105972                     95 % from 0.00529945 to 0.015895
    Student's t            t = 4.43677, p = 0.000480241  df = 15
    Welch's t              t = 4.34302, p = 0.000888521  df = 12.3936
    Mann-Whitney           U = 68.5, p = 0.00206244      asymptotic
    Cohen's d              2.15588
    Hedges' g              2.04626"
  `);
});

test("constant and small samples have gaps and a warning", () => {
  expect(tableOf([1, 1], [2, 2])).toMatchInlineSnapshot(`
    "A  a.npy
    B  b.npy

                           A                    B
    values                 2                    2
    mean ± standard error  1 ± 0                2 ± 0
    deviation              0                    0
    D'Agostino-Pearson     -                    -
    Shapiro-Wilk           -                    -

    A - B                  -1
    Student's t            -
    Welch's t              -
    Mann-Whitney           U = 0, p = 0.193931  asymptotic
    Cohen's d              -
    Hedges' g              -

    Warning: a sample has fewer than 5 values. Run more seeds before you trust a test."
  `);
});
