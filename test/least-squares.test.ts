/** @file Least squares against the tables of Ceres' tutorial and the numbers of SciPy and NumPy. */

import { exp, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import fixture from "./fixtures/least_squares.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { observations } from "./support/curve-fitting.ts";
import { mghProblems } from "./support/mgh.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const scalars = (values: readonly number[]) => values.map(f64);
const digits = (values: readonly number[]) => values.map((value) => value.toExponential(6));

describe("the tables of Ceres' tutorial", () => {
  it("hello world", async () => {
    const { iterations, x } = await solve.leastSquares((x: Tensor) => x.sub(10), f64(0.5), {
      stepTolerance: 1e-8,
    });
    expect(digits(iterations.map(({ cost }) => cost))).toEqual(digits([45.125, 4.511598e-7, 5.012552e-16]));
    expectClose(
      iterations.map(({ radius }) => radius),
      [1e4, 3e4, 9e4],
    );
    expect(await x.item()).toBeCloseTo(10, 6);
  });

  it("Powell's function", async () => {
    const { residual, start } = mghProblems.find(({ name }) => name === "13 Powell, singular")!;
    // Ceres' test of the gradient is in the unit of the gradient.
    const onIteration = ({ gradientNorm }: solve.LeastSquaresRow) => gradientNorm > 1e-10;
    const { iterations, reason } = await solve.leastSquares(residual, scalars(start), { onIteration });
    const printed = [107.5, 5.03619, 0.3148168, 1.96776e-2, 1.2299e-3, 7.687123e-5];
    expect(digits(iterations.slice(0, 6).map(({ cost }) => cost))).toEqual(digits(printed));
    expect(iterations.length).toBe(15);
    expect(iterations.at(-1)!.cost.toExponential(6)).toBe("1.120029e-15");
    expectClose(
      iterations.map(({ radius }) => radius),
      iterations.map((_, index) => 1e4 * 3 ** index),
    );
    expect(reason).toBe("stopped");
  });

  it("curve fitting", async () => {
    const [x, y] = [f64(observations.map((_, index) => 0.075 * index)), f64(observations)];
    const residual = ({ m, c }: Record<"m" | "c", Tensor>) => y.sub(exp(x.mul(m).add(c)));
    const found = await solve.leastSquares(residual, { m: f64(0), c: f64(0) }, { valueTolerance: 1e-6 });
    const kept = found.iterations.filter(({ accepted }) => accepted).map(({ cost }) => cost);
    const printed = [121.1734, 33.06595, 6.42677, 3.344546, 1.987485, 1.211585, 1.063265, 1.056795, 1.056751];
    expect(digits(kept)).toEqual(digits(printed));
    expectClose(
      found.iterations.slice(0, 6).map(({ radius }) => radius),
      [1e4, 5e3, 1250, 156.25, 9.765625, 0.30517578125],
    );
    expect([(await found.x.m.item()).toFixed(6), (await found.x.c.item()).toFixed(6)]).toEqual([
      "0.291861",
      "0.131439",
    ]);
  });
});

const { t, y, start } = fixture.data;
const residual = ([a, b, c]: readonly Tensor[]) => a!.add(exp(f64(t).mul(c!)).mul(b!)).sub(f64(y));
const tight = { maxIterations: 2000, gradientTolerance: 1e-12, valueTolerance: 1e-16, stepTolerance: 1e-12 };

interface Expected {
  readonly x: readonly number[];
  readonly cost: number;
  readonly loss?: string;
  readonly scale?: number;
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
}

const title = ({ loss = "squares", scale = 1, lower, upper }: Expected) =>
  `${loss} ${scale}${lower ? ` in [${lower}], [${upper}]` : ""}`;

async function expectMinimum(
  { x, cost, loss, scale, lower, upper }: Expected,
  method: solve.LeastSquaresMethod,
) {
  const found = await solve.leastSquares(residual, scalars(start), {
    ...tight,
    method,
    loss: loss ? solve[loss as "huber"](scale) : undefined,
    bounds: lower && { lower: scalars(lower), upper: scalars(upper!) },
  });
  expectClose((await Promise.all(found.x.map(numbers))).flat(), x, 1e-6);
  expectClose([found.cost], [cost], 1e-9);
}

describe("SciPy's minima", () => {
  const cases: readonly Expected[] = [...fixture.robust, ...fixture.bounded, ...fixture.boundedRobust];
  it.each(cases.map((each) => [title(each), each] as const))("%s", (_, each) =>
    expectMinimum(each, solve.levenbergMarquardt()),
  );

  describe.each([
    ["dogleg", solve.dogleg()],
    ["Gauss-Newton", solve.gaussNewton()],
  ])("within bounds by %s", (_, method) => {
    it.each(fixture.bounded.map((each) => [title(each), each] as const))("%s", (_, each) =>
      expectMinimum(each, method),
    );
  });

  it("the covariance of curve_fit", async () => {
    const { covariance } = await solve.leastSquares(residual, scalars(start), tight);
    const { matrix, standardErrors, names } = covariance();
    const expected = fixture.covariance.matrix;
    expectClose(matrix.flat(), expected, 1e-6);
    expect(names).toEqual(["x[0]", "x[1]", "x[2]"]);
    expectClose(
      Object.values(standardErrors),
      expected.map((row, index) => Math.sqrt(row[index]!)),
      1e-6,
    );
  });
});
