import { describe, expect, it } from "vitest";
import { compile, gelu, grad, sum, type Tensor, tensor } from "../../index.ts";

const points = [-100, -10, -5, -4, 5, 10, 100];
// By mpmath.
const values: readonly (readonly [number, number])[] = [[-5, -2.2917962e-7]];
const slopes: readonly (readonly [number, number])[] = [[-5, -1.546362e-6]];

const byTangent = (x: Tensor) => gelu(x, { approximate: "tanh" });

describe.each(["cpu", "wasm"] as const)("gelu by the tangent on %s", (provider) => {
  it.each(["float32", "float64"] as const)("keeps what is left far below 0 in %s", async (dtype) => {
    const at = async (fn: (x: Tensor) => Tensor, x: number) =>
      Number((await (await compile(fn, { provider })(tensor([x], { dtype }))).data())[0]);
    for (const [x, right] of values) expect(await at(byTangent, x)).toBeCloseTo(right, 12);
    const slope = (x: Tensor) => grad((each: Tensor) => sum(byTangent(each)))(x);
    for (const [x, right] of slopes) expect(await at(slope, x)).toBeCloseTo(right, 11);
  });

  it("is 0 or x further out", async () => {
    const far = await compile(byTangent, { provider })(tensor(points));
    const right = points.map(
      (x) => x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    );
    for (const [at, value] of Array.from((await far.data()) as Float32Array).entries())
      expect(Math.abs(value - right[at]!)).toBeLessThanOrEqual(Math.abs(right[at]!) * 5e-6 + 1e-37);
  });
});
