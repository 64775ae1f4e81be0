import { log, solve, sqrt, stopGradient, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const bowl = (x: Tensor) => x.square().sum();
const barrier = (x: Tensor) => x.sub(log(x)).sum();

describe("minimize", () => {
  it("takes trees, each leaf in its dtype and shape", async () => {
    const f = ({ a, b }: { a: Tensor; b: readonly Tensor[] }) =>
      a.sub(2).square().sum().add(b[0]!.add(1).square().cast("float64"));
    const start = { a: f64([[0, 1, 2]]), b: [tensor(5)] };
    const { x, converged } = await solve.minimize(f, start);
    expect(converged).toBe(true);
    expect([x.a.dtype, x.a.shape, x.b[0]!.dtype]).toEqual(["float64", [1, 3], "float32"]);
    expectClose([...(await numbers(x.a)), ...(await numbers(x.b[0]!))], [2, 2, 2, -1], 1e-3);
  });

  it.each(["gradientDescent", "conjugateGradient", "newton", "trustRegion", "bfgs", "lbfgs"] as const)(
    "computes float32 in float32 by %s",
    async (method) => {
      const f = (x: Tensor) =>
        x
          .sub(tensor([1, -2]))
          .square()
          .mul(tensor([1, 20]))
          .sum();
      const { x, converged } = await solve.minimize(f, tensor([3, 3]), { method });
      expect([converged, x.dtype]).toEqual([true, "float32"]);
      expectClose(await numbers(x), [1, -2], 1e-3);
    },
  );

  it.each(["gradientDescent", "conjugateGradient", "newton", "trustRegion", "bfgs", "lbfgs"] as const)(
    "stays where the function is defined by %s",
    async (method) => {
      const { x, converged } = await solve.minimize(barrier, f64([30, 0.01]), { method });
      expect(converged).toBe(true);
      expectClose(await numbers(x), [1, 1], 1e-7);
    },
  );

  it("has nothing to do at a minimum", async () => {
    const { iterations, reason } = await solve.minimize(bowl, f64([0, 0]));
    expect([iterations.length, reason]).toEqual([1, "gradientTolerance"]);
  });

  it("stops by the iterations, the value, the step or the caller, and says so", async () => {
    const method = solve.gradientDescent({ search: solve.fixedStep(0.25) });
    const stop = async (options: solve.MinimizeOptions<Tensor>) => {
      const { reason, converged, iterations } = await solve.minimize(bowl, f64([1, 1]), {
        method,
        ...options,
      });
      return [reason, converged, iterations.length - 1];
    };
    expect(await stop({ maxIterations: 3 })).toEqual(["maxIterations", false, 3]);
    expect(await stop({ valueTolerance: 0.8 })).toEqual(["valueTolerance", true, 1]);
    expect(await stop({ stepTolerance: 0.51, valueTolerance: 0 })).toEqual(["stepTolerance", true, 1]);
    expect(await stop({ gradientTolerance: 0.5 })).toEqual(["gradientTolerance", true, 2]);
    expect(await stop({ onIteration: ({ iteration }) => iteration < 2 })).toEqual(["stopped", false, 2]);
  });

  it("says that the line search failed where the gradient leads up", async () => {
    const f = (x: Tensor) => stopGradient(x.square().mul(2)).sub(x.square()).sum();
    const { reason, converged, iterations } = await solve.minimize(f, f64([1, 2]));
    expect([reason, converged, iterations.length]).toEqual(["lineSearchFailed", false, 1]);
  });

  it("goes on in the unit of each parameter: from (1, 1) to (1e6, 2e-6)", async () => {
    const f = ([a, b]: readonly Tensor[]) =>
      a!.sub(1e6).square().add(b!.sub(2e-6).square()).add(a!.mul(b!).sub(2).square());
    const { value, converged } = await solve.minimize(f, [f64(1), f64(1)], { method: "conjugateGradient" });
    expect(converged).toBe(true);
    expect(value).toBeLessThan(1e-12);
  });

  it("goes on while the region is what makes steps short", async () => {
    const f = (x: Tensor) => x.sub(1e20).square().sum();
    const { x, reason } = await solve.minimize(f, f64([0]), { method: "trustRegion" });
    expect(reason).toBe("gradientTolerance");
    expect(await numbers(x)).toEqual([1e20]);
  });

  it.each(["exact", "steihaug"] as const)("gives up where no step leads anywhere: %s", async (subproblem) => {
    // Not defined outside of ±1e-40
    const f = (x: Tensor) => x.add(log(x.mul(1e40).square().neg().add(1)));
    const method = solve.trustRegion({ subproblem });
    const { x, reason, converged } = await solve.minimize(f, f64(0), { method });
    expect([await x.item(), reason, converged]).toEqual([0, "noDecrease", false]);
  });

  it.each(["gradientDescent", "conjugateGradient", "trustRegion", "lbfgs"] as const)(
    "never says that it arrived where there is no minimum: %s",
    async (method) => {
      const { converged } = await solve.minimize((x: Tensor) => x.sum(), f64([1, 2]), { method });
      expect(converged).toBe(false);
    },
  );

  it("evaluates the start alone", async () => {
    const { value, iterations, reason } = await solve.minimize(bowl, f64([1, 2]), { maxIterations: 0 });
    expect([value, iterations.length, reason]).toEqual([5, 1, "maxIterations"]);
  });

  it("passes on what onIteration throws", async () => {
    const onIteration = () => {
      throw new RangeError("enough");
    };
    await expect(solve.minimize(bowl, f64([1, 2]), { onIteration })).rejects.toThrow(
      new RangeError("enough"),
    );
  });

  it("shows its iterations as a table", async () => {
    const result = await solve.minimize(bowl, f64([1, 2, 3]), { method: solve.trustRegion({ radius: 2 }) });
    expect(solve.formatIterations(result)).toMatchInlineSnapshot(`
      "iteration        value       change  gradient norm    step norm  evaluations  radius
              0  1.400000e+1  0.000000e+0    6.000000e+0  0.000000e+0            1        
              1  3.033370e+0  1.096663e+1    2.792865e+0  2.000000e+0            2       4
              2  0.000000e+0  3.033370e+0    0.000000e+0  1.741657e+0            3       4
      gradientTolerance: the gradient is within its tolerance"
    `);
    const searched = await solve.minimize(bowl, f64([1, 2, 3]), { method: solve.newton() });
    expect(solve.formatIterations(searched)).toMatchInlineSnapshot(`
      "iteration  value  change  gradient norm    step norm  evaluations  step size
              0     14       0              6  0.000000e+0            1           
              1      0      14              0  3.741657e+0            2          1
      gradientTolerance: the gradient is within its tolerance"
    `);
  });
});

describe("minimize refuses", () => {
  const minimize = (options: solve.MinimizeOptions<Tensor>) => solve.minimize(bowl, f64([1, 2]), options);

  it.each([
    [
      "minimize(f, x0): needs a feasible start, where f and its derivatives are finite, got f = NaN at x[0] = 2, x[1] = -1. Start elsewhere, or write f so that it is defined there.",
      () => solve.minimize(barrier, f64([2, -1])),
    ],
    [
      "minimize(f, x0): needs a feasible start, where f and its derivatives are finite, got the derivative Infinity for w[0, 1] at w[0, 0] = 1, w[0, 1] = 0. Start elsewhere, or write f so that it is defined there.",
      () => solve.minimize(({ w }: { w: Tensor }) => sqrt(w).sum(), { w: f64([[1, 0]]) }),
    ],
    [
      "minimize(f): must return a float scalar, got float64[2]. Reduce it, for example with sum().",
      () => solve.minimize((x: Tensor) => x.square(), f64([1, 2])),
    ],
    [
      "minimize(f): must return a float scalar, got 1. Reduce it, for example with sum().",
      () => solve.minimize((() => 1) as unknown as (x: Tensor) => Tensor, f64([1, 2])),
    ],
    [
      "minimize: parameters must be float64 or float32, got int32[2] at layers[0].count. Cast it with cast(), or use it from outside the function.",
      () => {
        const layers = [{ count: tensor([1, 2], { dtype: "int32" }) }];
        return solve.minimize(({ layers }: { layers: { count: Tensor }[] }) => bowl(layers[0]!.count), {
          layers,
        });
      },
    ],
    [
      'minimize({ method }): must be "gradientDescent", "conjugateGradient", "newton", "trustRegion", "bfgs" or "lbfgs", or a method such as solve.bfgs(), got "adam".',
      () => minimize({ method: "adam" as "bfgs" }),
    ],
    [
      "minimize({ maxIterations }): must be an integer of at least 0, got 1.5.",
      () => minimize({ maxIterations: 1.5 }),
    ],
    [
      "minimize({ gradientTolerance }): must be finite and not negative, got NaN.",
      () => minimize({ gradientTolerance: Number.NaN }),
    ],
    [
      "minimize({ stepTolerance }): must be finite and not negative, got -1.",
      () => minimize({ stepTolerance: -1 }),
    ],
    ["lbfgs({ memory }): must be a positive integer, got 0.", async () => solve.lbfgs({ memory: 0 })],
    [
      'conjugateGradient({ beta }): must be "polakRibiere", "fletcherReeves", "hestenesStiefel" or "daiYuan", got "x".',
      async () => solve.conjugateGradient({ beta: "x" as "daiYuan" }),
    ],
    [
      'trustRegion({ subproblem }): must be "exact" or "steihaug", got "cg".',
      async () => solve.trustRegion({ subproblem: "cg" as "exact" }),
    ],
    [
      "trustRegion({ radius }): must be positive and finite, got 0.",
      async () => solve.trustRegion({ radius: 0 }),
    ],
  ])("%s", async (message, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });
});
