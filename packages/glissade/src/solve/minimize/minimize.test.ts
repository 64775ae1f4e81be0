import { add, matmul, slice, softplus, solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import fixture from "../../../../../test/fixtures/solve.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { mghProblems } from "../../../../../test/support/mgh.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const part = (x: Tensor, from: number, to?: number) => slice(x, { starts: [from], ends: [to] });
const elements = (x: Tensor) =>
  Array.from({ length: x.size }, (_, index) => part(x, index, index + 1).reshape([]));

/** The sum of squares of a problem of Moré, Garbow and Hillstrom. */
const squares =
  (number: number) =>
  (x: Tensor): Tensor =>
    mghProblems[number - 1]!.residual(elements(x)).square().sum();

const rows = f64([
  [0.5, -1.2],
  [1.5, 0.3],
  [-0.7, 0.8],
  [2.0, -0.4],
  [-1.1, -0.9],
  [0.2, 1.7],
  [0.9, 0.1],
  [-1.6, 0.6],
]);
const labels = f64([1, 1, 0, 1, 0, 0, 0, 1]);

/** The functions of fixtures/solve.py. */
const functions: { readonly [name in keyof typeof fixture.minima]: (x: Tensor) => Tensor } = {
  rosenbrock: (x) => {
    const [here, next] = [part(x, 0, -1), part(x, 1)];
    return next.sub(here.square()).square().mul(100).add(here.sub(1).square()).sum();
  },
  himmelblau: (point) => {
    const [x, y] = elements(point) as [Tensor, Tensor];
    return x.square().add(y).sub(11).square().add(x.add(y.square()).sub(7).square());
  },
  styblinskiTang: (x) => x.pow(4).sub(x.square().mul(16)).add(x.mul(5)).sum().div(2),
  brownDennis: squares(16),
  kowalikOsborne: squares(15),
  logistic: (x) => {
    const logits = add(matmul(rows, part(x, 0, 2)), part(x, 2));
    return softplus(logits).sub(logits.mul(labels)).mean().add(x.square().sum().mul(0.05));
  },
};

type Name = "conjugateGradient" | "newton" | "trustRegion" | "bfgs" | "lbfgs";

describe.each(Object.entries(functions))("%s", (name, f) => {
  const { start, x, value, values } = fixture.minima[name as keyof typeof functions];

  it.each(Object.keys(values) as Name[])("has the minimum of SciPy by %s", async (method) => {
    const found = await solve.minimize(f, f64(start), { method });
    expect(found.converged).toBe(true);
    expect(found.value - value).toBeLessThanOrEqual(
      Math.max(values[method] - value, 1e-12 * Math.abs(value), 1e-15),
    );
    // The value determines the point to the root of its own precision.
    expectClose(await numbers(found.x), x, 2e-5);
  });
});

const forMany: readonly (readonly [string, solve.Method])[] = [
  ["conjugate gradients of Polak and Ribière", solve.conjugateGradient()],
  ["conjugate gradients of Fletcher and Reeves", solve.conjugateGradient({ beta: "fletcherReeves" })],
  ["conjugate gradients of Hestenes and Stiefel", solve.conjugateGradient({ beta: "hestenesStiefel" })],
  ["conjugate gradients of Dai and Yuan", solve.conjugateGradient({ beta: "daiYuan" })],
  ["the trust region of Steihaug", solve.trustRegion({ subproblem: "steihaug" })],
  ["gradient descent", solve.gradientDescent()],
  ["L-BFGS", solve.lbfgs()],
];

it.each(forMany)("minimises a function of 60 parameters by %s", async (_, method) => {
  const weights = f64(Array.from({ length: 60 }, (_, index) => 1 + index));
  const f = (x: Tensor) => x.sub(1).square().mul(weights).add(x.sub(1).pow(4)).sum();
  const { x, converged } = await solve.minimize(f, f64(new Array(60).fill(0)), { method });
  expect(converged).toBe(true);
  expectClose(await numbers(x), new Array(60).fill(1), 1e-7);
});

/** Those that a method leaves elsewhere, with the reason. */
const elsewhere: { readonly [method: string]: readonly RegExp[] } = {
  // Follows a valley in which two of its exponentials grow without bound and cancel.
  trustRegion: [/Biggs/],
};

/** Values lose so many digits between the large ones of its model that methods end there without a tolerance. */
const cancels = "10 Meyer";

describe.each(["bfgs", "lbfgs", "trustRegion"] as const)("%s", (method) => {
  const solvable = mghProblems.filter(
    ({ name }) => !elsewhere[method]?.some((pattern) => pattern.test(name)),
  );

  it.each(solvable)(
    "solves problem $name of Moré, Garbow and Hillstrom",
    async ({ name, start, residual, optima }) => {
      const f = (x: Tensor) => residual(elements(x)).square().sum();
      const { value, converged } = await solve.minimize(f, f64(start), { method });
      expect(converged || name === cancels).toBe(true);
      const nearest = optima.map((optimum) => Math.abs(value - optimum) / Math.max(optimum, 1e-6));
      expect(Math.min(...nearest), `${value}`).toBeLessThan(1e-5);
    },
  );
});
