import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { arange, compile, full, type Tensor, tensor, trace, zeros } from "../index.ts";

describe("toArray", () => {
  it.each([
    ["a scalar", tensor(5), 5],
    ["a vector", tensor([1, 2.5]), [1, 2.5]],
    [
      "nested rows",
      arange(6).reshape([1, 2, 3]),
      [
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
    ],
    ["no rows", zeros([0, 3]), []],
    ["empty rows", zeros([2, 0]), [[], []]],
    ["bigints for int64", tensor([[2n ** 60n + 1n]]), [[2n ** 60n + 1n]]],
    ["booleans for bool", tensor([true, false]), [true, false]],
    ["a bool", tensor(false), false],
  ])("gives %s", async (_, made, nested) => expect(await made.toArray()).toEqual(nested));

  it("gives what tensor() takes", async () => {
    const made = tensor([[[1n], [2n]]]);
    const again = tensor(await made.toArray());
    expect(again.type).toEqual(made.type);
  });
});

describe("a tensor as text", () => {
  it.each([
    [tensor(0.1), "Tensor float32[] 0.1"],
    [tensor(0.1, { dtype: "float64" }), "Tensor float64[] 0.1"],
    [tensor(1 / 3), "Tensor float32[] 0.3333333"],
    [tensor([1, -0, Number.NaN]), "Tensor float32[3] [1, -0, NaN]"],
    [tensor([2n ** 60n + 1n]), "Tensor int64[1] [1152921504606846977]"],
    [tensor([[true], [false]]), "Tensor bool[2, 1]\n[[true],\n [false]]"],
    [tensor([]), "Tensor float32[0] []"],
    [
      tensor([
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ]),
      "Tensor float32[2, 2, 2]\n[[[1, 2],\n  [3, 4]],\n\n [[5, 6],\n  [7, 8]]]",
    ],
    [arange(1000), "Tensor float32[1000] [0, 1, 2, ..., 997, 998, 999]"],
  ])("%s", (made, text) => {
    expect(String(made)).toBe(text);
    expect(inspect(made)).toBe(text);
  });

  it("is short however large the tensor", () => {
    const text = String(tensor(new Float32Array(10_000), { shape: [100, 100] }));
    expect(text.split("\n")).toHaveLength(8);
    expect(text).toContain(" [0, 0, 0, ..., 0, 0, 0],\n ...,\n");
  });

  it("shows no elements before they are known, and computes nothing", async () => {
    const x = tensor([1, 2]).mul(3);
    expect(String(x)).toBe("Tensor float32[2] (not computed yet: await data() or toArray())");
    await x.data();
    expect(String(x)).toBe("Tensor float32[2] [3, 6]");
    expect(inspect({ x })).toBe("{ x: Tensor float32[2] [3, 6] }");
  });

  it("names the argument of a function that is being traced", () => {
    const seen: string[] = [];
    trace((w: Tensor) => seen.push(String(w)) && w, full([2], 1));
    expect(seen).toEqual(["Tensor float32[2] (input 0 of a function that is being traced)"]);
  });

  it("is no operand of JavaScript's operators", () => {
    const [x, y] = [tensor([1, 2]) as unknown as number, tensor(3) as unknown as number];
    const message =
      "tensor: JavaScript's operators (+, -, *, /, <, ...) do not work on tensors, got one of them on float32[2]. Write x.add(y), x.sub(y), x.mul(y), x.div(y) or less(x, y); await x.item() gives a number.";
    expect(() => x + 1).toThrow(message);
    expect(() => 2 * x).toThrow(message);
    expect(() => x < y).toThrow(message);
    expect(() => Number(x)).toThrow(message);
    expect(`${x}`).toBe("Tensor float32[2] [1, 2]");
    expect([x].join()).toBe("Tensor float32[2] [1, 2]");
  });

  it("says that a tensor was donated", async () => {
    const next = compile((count: Tensor) => count.add(1), { donate: [0] });
    const first = await next(tensor(0));
    await next(first);
    expect(String(first)).toBe("Tensor float32[] (donated)");
  });
});
