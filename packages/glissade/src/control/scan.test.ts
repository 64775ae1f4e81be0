import {
  arange,
  compile,
  explain,
  grad,
  less,
  matmul,
  reshape,
  scan,
  sin,
  split,
  stack,
  type Tensor,
  tanh,
  tensor,
  valueAndGrad,
  vmap,
  whileLoop,
  zeros,
} from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });

const w = f64([
  [0.5, -0.3],
  [0.8, 0.2],
]);
const xs = f64([
  [1, 2],
  [-1, 0.5],
  [0.3, 0.7],
  [2, -1],
]);
const h0 = f64([0.1, -0.2]);

type Weights = { readonly u: Tensor; readonly v: Tensor; readonly b: Tensor };
const ramp = (shape: number[], step: number) =>
  sin(
    arange(
      shape.reduce((a, b) => a * b, 1),
      { dtype: "float64" },
    ).mul(step),
  ).reshape(shape);
const weights: Weights = { u: ramp([3, 3], 0.7), v: ramp([3, 3], 1.3), b: ramp([3], 0.9) };
const h0s = ramp([3, 3], 1.1);
const rows = ramp([4, 3, 3], 0.37);

/** A recurrent network with the sum of its states, as scan and unrolled. */
const scanned = (w: Tensor, h: Tensor, xs: Tensor, reverse = false) => {
  const [last, states] = scan(
    (h: Tensor, x: Tensor) => {
      const next = tanh(matmul(w, h).add(x));
      return [next, sin(next).mul(h)];
    },
    h,
    xs,
    { reverse },
  );
  return last.square().sum().add(states.sum());
};

const unrolled = (w: Tensor, h: Tensor, rows: readonly Tensor[]) => {
  let state = h;
  let total: Tensor | undefined;
  for (const x of rows) {
    const next = tanh(matmul(w, state).add(x));
    const result = sin(next).mul(state).sum();
    total = total ? total.add(result) : result;
    state = next;
  }
  return state.square().sum().add(total!);
};

const rowsOf = async (x: Tensor) => {
  const data = await numbers(x);
  return Array.from({ length: x.shape[0]! }, (_, row) => f64(data.slice(2 * row, 2 * row + 2)));
};

