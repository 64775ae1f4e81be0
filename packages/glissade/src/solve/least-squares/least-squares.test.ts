import { solve, sqrt, stack, type Tensor, tensor } from "glissade";
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

  it("takes the unit of a parameter from its scale where the diagonal of JᵀJ is small", async () => {
    const step = async (scale: number) => {
      const method = solve.levenbergMarquardt({ radius: 1 });
      const small = (x: Tensor) => x.mul(1e-4).sub(1);
      const { iterations } = await solve.leastSquares(small, f64(0), { scale, method, maxIterations: 1 });
      return iterations[1]!.stepNorm;
    };
    // D² is 1e-6 at least, divided by the square of the scale
    expectClose([await step(1), await step(100)], [1e-4 / (1e-8 + 1e-6), 1e-4 / (1e-8 + 1e-8)]);
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

  it("goes on in the unit of each parameter: from (1, 1) to (1e6, 2e-6)", async () => {
    const residual = ([a, b]: readonly Tensor[]) => stack([a!.sub(1e6), b!.sub(2e-6), a!.mul(b!).sub(2)]);
    for (const method of [solve.levenbergMarquardt(), solve.dogleg()]) {
      const { cost, converged } = await solve.leastSquares(residual, [f64(1), f64(1)], { method });
      expect(converged).toBe(true);
      expect(cost).toBeLessThan(1e-12);
    }
  });

  it("goes on while the radius of the dogleg is what makes steps short", async () => {
    const residual = (x: Tensor) => x.sub(1).mul(1e12);
    const { x, reason } = await solve.leastSquares(residual, f64([3, 5]), { method: solve.dogleg() });
    expect(reason).toBe("stepTolerance");
    expectClose(await numbers(x), [1, 1]);
  });

  it("leaves what no residual mentions, and has fewer residuals than parameters", async () => {
    const { x, converged } = await solve.leastSquares(
      ([a]: readonly Tensor[]) => a!.sum().sub(6),
      [f64([1, 2, 0]), f64(7)],
    );
    expect(converged).toBe(true);
    expectClose([...(await numbers(x[0]!)), await x[1]!.item()], [2, 3, 1, 7], 1e-8);
  });

  it("evaluates the start alone", async () => {
    const { cost, iterations, reason } = await solve.leastSquares(square, f64(2), { maxIterations: 0 });
    expect([cost, iterations.length, reason]).toEqual([8, 1, "maxIterations"]);
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

  it("refuses a variance that is not positive", async () => {
    const { covariance } = await solve.leastSquares((x: Tensor) => line.mul(x).sub(1), f64(0));
    const message = "covariance({ variance }): must be positive and finite, got -1.";
    expect(() => covariance({ variance: -1 })).toThrow(expect.objectContaining({ message }));
  });

  it("needs more residuals than parameters to estimate it", async () => {
    const { covariance } = await solve.leastSquares((x: Tensor) => x.sub(1), f64([0, 0]));
    expect(() => covariance()).toThrow(
      "covariance: needs more residuals than parameters, got 2 and 2. Pass { variance }, that of a residual.",
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
