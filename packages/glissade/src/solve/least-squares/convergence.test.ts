import fc from "fast-check";
import { exp, jacobian, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const [time, measured] = [f64([0, 1, 2, 3, 4]), f64([3, 2.1, 1.6, 1.4, 1.1])];

/** Residuals of two unknowns near 1: linear or not, with and without a root, with and without full rank. */
const models: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  line: (a, b) => time.mul(a).add(b).sub(measured),
  decay: (a, b) => exp(time.mul(b).neg()).mul(a).sub(measured),
  saturation: (a, b) => exp(time.mul(b).neg()).neg().add(1).mul(a).sub(measured),
  rational: (a, b) => a.div(time.mul(b).add(1)).sub(measured),
  sum: (a, b) => time.mul(a.add(b)).sub(measured),
  product: (a, b) => time.mul(a.mul(b)).sub(measured),
  exact: (a, b) =>
    exp(time.mul(b).neg())
      .mul(a)
      .sub(exp(time.mul(-0.5)).mul(2)),
  valley: (a, b) => b.sub(a.square()).mul(100).mul(time).add(a.sub(1)),
};

/** Columns of a Jacobian by rows. */
const columnsOf = (rows: readonly number[], width: number): number[][] =>
  Array.from({ length: width }, (_, column) => rows.filter((_, index) => index % width === column));
const length = (values: readonly number[]) => Math.hypot(...values);

/** The slope along each unknown in lengths of its column, over that of the residuals and that of rounding. */
async function scaledSlope(residual: (x: Tensor) => Tensor, x: Tensor): Promise<number> {
  const [r, at] = [await numbers(residual(x)), await numbers(x)];
  const columns = columnsOf(await numbers(jacobian(residual)(x)), x.size);
  const slopes = columns.map((column) =>
    Math.abs(column.reduce((sum, value, row) => sum + (value / (length(column) || 1)) * r[row]!, 0)),
  );
  const sizes = columns.map((column, index) => length(column) * Math.abs(at[index]!));
  return Math.max(...slopes) / (1e-6 * length(r) + 1e-13 * length(sizes));
}

const powers = fc.integer({ min: -8, max: 8 }).map((power) => 10 ** power);
// Beside the poles of the rational model
const near = fc.integer({ min: -300, max: 500 }).map((hundredths) => (hundredths + 0.3) / 100);
const methods = { levenbergMarquardt: solve.levenbergMarquardt, dogleg: solve.dogleg };

describe("convergence", () => {
  it("is never claimed where the scaled gradient is large, whatever the units and the damping", async () => {
    const problems = fc.record({
      model: fc.constantFrom(...Object.keys(models)),
      method: fc.constantFrom("levenbergMarquardt" as const, "dogleg" as const),
      radius: powers,
      start: fc.tuple(near, near),
      units: fc.tuple(powers, powers),
      size: powers,
    });
    await fc.assert(
      fc.asyncProperty(problems, async ({ model, method, radius, start, units, size }) => {
        const residual = (x: Tensor) => {
          const [a, b] = [x.mul(f64([1 / units[0], 0])).sum(), x.mul(f64([0, 1 / units[1]])).sum()];
          return models[model]!(a, b).mul(size);
        };
        const options = { method: methods[method]({ radius }), maxIterations: 100 };
        const found = await solve.leastSquares(
          residual,
          f64([start[0] * units[0], start[1] * units[1]]),
          options,
        );
        if (found.converged) expect(await scaledSlope(residual, found.x)).toBeLessThan(1);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it.each([1, 1e-12, 1e12])("gives the mean of 1, 2, 3 and 100 in units of %d", async (unit) => {
    const data = f64([1, 2, 3, 100].map((value) => value * unit));
    const { x, converged } = await solve.leastSquares((x: Tensor) => x.sub(data), f64(unit));
    expect(converged).toBe(true);
    expectClose([await x.item()], [26.5 * unit], 1e-12);
  });

  it.each([1e6, 1e12])("gives the mean of numbers beside %d", async (offset) => {
    const data = f64([1, 2, 6].map((value) => value + offset));
    const { x, converged } = await solve.leastSquares((x: Tensor) => x.sub(data), f64(offset));
    expect([(await x.item()) - offset, converged]).toEqual([expect.closeTo(3, 3), true]);
  });

  it("is not claimed where damping alone makes the steps short", async () => {
    const method = solve.levenbergMarquardt({ radius: 1e-20 });
    const { x, converged } = await solve.leastSquares((x: Tensor) => x.sub(10), f64(1), {
      method,
      maxIterations: 5,
    });
    expect([converged, (await x.item()) < 2]).toEqual([false, true]);
  });
});
