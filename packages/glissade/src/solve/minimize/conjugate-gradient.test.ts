import { solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import type { Line } from "./line-search.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const betas = ["polakRibiere", "fletcherReeves", "hestenesStiefel", "daiYuan"] as const;

describe.each(betas)("%s", (beta) => {
  it("needs as many steps as a quadratic function has parameters, where searches are exact", async () => {
    const f = (x: Tensor) =>
      x
        .square()
        .mul(f64([1, 7, 30, 100]))
        .sum();
    const method = solve.conjugateGradient({ beta, search: solve.strongWolfe({ c1: 1e-12, c2: 1e-10 }) });
    const { iterations, reason } = await solve.minimize(f, f64([1, -2, 3, 1]), { method });
    expect([reason, iterations.length - 1]).toEqual(["gradientTolerance", 4]);
  });

  it("leads down everywhere, although the steps do not care", async () => {
    const slopes: number[] = [];
    const search = (line: Line) => {
      slopes.push(line.start.slope);
      return line.at(0.4);
    };
    const f = (x: Tensor) => x.pow(4).sub(x.square().mul(3)).add(x).sum();
    const method = solve.conjugateGradient({ beta, search });
    await solve.minimize(f, f64([0.1, -0.2, 0.3]), { method, maxIterations: 30, valueTolerance: 0 });
    expect(slopes.length).toBeGreaterThan(2);
    expect(Math.max(...slopes)).toBeLessThan(0);
  });
});

it("starts again with the slope where Polak and Ribière's β is negative", async () => {
  const slopes: number[] = [];
  const search = (line: Line) => {
    slopes.push(line.start.slope);
    return line.at(0.25);
  };
  const method = solve.conjugateGradient({ search });
  await solve.minimize((x: Tensor) => x.square(), f64(1), { method, maxIterations: 2 });
  // The derivatives are 2 and 1
  expect(slopes).toEqual([-4, -1]);
});
