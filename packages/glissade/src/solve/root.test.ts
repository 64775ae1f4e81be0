import { cos, cosh, exp, slice, solve, stack, sub, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const parts = (x: Tensor) =>
  Array.from({ length: x.size }, (_, at) => slice(x, { starts: [at], ends: [at + 1] }));

/** The points that a search goes through. */
async function pathOf(
  equations: (x: Tensor) => Tensor,
  start: Tensor,
  options: solve.RootOptions<Tensor> = {},
) {
  const points: Promise<number[]>[] = [];
  const onIteration = (_: solve.IterationRow, x: Tensor) => void points.push(numbers(x));
  const result = await solve.root(equations, start, { ...options, onIteration });
  return { ...result, path: await Promise.all(points) };
}

describe("root", () => {
  it("halves x in each step for x², down to the tolerance", async () => {
    const { path, reason, converged } = await pathOf((x) => x.square(), f64(2));
    expect([reason, converged]).toEqual(["residualTolerance", true]);
    expectClose(
      path.flat(),
      path.map((_, step) => 2 / 2 ** step),
    );
    expect(path[9]![0]! ** 2 / 2).toBeCloseTo(7.63e-6, 8);
  });

  it("finds the root of cos x - x", async () => {
    const { x } = await solve.root((x: Tensor) => cos(x).sub(x), f64(1));
    expectClose(await numbers(x), 0.7390851332151607);
  });

  it("solves a system for a tree of unknowns", async () => {
    const circles = ({ x, y }: { x: Tensor; y: Tensor }) =>
      stack([x.square().add(y.square()).sub(25), x.sub(y).sub(1)]);
    const { x, residuals } = await solve.root(circles, { x: f64(5), y: f64(1) });
    expectClose([await x.x.item(), await x.y.item()], [4, 3]);
    expectClose(await numbers(residuals), [0, 0], 1e-10);
  });

  it("takes the shortest step where there are fewer equations than unknowns: x₀² + x₁² from (-2, 2)", async () => {
    const { path, converged } = await pathOf((x) => x.square().sum(), f64([-2, 2]));
    expect(converged).toBe(true);
    expectClose(
      path.flat(),
      path.flatMap((_, step) => [-2 / 2 ** step, 2 / 2 ** step]),
    );
  });

  it("solves in the sense of least squares where there are more: a line through three points", async () => {
    const line = (w: Tensor) => {
      const [slope, offset] = parts(w) as [Tensor, Tensor];
      return f64([0, 1, 2])
        .mul(slope)
        .add(offset)
        .sub(f64([1, 2, 4]));
    };
    const { x, converged } = await solve.root(line, f64([0, 0]));
    expect(converged).toBe(true);
    expectClose(await numbers(x), [3 / 2, 5 / 6]);
  });

  it("shortens steps that overshoot, and without damping does not", async () => {
    const sigmoid = (x: Tensor) => sub(1, exp(x.neg())).div(exp(x.neg()).add(1));
    const damped = await pathOf(sigmoid, f64(5));
    expect(damped.converged).toBe(true);
    expectClose(await numbers(damped.x), 0, 1e-9);
    const pure = await pathOf(sigmoid, f64(5), { search: solve.fixedStep(1), maxIterations: 1 });
    expect(Math.abs(pure.path[1]![0]!)).toBeGreaterThan(60);
  });

  it("arrives where rounding keeps residuals above their tolerance", async () => {
    const large = (x: Tensor) => x.square().sub(2).mul(1e9);
    const { x, reason, converged } = await solve.root(large, f64(3));
    expect([reason, converged]).toEqual(["stepTolerance", true]);
    expectClose(await numbers(x), Math.SQRT2, 1e-15);
  });

  it.each([1e-15, 1e15])("solves equations in units of %d", async (unit) => {
    const { x, converged } = await solve.root((x: Tensor) => x.square().sub(2).mul(unit), f64(3));
    expect(converged).toBe(true);
    expectClose(await numbers(x), Math.SQRT2, 1e-9);
  });

  it("says that it did not arrive where there is no root", async () => {
    const { converged, residuals } = await solve.root((x: Tensor) => cosh(x), f64(0.1));
    expect(converged).toBe(false);
    expect(await residuals.item()).toBeCloseTo(1, 6);
  });
});

describe("root refuses", () => {
  const instead = "Start elsewhere, or minimise the squares with leastSquares().";

  it.each([
    [
      `root, at x = 0: needs a Jacobian of rank 1, got rank 0 with condition number Infinity: nothing changes along x. ${instead}`,
      () => solve.root((x: Tensor) => x.square().add(1), f64(0)),
    ],
    [
      `root, at x[0] = 1, x[1] = 3: needs a Jacobian of rank 2, got rank 1 with condition number 6.0e+15: nothing changes along x[1] - 0.5·x[0]. ${instead}`,
      () =>
        solve.root(
          (x: Tensor) => {
            const [a, b] = parts(x) as [Tensor, Tensor];
            const sum = a.mul(2).add(b);
            return stack([sum, sum.square()]);
          },
          f64([1, 3]),
        ),
    ],
    [
      "root({ residualTolerance }): must be finite and not negative, got -1.",
      () => solve.root((x: Tensor) => x, f64(0), { residualTolerance: -1 }),
    ],
  ])("%s", async (message, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });
});
