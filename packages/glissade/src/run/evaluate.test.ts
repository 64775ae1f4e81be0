import { describe, expect, it } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { evaluate, pad, type Tensor, tensor, topK } from "../index.ts";

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
