import { expect, test } from "vitest";
import { formatStats } from "../stats/table.ts";
import { type Questions, statsResult } from "./stats-result.ts";

function tableOf(a: readonly number[], b: readonly number[], questions: Partial<Questions> = {}): string {
  const [first, second] = [a, b].map((values, i) => ({
    file: `${"ab"[i]}.npy`,
    values: Float64Array.from(values),
  }));
  return formatStats(statsResult(first!, second!, { method: "auto", paired: false, ...questions }));
}

const A = [0.86, 0.87, 0.855, 0.861, 0.866, 0.859, 0.872, 0.864];
const B = [0.851, 0.86, 0.849, 0.853, 0.858, 0.8505, 0.8525, 0.8475, 0.8535];

test("columns are aligned", () => {
  expect(tableOf(A, B)).toMatchInlineSnapshot(`
    "A  a.npy
    B  b.npy

                           A                               B
    values                 8                               9
    mean ± standard error  0.863375 ± 0.00203485           0.852778 ± 0.00134658
    deviation              0.00575543                      0.00403973
    median (quartiles)     0.8625 (0.85975, 0.867)         0.8525 (0.8505, 0.8535)
    bootstrap of the mean  95 % from 0.859875 to 0.867375  95 % from 0.850667 to 0.855722
    D'Agostino-Pearson     K² = 0.344267, p = 0.841867     K² = 1.10543, p = 0.575385
    Shapiro-Wilk           W = 0.968472, p = 0.885758      W = 0.937216, p = 0.552913

    A - B                  0.0105972                       95 % from 0.00529945 to 0.015895
    Student's t            t = 4.43677, p = 0.000480241    df = 15
    Welch's t              t = 4.34302, p = 0.000888521    df = 12.3936
    Mann-Whitney           U = 68.5, p = 0.00206244        asymptotic
    permutation            p = 0.000658165                 all relabelings, 24310
    Cohen's d              2.15588
    Hedges' g              2.04626
    A12, P(A > B)          0.951389                        95 % from 0.69452 to 0.993132

    - With 8 and 9 values a t test finds a Cohen's d of 1.5 in four studies of five. A large p does
      not show that A and B are equally good: that takes a test of equivalence (--margin).
    - Tests of normality see little in few values: of samples of 8, Shapiro-Wilk finds 34 % of
      exponential and 7 % of uniform ones not normal. A large p does not show that a sample is
      normal.
    - Bootstrap intervals of fewer than 10 values are too narrow.
    - The tests answer one question in several ways: choose one before you look, or adjust for all
      of them."
  `);
});

test("pairs have tests of their own, and equivalence where a margin is given", () => {
  expect(tableOf(A, B.slice(1), { paired: true, margin: 0.02 })).toMatchInlineSnapshot(`
    "A  a.npy
    B  b.npy

                           A                               B
    values                 8                               8
    mean ± standard error  0.863375 ± 0.00203485           0.853 ± 0.00150594
    deviation              0.00575543                      0.00425944
    median (quartiles)     0.8625 (0.85975, 0.867)         0.85275 (0.850125, 0.854625)
    bootstrap of the mean  95 % from 0.859875 to 0.867375  95 % from 0.8505 to 0.856062
    D'Agostino-Pearson     K² = 0.344267, p = 0.841867     K² = 0.581106, p = 0.74785
    Shapiro-Wilk           W = 0.968472, p = 0.885758      W = 0.946453, p = 0.67546

    A - B                  0.010375                        95 % from 0.0027266 to 0.0180234
    paired t               t = 3.2076, p = 0.0149077       df = 7
    Wilcoxon               W = 0, p = 0.015625             exact, 1 without a difference
    permutation            p = 0.015625                    all relabelings, 256
    d of pairs             1.13406
    within ±0.02           p = 0.0103198                   90 % from 0.00424697 to 0.016503

    - With 8 pairs a t test finds a d of pairs of 1.16 in four studies of five. A large p does not
      show that A and B are equally good: that takes a test of equivalence (--margin).
    - The smallest p that an exact rank or permutation test can have here is 0.016.
    - Tests of normality see little in few values: of samples of 8, Shapiro-Wilk finds 34 % of
      exponential and 7 % of uniform ones not normal. A large p does not show that a sample is
      normal.
    - Bootstrap intervals of fewer than 10 values are too narrow.
    - The tests answer one question in several ways: choose one before you look, or adjust for all
      of them."
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
    median (quartiles)     1 (1, 1)             2 (2, 2)
    bootstrap of the mean  -                    -
    D'Agostino-Pearson     -                    -
    Shapiro-Wilk           -                    -

    A - B                  -1
    Student's t            -
    Welch's t              -
    Mann-Whitney           U = 0, p = 0.193931  asymptotic
    permutation            p = 0.333333         all relabelings, 6
    Cohen's d              -
    Hedges' g              -
    A12, P(A > B)          0                    95 % from 0 to 0.614364

    - A sample has fewer than 5 values. Run more seeds before you trust a test.
    - With 2 and 2 values a t test finds a Cohen's d of 5.7 in four studies of five. A large p does
      not show that A and B are equally good: that takes a test of equivalence (--margin).
    - The smallest p that an exact rank or permutation test can have here is 0.33: it can show
      nothing at 0.05.
    - Bootstrap intervals of fewer than 10 values are too narrow.
    - The tests answer one question in several ways: choose one before you look, or adjust for all
      of them."
  `);
});

test("many values have few caveats", () => {
  const ladder = Array.from({ length: 60 }, (_, i) => i);
  expect(
    statsResult(
      { file: "a", values: Float64Array.from(ladder) },
      { file: "b", values: Float64Array.from(ladder) },
      { method: "auto", paired: true },
    ).caveats,
  ).toMatchInlineSnapshot(`
    [
      "With 60 pairs a t test finds a d of pairs of 0.37 in four studies of five. A large p does not show that A and B are equally good: that takes a test of equivalence (--margin).",
      "The tests answer one question in several ways: choose one before you look, or adjust for all of them.",
    ]
  `);
});
