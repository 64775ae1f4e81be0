import {
  checkpoint,
  compile,
  cond,
  customVjp,
  grad,
  greater,
  less,
  matmul,
  scan,
  sin,
  type Tensor,
  tensor,
  valueAndGrad,
  vmap,
  whileLoop,
} from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });

describe("cond", () => {
  const scale = f64(3);
  const f = (x: Tensor) =>
    cond(
      greater(x, 0),
      (x: Tensor) => sin(x).mul(scale),
      (x: Tensor) => x.square(),
      x,
    );

  it.each([1.5, -1.5])("chooses a function and its derivatives at %s", async (at) => {
    const [value, slope, curve] =
      at > 0 ? [3 * Math.sin(at), 3 * Math.cos(at), -3 * Math.sin(at)] : [at ** 2, 2 * at, 2];
    const x = f64(at);
    expectClose(
      [await f(x).item(), await grad(f)(x).item(), await grad(grad(f))(x).item()],
      [value, slope, curve],
    );
  });

  it("differentiates for what it captures", async () => {
    const g = (s: Tensor) =>
      cond(
        greater(f64(1), 0),
        (x: Tensor) => x.mul(s.square()),
        (x: Tensor) => x,
        f64(2),
      );
    expect(await grad(g)(f64(3)).item()).toBe(12);
  });

  it("works under vmap over the argument and over the condition", async () => {
    expectClose(await numbers(vmap(f)(f64([1, -2]))), [3 * Math.sin(1), 4]);
    expectClose(await numbers(vmap(grad(f))(f64([1, -2]))), [3 * Math.cos(1), -4]);
    const shared = (x: Tensor) =>
      cond(
        greater(f64(1), 0),
        (x: Tensor) => x.mul(2),
        (x: Tensor) => x,
        x,
      );
    expectClose(await numbers(vmap(shared)(f64([1, -2]))), [2, -4]);
  });

  it("refuses vectors and different results", () => {
    const same = (x: Tensor) => x;
    expect(() => cond(greater(f64([1]), 0), same, same, f64(1))).toThrow(
      "cond (condition): needs a scalar, got shape [1]. Use where() to choose element by element.",
    );
    expect(() => cond(greater(f64(1), 0), same, (x: Tensor) => x.reshape([1]), f64(1))).toThrow(
      "cond: both functions must return the same types, got result float64[] and result float64[1].",
    );
  });
});

describe("whileLoop", () => {
  const limit = tensor(100);
  const power = (x: Tensor) =>
    whileLoop(
      (x: Tensor) => less(x, limit),
      (x: Tensor) => x.mul(2),
      x,
    );

  it("repeats, or does nothing", async () => {
    expect(await power(tensor(3)).item()).toBe(192);
    expect(await power(tensor(300)).item()).toBe(300);
  });

  it("lets each example of a batch stop by itself", async () => {
    expectClose(await numbers(vmap(power)(tensor([3, 300, 25]))), [192, 300, 100]);
  });

  it("says why it has no gradient", () => {
    expect(() => grad(power)(tensor(3))).toThrow(
      "grad through While: the number of steps of a whileLoop is not known before it runs, so nothing is kept for the way back. Hold it constant with stopGradient().",
    );
  });
});

describe("checkpoint", () => {
  const w = f64([
    [0.5, -0.3],
    [0.8, 0.2],
  ]);
  const block = (x: Tensor) => sin(matmul(w, x)).square();
  const plain = (x: Tensor) => block(block(x)).sum();
  const saved = (x: Tensor) => checkpoint(block)(checkpoint(block)(x)).sum();
  const x = f64([0.4, 0.9]);

  it("changes no value and no derivative", async () => {
    const second = (f: (x: Tensor) => Tensor) => grad((x: Tensor) => grad(f)(x).square().sum())(x);
    const [value, gradient] = valueAndGrad(saved)(x);
    const [expected, slopes] = valueAndGrad(plain)(x);
    expectClose(await numbers(value), await numbers(expected));
    expectClose(await numbers(gradient), await numbers(slopes));
    expectClose(await numbers(second(saved)), await numbers(second(plain)));
  });
});

describe("customVjp", () => {
  const doubled = customVjp(
    (x: Tensor, y: Tensor) => x.mul(y),
    ([x, y], _, dy): [Tensor, Tensor] => [dy.mul(y).mul(2), dy.mul(x)],
  );

  it("uses the rule, to any order", async () => {
    const f = (x: Tensor) => doubled(x, x.square());
    // d/dx = 2·x² + x·2x = 4x²
    expect(await grad(f)(f64(3)).item()).toBe(36);
    expect(await f(f64(3)).item()).toBe(27);
  });

  it("keeps the rule under vmap, shared arguments included", async () => {
    const xs = f64([1, 2]);
    expectClose(await numbers(vmap((x: Tensor) => grad((x: Tensor) => doubled(x, f64(5)))(x))(xs)), [10, 10]);
    const total = (y: Tensor) => vmap((x: Tensor) => doubled(x, y))(xs).sum();
    expectClose(await numbers(grad(total)(f64(5))), [3]);
    const inside = (x: Tensor) => scan((c: Tensor) => [doubled(c, f64(2)), c], x, [], { length: 3 })[0];
    expectClose([await grad(inside)(f64(1)).item()], [64]);
    expect(await compile(inside)(f64(1)).then((y) => y.item())).toBe(8);
  });
});

describe("keys in another order than they came", () => {
  type State = { readonly a: Tensor; readonly b: Tensor };
  const turn = ({ a, b }: State): State => ({ b: b.mul(2), a: a.add(b) });
  const start: State = { a: f64(1), b: f64(10) };
  const both = async ({ a, b }: State) => [await a.item(), await b.item()];

  it("are the same tree for scan", async () => {
    const [end] = scan((state: State, _: readonly []) => [turn(state), []] as const, start, [], {
      length: 2,
    });
    expect(await both(end)).toEqual([31, 40]);
  });

  it("are the same tree for cond", async () => {
    const choose = (at: number) => cond(greater(f64(at), 0), (state: State) => state, turn, start);
    expect(await both(choose(1))).toEqual([1, 10]);
    expect(await both(choose(-1))).toEqual([11, 20]);
  });

  it("are the same tree for whileLoop", async () => {
    expect(await both(whileLoop(({ b }: State) => less(b, 40), turn, start))).toEqual([31, 40]);
  });
});
