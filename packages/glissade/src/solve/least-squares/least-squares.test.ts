import { solve, sqrt, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const square = (x: Tensor) => x.square();
const line = f64([1, 2, 3, 4]);
const sum = ({ a, b }: Record<"a" | "b", Tensor>) => line.mul(a.add(b)).sub(2);
const ones = { a: f64(1), b: f64(1) };

describe("gaussNewton", () => {
  const method = solve.gaussNewton();

  it("halves the root of a square each step", async () => {
    const { iterations, x } = await solve.leastSquares(square, f64(2), { method, maxIterations: 9 });
    expect(await x.item()).toBe(2 ** -8);
    expect(iterations.map(({ stepNorm }) => stepNorm)).toEqual([
      0,
      1,
      0.5,
      0.25,
      0.125,
      ...[4, 5, 6, 7, 8].map((n) => 2 ** -n),
    ]);
  });

  it("finds the root of a system", async () => {
    const { x, converged } = await solve.leastSquares(square, f64([-2, 2]), { method });
    expectClose(await numbers(x), [0, 0], 1e-2);
    expect(converged).toBe(true);
  });

  it("takes part of a step that would raise the cost", async () => {
    const { iterations, x } = await solve.leastSquares(
      (x: Tensor) => x.div(x.square().add(1).sqrt()),
      f64(2),
      { method },
    );
    expect(iterations.slice(0, 4).map(({ accepted, radius }) => [accepted, radius])).toEqual([
      [true, 1],
      [false, 0.5],
      [false, 0.25],
      [true, 1],
    ]);
    expect(await x.item()).toBeCloseTo(0, 6);
  });

  it("refuses a Jacobian without full rank", async () => {
    await expect(
      solve.leastSquares(({ a }) => a!.square().sum(), { a: f64([-2, 2]) }, { method }),
    ).rejects.toThrow(
      "gaussNewton: needs a Jacobian of rank 2, got rank 1 with condition number Infinity: nothing changes along a[0] + a[1]. Fix one of these parameters, or use levenbergMarquardt().",
    );
  });
});

describe("leastSquares", () => {
  it("goes on by Levenberg-Marquardt where parameters are not determined, and reports it", async () => {
    const { x, converged, rankReport, covariance } = await solve.leastSquares(sum, ones);
    expect(converged).toBe(true);
    expect((await x.a.item()) + (await x.b.item())).toBeCloseTo(2 / 3, 3);
    expect(rankReport()).toMatchObject({ rank: 1, parameters: 2, nullDirections: [{ a: 1, b: -1 }] });
    expect(() => covariance()).toThrow(
      /^covariance: needs a Jacobian of rank 2, got rank 1 with .* along a - b\. Fix one of these parameters\.$/,
    );
  });

  it("rejects steps to where residuals are not finite", async () => {
    const { iterations, x } = await solve.leastSquares((x: Tensor) => sqrt(x).sub(0.1), f64(4));
    expect(iterations[1]).toMatchObject({ accepted: false, cost: Number.NaN, radius: 5000 });
    expect(await x.item()).toBeCloseTo(0.01, 6);
  });

  it("rejects steps to where the Jacobian is not finite", async () => {
    // The first step leads to 0, where the slope of the root is infinite.
    const residual = (x: Tensor) => sqrt(x.square());
    const { iterations } = await solve.leastSquares(residual, f64(1), { method: solve.gaussNewton() });
    expect(iterations[1]).toMatchObject({ accepted: false, cost: 0, radius: 0.5 });
  });

  it("applies a loss to the length of blocks", async () => {
    const points = [
      [0, 0.2],
      [1, 0],
      [0.4, 1],
      [30, 20],
    ];
    const residual = (centre: Tensor) => f64(points).sub(centre);
    const options = { loss: solve.cauchy(1), blockSize: 2, valueTolerance: 1e-15, gradientTolerance: 1e-12 };
    const { x, residuals } = await solve.leastSquares(residual, f64([0.5, 0.5]), options);
    const centre = await numbers(x);
    const weights = points.map(
      (point) => 1 / (1 + Math.hypot(point[0]! - centre[0]!, point[1]! - centre[1]!) ** 2),
    );
    const mean = (axis: number) =>
      points.reduce((total, point, index) => total + weights[index]! * point[axis]!, 0);
    const total = weights.reduce((a, b) => a + b);
    expectClose(centre, [mean(0) / total, mean(1) / total], 1e-7);
    expect(residuals.shape).toEqual([4, 2]);
  });

  it("measures steps in given scales", async () => {
    const step = async (scale: number) => {
      const { iterations } = await solve.leastSquares((x: Tensor) => x.sub(10), f64(0.5), {
        scale,
        method: solve.levenbergMarquardt({ radius: 1e-2 }),
      });
      return iterations[1]!.stepNorm;
    };
    // JᵀJ = 1 in every scale, and so is D²
    expectClose([await step(1), await step(8)], [9.5 / 101, 9.5 / 101]);
  });

  it("calls onIteration, which may end the search", async () => {
    const seen: Promise<number>[] = [];
    const onIteration = ({ iteration }: { iteration: number }, x: Tensor) => {
      seen.push(x.item());
      return iteration < 2;
    };
    const { reason, converged, iterations } = await solve.leastSquares(square, f64(2), { onIteration });
    expect([reason, converged, iterations.length]).toEqual(["stopped", false, 3]);
    expectClose(await Promise.all(seen), [2, 1, 0.5], 1e-3);
  });

  it("gives up where no step leads anywhere", async () => {
    // Not defined outside of ±1e-40
    const residual = (x: Tensor) => x.add(1).add(x.mul(1e40).square().neg().add(1).log());
    const { x, reason, converged } = await solve.leastSquares(residual, f64(0));
    expect([await x.item(), reason, converged]).toEqual([0, "noDecrease", false]);
  });

  it("stops at a parameter without influence", async () => {
    const { reason } = await solve.leastSquares((x: Tensor) => x.mul(0).add(1), f64(3));
    expect(reason).toBe("gradientTolerance");
  });
});

describe("covariance", () => {
  it("takes a known variance", async () => {
    const { covariance } = await solve.leastSquares((x: Tensor) => line.mul(x).sub(1), f64(0));
    const { matrix, standardErrors } = covariance({ variance: 4 });
    expectClose(matrix.flat(), [4 / 30]);
    expectClose([standardErrors.x!], [Math.sqrt(4 / 30)]);
  });

  it("needs more residuals than parameters to estimate it", async () => {
    const { covariance } = await solve.leastSquares((x: Tensor) => x.sub(1), f64([0, 0]));
    expect(() => covariance()).toThrow(
      "covariance: needs more residuals than parameters, got 2 and 2. Pass { variance }, that of a residual.",
    );
  });
});

describe("bad input", () => {
  const from = (x0: Tensor, options?: solve.LeastSquaresOptions<Tensor>) =>
    solve.leastSquares(square, x0, options);

  it("a start where residuals are not finite", async () => {
    await expect(
      solve.leastSquares(
        (x: Tensor) => x.log(),
        f64([
          [1, -1],
          [-2, 0],
        ]),
      ),
    ).rejects.toThrow(
      "leastSquares(x0): residuals and derivatives must be finite here, got NaN for residual[0, 1], residual[1, 0], residual[1, 1]. Start where the residuals are defined and smooth.",
    );
  });

  it("a start where derivatives are not finite", async () => {
    await expect(solve.leastSquares(({ p }: { p: Tensor }) => sqrt(p), { p: f64([1, 0]) })).rejects.toThrow(
      "leastSquares(x0): residuals and derivatives must be finite here, got NaN for the derivative of residual[0] for p[1], the derivative of residual[1] for p[1]. Start where the residuals are defined and smooth.",
    );
  });

  it.each([
    [
      "a start outside",
      { bounds: { lower: 0, upper: 1 } },
      "leastSquares(x0): x[1] must be within its bounds, got 5 for [0, 1]. Start inside, or move the bounds.",
    ],
    [
      "bounds of another size",
      { bounds: { lower: f64([0]) } },
      "leastSquares({ bounds.lower }): must be as large as the parameters, got 1 elements for 2.",
    ],
    [
      "a scale of 0",
      { scale: f64([1, 0]) },
      "leastSquares({ scale }): must be positive and finite, got 0 for x[1].",
    ],
    [
      "blocks that do not fit",
      { blockSize: 3 },
      "leastSquares({ blockSize }): must divide the number of residuals, got 3 for 2.",
    ],
    [
      "a broken block",
      { blockSize: 0.5 },
      "leastSquares({ blockSize }): must be a positive integer, got 0.5.",
    ],
    [
      "a tolerance that is no number",
      { valueTolerance: Number.NaN },
      "leastSquares({ valueTolerance }): must be finite and not negative, got NaN.",
    ],
    [
      "negative iterations",
      { maxIterations: -1 },
      "leastSquares({ maxIterations }): must be finite and not negative, got -1.",
    ],
  ] satisfies [string, solve.LeastSquaresOptions<Tensor>, string][])("%s", async (_, options, message) => {
    await expect(from(f64([0.5, 5]), options)).rejects.toThrow(message);
  });

  it("other types than float64", async () => {
    await expect(from(tensor([1, 2]))).rejects.toThrow(
      'leastSquares(x0): parameters must be float64, since a Jacobian in float32 hides what it determines, got float32. Make tensors with { dtype: "float64" }.',
    );
    await expect(solve.leastSquares((x: Tensor) => x.cast("float32"), f64([1]))).rejects.toThrow(
      'leastSquares(residual): residuals must be float64, since a Jacobian in float32 hides what it determines, got float32[1]. Make tensors with { dtype: "float64" }.',
    );
    await expect(solve.leastSquares((() => 3) as never, f64([1]))).rejects.toThrow(
      "leastSquares(residual): must return a tensor, got number.",
    );
    await expect(solve.leastSquares((async () => 3) as never, f64([1]))).rejects.toThrow(
      "leastSquares(residual): must return a tensor, got a promise.",
    );
  });

  it("radii that are not positive", () => {
    expect(() => solve.levenbergMarquardt({ radius: 0 })).toThrow(
      "levenbergMarquardt({ radius }): must be positive and finite, got 0.",
    );
    expect(() => solve.dogleg({ radius: -1 })).toThrow(
      "dogleg({ radius }): must be positive and finite, got -1.",
    );
  });
});

it("rankReport names parameters of nested trees", async () => {
  const residual = ({ w, b }: { w: Tensor; b: readonly Tensor[] }) =>
    w
      .mul(line.reshape([2, 2]))
      .sum()
      .add(b[0]!)
      .add(b[1]!);
  const report = await solve.rankReport(residual, {
    w: f64([
      [1, 1],
      [1, 1],
    ]),
    b: [f64(1), f64(1)],
  });
  expect([report.rank, report.parameters, report.nullDirections.length]).toEqual([1, 6, 5]);
  const names = new Set(report.nullDirections.flatMap((direction) => Object.keys(direction)));
  expect([...names].toSorted()).toEqual(["b[0]", "b[1]", "w[0, 0]", "w[0, 1]", "w[1, 0]", "w[1, 1]"]);
});
