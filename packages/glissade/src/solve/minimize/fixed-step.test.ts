import { cos, cosh, exp, slice, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });

/** Plain descent without a tolerance that could end it early. */
const descend = (
  f: (x: Tensor) => Tensor,
  start: number | number[],
  [rate, steps]: readonly [number, number],
) =>
  solve.minimize(f, f64(start), {
    method: solve.gradientDescent({ search: solve.fixedStep(rate) }),
    maxIterations: steps,
    gradientTolerance: 0,
    valueTolerance: 0,
    stepTolerance: 0,
  });

const of =
  (f: (x: Tensor, y: Tensor) => Tensor) =>
  (point: Tensor): Tensor =>
    f(slice(point, { ends: [1] }), slice(point, { starts: [1] })).sum();

const parabola = (x: Tensor) => x.square().mul(6).sub(x.mul(12)).add(3);
const bowl = of((x, y) => x.square().mul(6).add(y.square().mul(9)).sub(x.mul(12)).sub(y.mul(14)));
const canyon = of((x, y) => x.square().mul(6).add(y.square().mul(40)).sub(x.mul(12)).sub(y.mul(30)));
const dip = (x: Tensor, y: Tensor) => exp(x.square().add(y.square()).mul(-0.5));
const twoMinima = of((x, y) =>
  dip(x.add(1), y.sub(1))
    .mul(-2)
    .sub(dip(x.sub(1), y.add(1))),
);
const square = (x: Tensor) => x.square();
const ellipse = (along: number) => of((x, y) => x.square().mul(along).add(y.square().mul(2)));

/** The numbers of "Math for Deep Learning", chapter 11, and of "Dive into Deep Learning". */
describe("gradient descent with a fixed step", () => {
  it.each([
    ["parabola", parabola, -0.9, [0.03, 15], 0.9976479139],
    ["parabola, oscillating", parabola, 0.75, [0.15, 14], 0.9890048837],
    ["bowl", bowl, [-0.5, 2.9], [0.02, 12], [0.9443, 0.7878]],
    ["bowl", bowl, [1.5, -0.8], [0.02, 12], [1.018567, 0.770327]],
    ["bowl", bowl, [2.7, 2.3], [0.02, 12], [1.063127, 0.784966]],
    ["canyon", canyon, [-0.5, 2.3], [0.02, 14], [0.967828, 0.376509]],
    ["canyon", canyon, [2.3, 2.3], [0.01, 14], [1.21712, 0.375]],
    ["two minima", twoMinima, [-1.5, 1.2], [0.4, 9], [-0.98038591, 0.98038572]],
    ["two minima", twoMinima, [0.7, -0.2], [0.4, 20], [0.88471974, -0.88470542]],
    ["square", square, 10, [0.2, 10], 0.060466],
    ["square, slow", square, 10, [0.05, 10], 3.486784],
    ["square, diverging", square, 10, [1.1, 10], 61.917364],
    ["ellipse", ellipse(1), [-5, -2], [0.1, 20], [-0.057646, -0.000073]],
    ["long ellipse", ellipse(0.1), [-5, -2], [0.4, 20], [-0.943467, -0.000073]],
    ["long ellipse, diverging", ellipse(0.1), [-5, -2], [0.6, 20], [-0.387814, -1673.365]],
  ] as const)("%s", async (_, f, start, run, expected) => {
    const { x, reason } = await descend(f, start as number | number[], run);
    expect(reason).toBe("maxIterations");
    expectClose(await numbers(x), expected, 6e-7);
  });

  it("stops where the value overflows, at the last point that is finite", async () => {
    const { x, value, reason, converged } = await descend((x) => x.pow(4).sum(), [3], [1, 100]);
    expect([reason, converged]).toEqual(["notFinite", false]);
    expect(Number.isFinite(value)).toBe(true);
    expect((await numbers(x)).every(Number.isFinite)).toBe(true);
  });
});

/** The function and rates of "Dive into Deep Learning", section 12.3; the numbers are JAX's. */
describe("Newton's method with a fixed step", () => {
  const newton = (rate: number) => ({
    method: solve.newton({ search: solve.fixedStep(rate) }),
    maxIterations: 10,
    valueTolerance: 0,
  });

  it("finds the minimum of cosh(x/2) from 10", async () => {
    const path: Promise<number>[] = [];
    const onIteration = (_: solve.IterationRow, x: Tensor) => void path.push(x.item());
    await solve.minimize((x: Tensor) => cosh(x.mul(0.5)), f64(10), { ...newton(1), onIteration });
    const [, ...points] = await Promise.all(path);
    expectClose(points.slice(0, 3), [8.00018159147481, 6.0015227485135565, 4.011398229022884]);
    expect(Math.abs(points.at(-1)!)).toBeLessThan(1e-9);
  });

  it("takes the absolute curvature where x·cos(0.15πx) is concave", async () => {
    const f = (x: Tensor) => x.mul(cos(x.mul(0.15 * Math.PI)));
    const { x } = await solve.minimize(f, f64(10), newton(0.5));
    expectClose(await numbers(x), 7.269860168684531);
  });
});
