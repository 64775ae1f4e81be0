import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import {
  argmax,
  compile,
  evaluate,
  grad,
  max,
  maximum,
  type Nested,
  sin,
  stopGradient,
  type Tensor,
  tensor,
  valueAndGrad,
  valueAndGradWith,
  vjp,
  vmap,
} from "../index.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

describe("grad", () => {
  it("differentiates to any order", async () => {
    const orders = [(x: Tensor) => sin(x.square())];
    for (let order = 1; order <= 3; order++) orders.push(grad(orders.at(-1)!));
    const x = 0.7;
    const [s, c] = [Math.sin(x * x), Math.cos(x * x)];
    const expected = [s, 2 * x * c, 2 * c - 4 * x ** 2 * s, -12 * x * s - 8 * x ** 3 * c];
    for (const [order, f] of orders.entries()) expectClose([await f(double(x)).item()], expected[order]!);
  });

  it("keeps the structure of the parameters, with zeros where nothing flows", async () => {
    const params = { used: [double([1, 2])], unused: { deep: double([[3]]) } };
    const gradient = grad((p: typeof params) => p.used[0]!.square().sum())(params);
    expect(await numbers(gradient.used[0]!)).toEqual([2, 4]);
    expect(await numbers(gradient.unused.deep)).toEqual([0]);
    expect(gradient.unused.deep.shape).toEqual([1, 1]);
  });

  it("counts each use of a tensor that is passed twice on its own", async () => {
    const x = double(3);
    const [left, right] = grad(([a, b]: Tensor[]) => a!.mul(b!.square()))([x, x]);
    expect([await left!.item(), await right!.item()]).toEqual([9, 18]);
  });

  it("holds further arguments and captured tensors constant", async () => {
    const slope = double(5);
    const f = (x: Tensor, bias: Tensor) => x.mul(slope).add(bias).mul(bias);
    expect(await grad(f)(double(2), double(3)).item()).toBe(15);
  });

  it("tells apart the variables of nested gradients", async () => {
    // d/dx (x · d/dy (x + y)) = 1: confusing x and y would give 2.
    const f = (x: Tensor) => x.mul(grad((y: Tensor) => x.add(y))(double(1)));
    expect(await grad(f)(double(1)).item()).toBe(1);
  });

  it("goes through a gradient inside the function", async () => {
    const penalty = (x: Tensor) =>
      grad((y: Tensor) => y.pow(3).sum())(x)
        .square()
        .sum();
    expect(await numbers(grad(penalty)(double([1, 2])))).toEqual([36, 288]);
  });

  it("goes through vmap, and vmap through it", async () => {
    const f = (x: Tensor) => sin(x).mul(x);
    const total = (x: Tensor) => vmap(f)(x).sum();
    const x = double([0.3, 0.8]);
    const expected = [0.3, 0.8].map((each) => Math.sin(each) + each * Math.cos(each));
    expectClose(await numbers(grad(total)(x)), expected);
    expectClose(await numbers(vmap(grad(f))(x)), expected);
    const perRow = (rows: Tensor) => grad((row: Tensor) => vmap(f)(row).sum())(rows);
    expectClose(await numbers(vmap(perRow)(x.reshape([1, 2]))), expected);
  });

  it("shares the gradient between equal elements", async () => {
    expect(await numbers(grad((x: Tensor) => max(x))(double([2, 1, 2])))).toEqual([0.5, 0, 0.5]);
    const both = grad(([x, y]: Tensor[]) => maximum(x!, y!).sum())([double([1, 5]), double([1, 2])]);
    expect(await Promise.all(both.map(numbers))).toEqual([
      [0.5, 1],
      [0.5, 0],
    ]);
  });

  it("is zero through positions and integers", async () => {
    const f = (x: Tensor) => argmax(x).cast("float64").add(x.cast("int32").cast("float64").sum());
    expect(await numbers(grad(f)(double([1.5, 2.5])))).toEqual([0, 0]);
  });

  it("walks a chain of ten thousand operations", () => {
    const deep = (x: Tensor) => Array.from({ length: 10_000 }).reduce((y: Tensor) => y.add(x), x);
    expect(grad(deep)(double(1)).shape).toEqual([]);
  });
});

describe("stopGradient", () => {
  it("holds a part constant, in every order", async () => {
    const f = (x: Tensor) => stopGradient(x.square()).mul(x);
    expect(await grad(f)(double(3)).item()).toBe(9);
    expect(await grad(grad(f))(double(3)).item()).toBe(0);
  });
});

describe("valueAndGrad", () => {
  it("gives the value beside the gradient", async () => {
    const [value, gradient] = valueAndGrad((x: Tensor) => x.square().sum())(double([1, 2]));
    expect([await value.item(), ...(await numbers(gradient))]).toEqual([5, 2, 4]);
  });

  it("passes an auxiliary result on, whatever it is", async () => {
    const f = (x: Tensor) => [x.square(), { doubled: x.mul(2), note: "kept" }] as const;
    const [value, gradient, { doubled, note }] = valueAndGradWith(f)(double(3));
    expect([await value.item(), await gradient.item(), await doubled.item(), note]).toEqual([
      9,
      6,
      6,
      "kept",
    ]);
  });

  it("runs inside a compiled function on auxiliary tensors", async () => {
    const step = compile((x: Tensor) => valueAndGradWith((y: Tensor) => [y.square(), y.neg()])(x));
    expect(await Promise.all((await step(double(3))).map(numbers))).toEqual([[9], [6], [-3]]);
  });
});

describe("vjp", () => {
  it("pulls weights of all outputs back to all arguments", async () => {
    const f = (x: Tensor, y: Tensor) => ({ product: x.mul(y), sum: x.add(y) });
    const [value, pullback] = vjp(f, double([1, 2]), double([3, 4]));
    expect(await numbers(value.product)).toEqual([3, 8]);
    const [dx, dy] = pullback({ product: double([1, 0]), sum: double([0, 10]) });
    expect([await numbers(dx), await numbers(dy)]).toEqual([
      [3, 10],
      [1, 10],
    ]);
  });

  it("takes weights by name, in any order", async () => {
    const [, pullback] = vjp((x: Tensor) => ({ a: x, b: x.mul(2) }), double(1));
    expect(await pullback({ b: double(10), a: double(1) })[0].item()).toBe(21);
  });

  it("can be pulled back again with other weights, and differentiated", async () => {
    const cubed = (x: Tensor) => vjp((y: Tensor) => y.pow(3), x)[1](double(2))[0];
    expectClose(await numbers(cubed(double(3))), [54]);
    expectClose(await numbers(grad(cubed)(double(3))), [36]);
  });

  it("is zero for outputs that are integers", async () => {
    const [value, pullback] = vjp((x: Tensor) => x.cast("int32"), double(2.5));
    const [dx] = pullback(await evaluate(value));
    expect(await dx.item()).toBe(0);
  });
});
