import { solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import fixture from "../../../../../test/fixtures/solve.json" with { type: "json" };
import { expectClose } from "../../../../../test/support/close.ts";
import type { Evaluation } from "../objective.ts";
import { dot } from "../vectors.ts";
import { curvatureOf } from "./curvature.ts";
import type { Line } from "./line-search.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });

describe("L-BFGS", () => {
  it("takes the first steps of Optax", async () => {
    const { x1, values } = fixture.lbfgs;
    const points: Promise<ArrayLike<number | bigint>>[] = [];
    const { iterations } = await solve.minimize((x: Tensor) => x.square().sum(), f64([1, 2, 3]), {
      method: solve.lbfgs(),
      onIteration: (_, x) => void points.push(x.data()),
    });
    expect(iterations[1]!.stepSize).toBeCloseTo(1 / Math.sqrt(4 + 16 + 36), 15);
    expectClose(Array.from(await points[1]!, Number), x1);
    expectClose(
      iterations.slice(1).map(({ value }) => value),
      values,
    );
  });

  it("leads down everywhere, although steps of length 1 cross concave ground", async () => {
    const slopes: number[] = [];
    const search = (line: Line) => {
      slopes.push(line.start.slope);
      return line.at(1);
    };
    const f = (x: Tensor) => x.pow(4).sub(x.square().mul(3)).add(x).sum();
    await solve.minimize(f, f64([0.1, -0.2, 0.3]), { method: solve.lbfgs({ search }), maxIterations: 30 });
    expect(slopes.length).toBeGreaterThan(5);
    expect(Math.max(...slopes)).toBeLessThan(0);
  });

  it("forgets steps without positive curvature, and keeps the others", () => {
    const at = (x: number[], gradient: number[]): Evaluation => ({
      x: Float64Array.from(x),
      value: 0,
      gradient: Float64Array.from(gradient),
    });
    expect(curvatureOf(at([0, 0], [1, 1]), at([1, 0], [0.5, 1]))).toBeUndefined();
    expect(curvatureOf(at([0, 0], [1, 1]), at([1, 0], [1, 9]))).toBeUndefined();
    const pair = curvatureOf(at([0, 0], [1, 1]), at([1, 0], [3, 2]))!;
    expect([pair.rho, pair.scale]).toEqual([1 / 2, 2 / 5]);
    expect(dot(pair.s, pair.y)).toBe(2);
  });

  it("takes the steps of BFGS while that knows one pair", async () => {
    const f = (x: Tensor) =>
      x
        .square()
        .mul(f64([1, 5, 20]))
        .sum();
    const run = async (method: "bfgs" | "lbfgs") => {
      const { iterations } = await solve.minimize(f, f64([1, -2, 3]), { method, maxIterations: 2 });
      return iterations.map(({ value }) => value);
    };
    expectClose(await run("lbfgs"), await run("bfgs"));
  });

  it("needs more iterations with less memory", async () => {
    const weights = f64([1, 10, 100, 1000]);
    const f = (x: Tensor) => x.square().mul(weights).sum();
    const run = async (memory: number) => {
      const { iterations } = await solve.minimize(f, f64([1, 1, 1, 1]), { method: solve.lbfgs({ memory }) });
      return iterations.length;
    };
    expect(await run(1)).toBeGreaterThan(await run(10));
  });
});