describe("scan", () => {
  it("adds up", async () => {
    const [total, sums] = scan(
      (sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)],
      tensor(0),
      tensor([1, 2, 3]),
    );
    expect(await total.item()).toBe(6);
    expectClose(await numbers(sums), [1, 3, 6]);
  });

  it.each([false, true])("equals the unrolled loop, value and gradients (reverse: %s)", async (reverse) => {
    const rows = await rowsOf(xs);
    const order = reverse ? rows.toReversed() : rows;
    const [value, [dw, dh, dx]] = valueAndGrad(([w, h, xs]: [Tensor, Tensor, Tensor]) =>
      scanned(w, h, xs, reverse),
    )([w, h0, xs]);
    const [plain, [ew, eh, ex]] = valueAndGrad(([w, h, rows]: [Tensor, Tensor, Tensor[]]) =>
      unrolled(w, h, rows),
    )([w, h0, order]);
    expectClose(await numbers(value), await numbers(plain));
    expectClose(await numbers(dw), await numbers(ew));
    expectClose(await numbers(dh), await numbers(eh));
    const flat = [];
    for (const row of reverse ? ex.toReversed() : ex) flat.push(...(await numbers(row)));
    expectClose(await numbers(dx), flat);
  });

  it("has second derivatives", async () => {
    const rows = await rowsOf(xs);
    const second = (f: (w: Tensor) => Tensor) => grad((w: Tensor) => grad(f)(w).square().sum())(w);
    const ours = await numbers(second((w) => scanned(w, h0, xs)));
    expectClose(ours, await numbers(second((w) => unrolled(w, h0, rows))));
  });

  /** Rows of states, with weights on both sides, one of them twice, and a bias. */
  const rowsScanned = ({ u, v, b }: Weights, xs: Tensor) =>
    scan(
      (h: Tensor, x: Tensor) => {
        const next = tanh(matmul(matmul(u, h), v).add(matmul(x, v)).add(b));
        return [next, next.mul(b)];
      },
      h0s,
      xs,
    )[1].square();
  const rowsUnrolled = ({ u, v, b }: Weights, xs: Tensor) => {
    let h = h0s;
    const results = split(xs, xs.shape[0]!).map((x) => {
      h = tanh(
        matmul(matmul(u, h), v)
          .add(matmul(reshape(x, h0s.shape), v))
          .add(b),
      );
      return h.mul(b);
    });
    return stack(results).square();
  };

  it("sums gradients of weights behind the loop, to any order", async () => {
    const total = (f: typeof rowsScanned) => (weights: Weights) => f(weights, rows).sum();
    const second = (f: typeof rowsScanned) => (weights: Weights) => {
      const { u, v, b } = grad(total(f))(weights);
      return u.square().sum().add(v.square().sum()).add(b.square().sum());
    };
    for (const order of [total, second]) {
      const [ours, theirs] = [grad(order(rowsScanned))(weights), grad(order(rowsUnrolled))(weights)];
      for (const name of ["u", "v", "b"] as const)
        expectClose(await numbers(ours[name]), await numbers(theirs[name]));
    }
    const { text } = explain(grad(total(rowsScanned)), weights);
    // What the bias is multiplied by would have to be stacked, nine numbers for the sum of three.
    expect(text.match(/float64.* input gradient so far/g)).toEqual(["float64[3] input gradient so far"]);
  });

  it("stacks nothing that is only added up", () => {
    const loss = (w: Tensor, xs: Tensor) =>
      scan((c: Tensor, x: Tensor) => [c.add(w.mul(x).sum()), c], tensor(0), xs)[0];
    const computed = (steps: number) =>
      explain(grad(loss), zeros([10_000]), zeros([steps])).bytes.computed - 4 * steps;
    expect(computed(50)).toBeLessThan(computed(5) + 2 * 40_000);
  });

  it("sums them behind the loop under vmap too", async () => {
    const slopes = (f: typeof rowsScanned) => (xs: Tensor) =>
      grad((weights: Weights) => f(weights, xs).sum())(weights).v;
    const many = stack([rows, rows.mul(-0.5)]);
    const each = await Promise.all([rows, rows.mul(-0.5)].map((xs) => numbers(slopes(rowsUnrolled)(xs))));
    expectClose(await numbers(vmap(slopes(rowsScanned))(many)), each.flat());
    const summed = grad((weights: Weights) => vmap((xs: Tensor) => rowsScanned(weights, xs))(many).sum())(
      weights,
    );
    expectClose(
      await numbers(summed.v),
      each[0]!.map((value, at) => value + each[1]![at]!),
    );
  });

  it("works under vmap, and inside it with gradients", async () => {
    const starts = f64([
      [0.1, -0.2],
      [1, 2],
      [0, 0],
    ]);
    const each = [];
    for (const h of await rowsOf(starts))
      each.push(...(await numbers(grad((h: Tensor) => scanned(w, h, xs))(h))));
    expectClose(await numbers(vmap(grad((h: Tensor) => scanned(w, h, xs)))(starts)), each);
    expectClose(
      await numbers(grad((hs: Tensor) => vmap((h: Tensor) => scanned(w, h, xs))(hs).sum())(starts)),
      each,
    );
  });

  it("takes a thousand steps in one node", async () => {
    const f = compile((x: Tensor) =>
      grad((x: Tensor) => scan((c: Tensor) => [sin(c).add(x), c], x, [], { length: 1000 })[0])(x),
    );
    await f(tensor(0.5));
    expect(f.programs).toBe(1);
  });

  it("gives back the carry after no steps", async () => {
    const none = (c: Tensor) => scan((c: Tensor, x: Tensor) => [c.mul(x), c], c, f64([]));
    const [carry, results] = none(f64(5));
    expect(await carry.item()).toBe(5);
    expect(results.shape).toEqual([0]);
    expect(await (await compile(none)(f64(5)))[0].item()).toBe(5);
    expect(await grad((c: Tensor) => none(c)[0])(f64(5)).item()).toBe(1);
  });

  it("refuses a carry that changes", () => {
    expect(() => scan((c: Tensor) => [c.reshape([1, 1]), c], tensor([1]), [], { length: 2 })).toThrow(
      "scan (carry): the function must return a carry like the one it gets, got carry float32[1] and carry float32[1, 1].",
    );
    expect(() => scan((c: Tensor) => [c, c], tensor(1), [])).toThrow(
      "scan (xs): needs leaves of one length along axis 0, got no leaves. Pass { length }.",
    );
    expect(() =>
      whileLoop(
        (c: Tensor) => less(c, 1),
        (c: Tensor) => c.reshape([1]),
        tensor(0),
      ),
    ).toThrow(
      "whileLoop (carry): the body must return a carry like the one it gets, got carry float32[] and carry float32[1].",
    );
  });
});
