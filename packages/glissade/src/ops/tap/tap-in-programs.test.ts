import { afterEach, describe, expect, it } from "vitest";
import {
  compile,
  configure,
  evaluate,
  explain,
  gather,
  hessian,
  matmul,
  ones,
  scan,
  type Tensor,
  tap,
  tapGradient,
  tensor,
  zeros,
} from "../../index.ts";
import { notes } from "./testing.ts";

afterEach(() => configure({ fuse: true, provider: "cpu", threads: 1 }));

describe("tap with kernels", () => {
  it("may start other programs, which run behind this one", async () => {
    const later: Promise<number>[] = [];
    const double = compile((x: Tensor) => x.mul(2).exp().log());
    const f = compile((x: Tensor) =>
      tap(x.exp().add(1), ({ data }) => later.push(double(tensor(data)).then((y) => y.sum().item()))).sum(),
    );
    for (const _ of [1, 2]) expect(await (await f(tensor([0, 0]))).item()).toBe(4);
    const [first, second] = await Promise.all(later);
    expect([first, second].map((value) => Math.round(value!))).toEqual([8, 8]);
  });

  it("sees what was computed before a program failed", async () => {
    const { lines, note } = notes();
    const f = compile((x: Tensor, at: Tensor) => gather(tap(x.mul(2), note("h")), at));
    await expect(f(tensor([1, 2]), tensor(5, { dtype: "int32" }))).rejects.toThrow(/indices must be from/);
    expect(lines).toEqual(["h [2] 2 4"]);
  });

  it("is called while the program runs, of which a promise sees nothing", async () => {
    const order: string[] = [];
    const f = compile((xs: Tensor) =>
      scan(
        (sum: Tensor, x: Tensor) => {
          const next = tap(sum.add(x), ({ data }) => {
            order.push(`call ${data[0]}`);
            Promise.resolve().then(() => order.push("promise"));
          });
          return [next, next];
        },
        tensor(0),
        xs,
      ),
    );
    await f(tensor([1, 2]));
    expect(order).toEqual(["call 1", "call 3", "promise", "promise"]);
  });

  it("leaves a state that was given up as it was, where it ends the run", async () => {
    let isBroken = true;
    const stop = () => {
      if (isBroken) throw new Error("stop");
    };
    const step = compile((x: Tensor, y: Tensor) => tap(x.mul(0.5), stop).add(y).exp().log(), { donate: [0] });
    const y = tensor(1);
    const start = await evaluate(ones([1000]).sub(1));
    await expect(step(start, y)).rejects.toThrow("stop");
    expect((await start.data())[999]).toBe(0);
    isBroken = false;
    let x = await step(start, y);
    x = await step(x, y);
    isBroken = true;
    await expect(step(x, y)).rejects.toThrow("stop");
    isBroken = false;
    expect((await x.data())[0]).toBeCloseTo(1.5, 5);
    expect((await (await step(x, y)).data())[999]).toBeCloseTo(1.75, 5);
  });

  it.each([
    ["loses without kernels", { fuse: false }, /^data: this tensor was donated/],
    ["keeps on other providers", { provider: "wasm" }, undefined],
  ] as const)("%s a state that was given up, where it ends the run", async (_, settings, message) => {
    configure(settings);
    const stop = () => {
      throw new Error("stop");
    };
    const step = compile((x: Tensor) => tap(x.mul(0.5), stop).add(1), { donate: [0] });
    const state = await evaluate(ones([3]).mul(2));
    await expect(step(state)).rejects.toThrow("stop");
    if (message) await expect(state.data()).rejects.toThrow(message);
    else expect([...(await state.data())]).toEqual([2, 2, 2]);
  });

  it("leaves products and kernels around it as they are", () => {
    const f = (x: Tensor, y: Tensor) =>
      tap(matmul(x, y).add(1).square().neg(), () => undefined)
        .mul(2)
        .square();
    const { operations, kernels } = explain(f, zeros([8, 8]), zeros([8, 8]));
    expect(operations).toEqual({ Gemm: 1, Square: 2, Neg: 1, Tap: 1, Mul: 1 });
    expect(kernels).toBe(2);
  });

  it("is gone from programs that only want gradients", () => {
    const { operations } = explain((x: Tensor) => tapGradient(x, () => undefined).add(1), zeros([2]));
    expect(operations.Tap).toBeUndefined();
  });

  it("keeps second derivatives", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) => tapGradient(tap(x, note("x")).pow(3), note("dy")).sum();
    expect(await hessian(f)(tensor([1, 2])).toArray()).toEqual([
      [6, 0],
      [0, 12],
    ]);
    expect(lines.filter((line) => line.startsWith("x"))).not.toEqual([]);
  });
});
