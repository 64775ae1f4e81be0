import { cos, log, slice, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const wave = (x: Tensor) => x.mul(cos(x.mul(Math.PI)));
/** The first roots of u·tan u = 1, as tables give them: where the slope of x·cos(πx) is 0 at x = u/π. */
const [first, second] = [0.8603335890193797 / Math.PI, 3.425618459481728 / Math.PI];
const waveCurvature = (x: number) =>
  -2 * Math.PI * Math.sin(Math.PI * x) - Math.PI ** 2 * x * Math.cos(Math.PI * x);
const of =
  (f: (x: Tensor, y: Tensor) => Tensor) =>
  (point: Tensor): Tensor =>
    f(slice(point, { ends: [1] }), slice(point, { starts: [1] })).sum();

describe("classifyCriticalPoint", () => {
  it.each([
    [-0.3, -first],
    [1.1, second],
  ])("finds a minimum of x·cos(πx) near %s", async (start, place) => {
    const { x } = await solve.minimize(wave, f64(start), { method: "newton" });
    expectClose(await numbers(x), place, 1e-6);
    const { kind, eigenvalues } = await solve.classifyCriticalPoint(wave, x);
    expect(kind).toBe("minimum");
    expectClose(eigenvalues, [waveCurvature(place)], 1e-6);
    expect((await solve.classifyCriticalPoint(wave, f64(start))).kind).toBe("notCritical");
  });

  it.each<readonly [string, (x: Tensor) => Tensor, number | number[], solve.CriticalPointKind, number[]]>([
    ["x·cos(πx) at its maximum", wave, first, "maximum", [waveCurvature(first)]],
    ["x³", (x) => x.pow(3), 0, "saddle", [0]],
    ["-x⁴", (x) => x.pow(4).neg(), 0, "degenerate", [0]],
    ["x² - y²", of((x, y) => x.square().sub(y.square())), [0, 0], "saddle", [-2, 2]],
    ["x² + 3y²", of((x, y) => x.square().add(y.square().mul(3))), [0, 0], "minimum", [2, 6]],
    ["x² + y³", of((x, y) => x.square().add(y.pow(3))), [0, 0], "saddle", [0, 2]],
    ["x² + y⁴", of((x, y) => x.square().add(y.pow(4))), [0, 0], "degenerate", [0, 2]],
    ["xy", of((x, y) => x.mul(y)), [0, 0], "saddle", [-1, 1]],
    ["a constant", (x) => x.mul(0).sum(), [1, 2], "degenerate", [0, 0]],
  ])("classifies %s", async (_, f, x, kind, eigenvalues) => {
    const found = await solve.classifyCriticalPoint(f, f64(x));
    expect(found.kind).toBe(kind);
    expectClose(found.eigenvalues, eigenvalues);
  });

  it("reports the directions of the eigenvalues as trees", async () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }) => a.square().mul(5).sub(b.square()).sum();
    const { directions, value, gradientNorm } = await solve.classifyCriticalPoint(f, {
      a: f64([0]),
      b: f64(0),
    });
    expect([value, gradientNorm]).toEqual([0, 0]);
    expect((await numbers(directions[0]!.b)).map(Math.abs)).toEqual([1]);
    expect((await numbers(directions[1]!.a)).map(Math.abs)).toEqual([1]);
  });

  it("refuses a point where the function is not defined", async () => {
    const message =
      "classifyCriticalPoint(f, x): needs a point where f and its derivatives are finite, got x = -1.";
    await expect(solve.classifyCriticalPoint(log, f64(-1))).rejects.toThrow(
      expect.objectContaining({ message }),
    );
  });
});
