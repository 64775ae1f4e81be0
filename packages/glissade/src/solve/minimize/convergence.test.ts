import fc from "fast-check";
import { cos, exp, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });

/** Functions with one minimum, near 1, and its value. */
const functions: Readonly<Record<string, { f: (x: Tensor) => Tensor; least: number }>> = {
  bowl: { f: (x) => x.sub(1).square().sum(), least: 0 },
  raised: { f: (x) => x.sub(1).square().sum().add(1), least: 1 },
  ellipse: {
    f: (x) =>
      x
        .sub(1)
        .mul(f64([1, 30]))
        .square()
        .sum(),
    least: 0,
  },
  flat: { f: (x) => x.sub(1).square().square().sum(), least: 0 },
  barrel: { f: (x) => exp(x.sub(1).square()).sum(), least: 2 },
  waves: {
    f: (x) =>
      x
        .sub(1)
        .square()
        .sub(cos(x.sub(1)).mul(0.5))
        .sum(),
    least: -1,
  },
};

const powers = fc.integer({ min: -9, max: 9 }).map((power) => 10 ** power);
const rates = fc.integer({ min: -20, max: 0 }).map((power) => 10 ** power);
const makeMethod = {
  gradientDescent: (rate: number) => solve.gradientDescent({ search: solve.fixedStep(rate) }),
  backtracking: (rate: number) =>
    solve.gradientDescent({ search: solve.backtracking({ shrink: Math.min(0.9, rate) }) }),
  newton: (rate: number) => solve.newton({ search: solve.fixedStep(rate) }),
  trustRegion: (radius: number) => solve.trustRegion({ radius }),
  conjugateGradient: () => solve.conjugateGradient(),
  bfgs: () => solve.bfgs(),
  lbfgs: () => solve.lbfgs(),
};

describe("convergence", () => {
  it("is never claimed far from a minimum, whatever the units and the lengths of steps", async () => {
    const near = fc.integer({ min: -200, max: 400 }).map((hundredths) => (hundredths + 0.3) / 100);
    const runs = fc.record({
      name: fc.constantFrom(...Object.keys(functions)),
      method: fc.constantFrom(...(Object.keys(makeMethod) as (keyof typeof makeMethod)[])),
      rate: rates,
      start: fc.tuple(near, near),
      unit: powers,
      size: powers,
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ name, method, rate, start, unit, size }) => {
        const { f, least } = functions[name]!;
        const scaled = (x: Tensor) => f(x.div(unit)).mul(size);
        const x0 = f64([start[0] * unit, start[1] * unit]);
        const options = { method: makeMethod[method](rate), maxIterations: 200 };
        const found = await solve.minimize(scaled, x0, options);
        const excess = (value: number) => value / size - least;
        const first = excess(await scaled(x0).item());
        if (found.converged) expect(excess(found.value)).toBeLessThan(1e-5 * first + 1e-10);
      }),
      { seed: 7, numRuns: 150 },
    );
  });
});

describe("convergence of minimize", () => {
  const bowl = (x: Tensor) => x.sub(1).square().sum();

  it("is not claimed where the learning rate makes steps short", async () => {
    for (const rate of [1e-12, 1e-16, 1e-30]) {
      const method = solve.gradientDescent({ search: solve.fixedStep(rate) });
      const { converged, value } = await solve.minimize(bowl, f64([3, 4]), { method, maxIterations: 20 });
      expect([converged, value > 12]).toEqual([false, true]);
    }
  });

  it("is not claimed where each step leads to the other side of the valley", async () => {
    const method = solve.gradientDescent({ search: solve.fixedStep(1) });
    const { converged, reason } = await solve.minimize(bowl, f64([3, 4]), { method, maxIterations: 9 });
    expect([converged, reason]).toEqual([false, "maxIterations"]);
  });

  it("is claimed at a minimum that was found before", async () => {
    const valley = (x: Tensor) =>
      x
        .sub(1)
        .mul(f64([1, 30]))
        .square()
        .sum();
    for (const method of ["lbfgs", "bfgs", "newton", "trustRegion", "conjugateGradient"] as const) {
      const { x } = await solve.minimize(valley, f64([3, 4]), { method });
      expect((await solve.minimize(valley, x, { method })).converged).toBe(true);
    }
  });

  it("is claimed where rounding hides what is left", async () => {
    const options = { gradientTolerance: 0, valueTolerance: 0, stepTolerance: 0 };
    const { converged } = await solve.minimize((x: Tensor) => cos(x).sum(), f64([3, 3.1]), options);
    expect(converged).toBe(true);
  });
});
