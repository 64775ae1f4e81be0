import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { noLane } from "../graph/lane.ts";
import {
  customVjp,
  evaluate,
  explain,
  matmul,
  pad,
  sin,
  type Tensor,
  tensor,
  topK,
  valueAndGrad,
  vjp,
  zeros,
} from "../index.ts";
import { callUnary } from "../ops/elementwise/elementwise.ts";
import { Sqrt } from "../ops/elementwise/unary.ts";

describe("evaluate", () => {
  it("runs a tree once, and its tensors hold their data from then on", async () => {
    const x = tensor([1, 2]);
    const tree = { sum: x.sum(), parts: [x.mul(2), x] };
    expect(await evaluate(tree)).toBe(tree);
    expect([tree.sum, ...tree.parts].map(({ source }) => source.kind)).toEqual(["data", "data", "data"]);
    expect(await tree.sum.item()).toBe(3);
  });

  it("feeds new data to a program of the same structure", async () => {
    const sum = (x: number, y: number) => tensor(x).add(tensor(y)).item();
    expect(await Promise.all([sum(1, 2), sum(3, 4)])).toEqual([3, 7]);
    expect(await sum(5, 6)).toBe(11);
  });

  it.each([
    ["infinities", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ["zeros", [0, -0]],
  ])("tells %s apart where they are attributes or literals", async (_, values) => {
    const x = tensor([1]);
    const padded = values.map((value) => pad(x, [[0, 1]], { value }));
    const inverse = values.map((value) => tensor(1).div(x.mul(value)));
    await evaluate([padded, inverse]);
    for (const [index, value] of values.entries()) {
      expect(await numbers(padded[index]!)).toEqual([1, value]);
      expect(await inverse[index]!.item()).toBe(1 / value);
    }
  });

  it("goes on with the second result of an operation once that holds its data", async () => {
    const { values, indices } = topK(tensor([1, 3, 2]), 2);
    expect(await numbers(indices)).toEqual([1, 2]);
    expect(await numbers(indices.add(1))).toEqual([2, 3]);
    expect(await numbers(values.add(indices.cast("float32")))).toEqual([4, 4]);
  });

  it("takes the same tensor twice, in different graphs, and at the same time", async () => {
    const x = tensor([1, 2]).mul(3);
    const y = x.add(1);
    await Promise.all([evaluate([x, x]), y.data(), x.data(), evaluate({ x, y })]);
    expect([await numbers(x), await numbers(y)]).toEqual([
      [3, 6],
      [4, 7],
    ]);
  });

  it("does nothing for data and empty trees", async () => {
    const x = tensor([true, false]);
    expect(await evaluate([x, {}])).toEqual([x, {}]);
    expect(await x.data()).toEqual(Uint8Array.of(1, 0));
  });

  it("continues from a tensor that was computed in between", async () => {
    const halves: Tensor[] = [tensor(1)];
    for (let index = 0; index < 5; index++) {
      halves.push(halves.at(-1)!.div(2));
      await halves.at(-1)!.data();
    }
    expect(await halves.at(-1)!.item()).toBe(1 / 32);
  });
});

describe("reading", () => {
  /** Operations that a reading of the tensor would run. */
  const left = (x: Tensor) =>
    Object.values(explain(() => x).operations).reduce((total, count) => total + count, 0);
  /** ONNX Runtime has no such kernel. */
  const missing = callUnary({ ...Sqrt, onnx: "NoSuchOperator", lane: noLane("a test") });
  const expensive = (x: Tensor) => matmul(x, x).exp().mul(x).sub(1);
  const x = () =>
    tensor([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);

  it("computes what two tensors share once", async () => {
    const h = expensive(x());
    const [first, second] = [h.mul(2), h.add(1)];
    expect([left(first), left(second)]).toEqual([5, 5]);
    const doubled = await numbers(first);
    expect([left(h), left(second)]).toEqual([0, 1]);
    expectClose(
      await numbers(second),
      doubled.map((value) => value / 2 + 1),
      1e-6,
    );
  });

  it("does so too for tensors that are read at the same time, and that are made later", async () => {
    let written = 0;
    const counted = callUnary({
      ...Sqrt,
      onnx: ({ inputs, node }) => node("Sqrt", [...inputs, ...count()]),
      lane: noLane("a test"),
    });
    const count = () => {
      written++;
      return [];
    };
    const h = counted(tensor(16));
    expect(await Promise.all([h.mul(2).item(), h.add(1).item()])).toEqual([8, 5]);
    expect(await h.sub(1).item()).toBe(3);
    expect(written).toBe(1);
  });

  it("keeps every result of an operation that lies on the way, also under gradients", async () => {
    const { values, indices } = topK(tensor([1, 3, 2]), 2);
    await values.add(indices.cast("float32")).data();
    expect([left(values), left(indices)]).toEqual([0, 0]);
    const [value, slope] = valueAndGrad((y: Tensor) => expensive(y).sum())(x());
    const before = left(slope);
    await value.item();
    expect(left(slope)).toBeLessThan(before);
  });

  it("keeps no large result that is quickly computed again", async () => {
    const wide = tensor(1).add(tensor(new Float32Array(2 ** 17)));
    const product = matmul(tensor([[1, 2]]), tensor([[3], [4]]));
    expect(await wide.sum().add(product).item()).toBe(2 ** 17 + 11);
    expect([left(wide), left(product)]).toEqual([1, 0]);
  });

  it("keeps some of many quick steps with a large result", async () => {
    const steps = [tensor(new Float32Array(2 ** 17))];
    for (let step = 0; step < 40; step++) steps.push(sin(steps.at(-1)!));
    await steps.at(-1)!.sum().item();
    expect(steps.map(left).filter((nodes) => nodes === 0)).toHaveLength(3); // the data, and two of 40 steps
    expect(Math.max(...steps.map(left))).toBeLessThan(16);
  });

  it("keeps the results with most work per byte where there is no room for all", async () => {
    const large = matmul(tensor(new Float32Array(2 ** 13), { shape: [2 ** 10, 8] }), zeros([8, 2 ** 14])); // 64 MiB
    const dearer = matmul(
      tensor(new Float32Array(2 ** 14), { shape: [2 ** 9, 2 ** 5] }),
      zeros([2 ** 5, 2 ** 9]),
    );
    expect(await large.sum().add(dearer.sum()).item()).toBe(0);
    expect([left(large), left(dearer)]).toEqual([2, 0]);
  });

  it("evaluates the tensors of a tree alone", async () => {
    const h = expensive(x());
    await evaluate({ doubled: h.mul(2) });
    expect(left(h)).toBe(4);
  });

  it("falls back to the tensor alone where ONNX Runtime has no kernel for what is rewritten away", async () => {
    const without = missing(tensor(1));
    const first = customVjp(
      (x: Tensor, _: Tensor) => x.mul(2),
      ([, y], __, dy): [Tensor, Tensor] => [dy, y],
    );
    expect(await first(tensor(3), without).item()).toBe(6);
    await expect(without.data()).rejects.toThrow("ONNX Runtime refused the graph");
  });

  it("keeps a pullback as it was", async () => {
    const [value, pullback] = vjp((y: Tensor) => y.square().mul(y), tensor(2));
    expect(await value.item()).toBe(8);
    expect(await pullback(tensor(1))[0].item()).toBe(12);
  });

  it("goes on after a failure", async () => {
    const failing = missing(tensor(1)).data();
    const next = tensor(1).add(1).item();
    await expect(failing).rejects.toThrow("ONNX Runtime refused the graph");
    expect(await next).toBe(2);
  });
});
