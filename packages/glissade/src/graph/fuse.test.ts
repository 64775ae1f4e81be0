import { compile, div, grad, matmul, print, random, reshape, sigmoid, type Tensor, trace } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { fusions } from "../ops/index.ts";
import { optimize } from "./optimize.ts";

const draw = (seed: number, shape: readonly number[]) =>
  random.normal(random.key(seed), shape, { dtype: "float64" });
const text = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]) =>
  print(optimize(trace(fn, ...args), fusions));

describe("a product that is only added to", () => {
  const [x, w, b] = [draw(1, [2, 3, 4]), draw(2, [4, 5]), draw(3, [5])];
  const dense = (x: Tensor, w: Tensor, b: Tensor) => matmul(x, w).add(b);

  it("is one kernel with the sum, also for sequences", async () => {
    const kernels = text(dense, x, w, b);
    expect(kernels).toMatch(/ Gemm /);
    expect(kernels).not.toMatch(/MatMul| Add /);
    expectClose(await numbers(await compile(dense)(x, w, b)), await numbers(dense(x, w, b)));
  });

  it("stays by itself where another operation needs it or the sum is larger", () => {
    const shared = (x: Tensor, w: Tensor, b: Tensor) => {
      const product = matmul(x, w);
      return [product.add(b), product];
    };
    expect(text(shared, x, w, b)).toMatch(/MatMul/);
    const wider = (x: Tensor, w: Tensor, b: Tensor) => reshape(matmul(x, w), [5]).add(b);
    expect(text(wider, draw(4, [1, 4]), w, draw(5, [3, 5]))).toMatch(/MatMul/);
  });

  it("takes the negation of a logistic unit, whose slope follows", async () => {
    const product = (x: Tensor) => matmul(reshape(x, [6, 4]), w).add(b);
    const unit = (x: Tensor) => sigmoid(product(x));
    const byHand = (x: Tensor) => div(1, product(x).neg().exp().add(1));
    const slopeOf = (f: (x: Tensor) => Tensor) => grad((x: Tensor) => f(x).square().sum());
    expect(text(unit, x)).toMatch(/Gemm .*alpha=-1 beta=-1/);
    expectClose(await numbers(await compile(unit)(x)), await numbers(byHand(x)));
    expectClose(await numbers(await compile(slopeOf(unit))(x)), await numbers(slopeOf(byHand)(x)));
  });
});
