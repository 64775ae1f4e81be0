import { Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import type { Evaluation, Objective } from "../objective.ts";
import { spectrum } from "../symmetric.ts";
import { norm } from "../vectors.ts";
import { solveExactly } from "./exact-subproblem.ts";
import { steihaugSubproblem } from "./steihaug.ts";

const gradient = Float64Array.of(1, -2, 0.5);
const here: Evaluation = { x: new Float64Array(3), value: 0, gradient };

/** Both solutions for a Hessian with this diagonal. */
async function solutions(diagonal: readonly number[], radius: number) {
  const objective: Pick<Objective, "hessianProduct"> = {
    hessianProduct: async (_, vector) => vector.map((value, index) => value * diagonal[index]!),
  };
  const found = (await steihaugSubproblem(objective as Objective)(here, radius))!;
  return { found, exact: solveExactly(spectrum(Matrix.diag([...diagonal]))!, gradient, radius) };
}

describe("Steihaug's conjugate gradients", () => {
  it("are exact where all curvatures agree and the step is inside", async () => {
    const { found } = await solutions([2, 2, 2], 10);
    expectClose([...found.step], [-0.5, 1, -0.25]);
    expectClose([found.decrease], [(1 + 4 + 0.25) / 4]);
  });

  it.each([
    ["a small radius", [2, 3, 5], 0.1],
    ["a radius reached on the way", [1, 30, 4], 0.6],
    ["negative curvature", [-1, -3, -2], 2],
  ])(
    "end on the boundary, lower than steepest descent and no lower than the exact step: %s",
    async (_, diagonal, radius) => {
      const { found, exact } = await solutions(diagonal, radius);
      expectClose([norm(found.step)], [radius]);
      const slope = norm(gradient);
      const curvature = gradient.reduce((sum, g, index) => sum + diagonal[index]! * (g / slope) ** 2, 0);
      const length = curvature > 0 ? Math.min(radius, slope / curvature) : radius;
      const steepest = length * slope - (curvature * length ** 2) / 2;
      expect(found.decrease).toBeGreaterThanOrEqual(steepest * (1 - 1e-12));
      expect(found.decrease).toBeLessThanOrEqual(exact.decrease * (1 + 1e-9));
    },
  );
});
