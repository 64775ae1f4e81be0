import {
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  matmul,
  scan,
  sin,
  softmax,
  type Tensor,
  tensor,
  vmap,
} from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const matrix = f64([
  [1, 2, 3],
  [4, 5, 6],
]);
const x = f64([0.3, -0.7, 1.1]);

describe("jvp and linearize", () => {
  it("equals the matrix times the vector", async () => {
    const [value, tangent] = jvp((x: Tensor) => matmul(matrix, sin(x)), [x], [f64([1, 0, 2])]);
    const [c0, , c2] = [0.3, -0.7, 1.1].map(Math.cos) as [number, number, number];
    expectClose(await numbers(tangent), [c0 + 6 * c2, 4 * c0 + 12 * c2]);
    expect(value.shape).toEqual([2]);
  });

  it("takes trees and several arguments", async () => {
    const f = (p: { a: Tensor }, b: Tensor) => ({ product: p.a.mul(b), sum: p.a.add(b) });
    const [, push] = linearize(f, { a: f64(2) }, f64(5));
    const { product, sum } = push({ a: f64(1) }, f64(10));
    expectClose([await product.item(), await sum.item()], [25, 11]);
  });
});

describe("jacobian", () => {
  const f = (x: Tensor) => softmax(matmul(matrix, x));

  it.each(["forward", "reverse"] as const)("is the same %s", async (mode) => {
    const rows = [0, 1].map((row) =>
      grad((x: Tensor) =>
        f(x)
          .mul(f64(row ? [0, 1] : [1, 0]))
          .sum(),
      )(x),
    );
    const expected = [...(await numbers(rows[0]!)), ...(await numbers(rows[1]!))];
    expectClose(await numbers(jacobian(f, { mode })(x)), expected);
  });

  it("nests results and arguments", async () => {
    const g = (p: { a: Tensor; b: Tensor }) => [p.a.mul(p.b), p.a.sum()];
    const J = jacobian(g)({ a: f64([1, 2]), b: f64([3, 4]) }) as unknown as { a: Tensor; b: Tensor }[];
    expectClose(await numbers(J[0]!.a), [3, 0, 0, 4]);
    expectClose(await numbers(J[0]!.b), [1, 0, 0, 2]);
    expectClose(await numbers(J[1]!.a), [1, 1]);
    expectClose(await numbers(J[1]!.b), [0, 0]);
  });

  it("works inside vmap, outside of it, and through scan", async () => {
    const batch = f64([
      [0.3, -0.7, 1.1],
      [1, 2, 3],
    ]);
    expect(vmap(jacobian(f))(batch).shape).toEqual([2, 2, 3]);
    expect(jacobian(vmap(f))(batch).shape).toEqual([2, 2, 2, 3]);
    const power = (x: Tensor) => scan((c: Tensor) => [c.mul(x), c], x, [], { length: 3 })[0];
    expectClose(await numbers(jacobian(power, { mode: "forward" })(f64([2, 3]))), [32, 0, 0, 108]);
    expectClose(await numbers(jacobian(power, { mode: "reverse" })(f64([2, 3]))), [32, 0, 0, 108]);
  });
});

describe("hessian and hvp", () => {
  const f = (x: Tensor) => x.pow(3).sum().add(matmul(x, x).square());

  it("agree, for vectors and matrices", async () => {
    const H = hessian(f)(x) as Tensor;
    const v = f64([1, -2, 0.5]);
    expectClose(await numbers(hvp(f)(x, v)), await numbers(matmul(H, v)));
    const g = (w: Tensor) => sin(w).square().sum();
    expect((hessian(g)(matrix) as Tensor).shape).toEqual([2, 3, 2, 3]);
  });
});

describe("axes of vmap as trees", () => {
  it("maps parts along their own axes", async () => {
    const f = (p: { a: Tensor; b: Tensor }) => ({ y: p.a.mul(p.b), b: p.b });
    const a = f64([
      [1, 2],
      [3, 4],
    ]);
    const { y, b } = vmap(f, { inAxes: [{ a: 1, b: null }], outAxes: { y: 1, b: null } })({
      a,
      b: f64([10, 100]),
    });
    expectClose(await numbers(y), [10, 20, 300, 400]);
    expectClose(await numbers(b), [10, 100]);
  });

  it("names what does not fit", () => {
    const f = (p: Tensor[]) => p[0]!;
    expect(() => vmap(f, { inAxes: [[0]] })([f64([1]), f64([2])])).toThrow(
      "vmap({ inAxes }): must be axes, or a tree like what they belong to, got [0] for leaves x/0, x/1.",
    );
  });
});
