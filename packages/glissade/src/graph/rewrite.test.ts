import { describe, expect, it } from "vitest";
import {
  arange,
  concat,
  expand,
  full,
  grad,
  matmul,
  max,
  pow,
  reshape,
  sin,
  split,
  type Tensor,
  tensor,
  trace,
  transpose,
} from "../index.ts";
import { print } from "./print.ts";
import { rewrite } from "./rewrite.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** The operations that are left, in order. */
function operations(f: (x: Tensor) => Tensor | Tensor[], bakeBytes = 0): string[] {
  const text = print(rewrite(trace(f, x), { bakeBytes }));
  return text.split("\n").flatMap((line) => /\] ([A-Z]\w+)/.exec(line)?.[1] ?? []);
}

const partsGradient = grad((x: Tensor) => {
  const [first, second] = split(x, 2) as [Tensor, Tensor];
  return first.mul(second).sum();
});

describe("rewrite", () => {
  it.each<[string, (x: Tensor) => Tensor | Tensor[], string[]]>([
    ["computes equal expressions once", (x) => [sin(x).add(1), sin(x).add(1)], ["Sin", "Add"]],
    ["computes constants", (x) => x.add(tensor(2).mul(0).add(full([], 3).square())), ["Mul", "Add", "Add"]],
    ["drops neutral elements", (x) => x.mul(1).add(0).sub(0).div(1), []],
    ["joins factors that round nothing", (x) => x.mul(2).mul(3), ["Mul"]],
    ["keeps factors that may round", (x) => x.mul(3).mul(2), ["Mul", "Mul"]],
    ["keeps factors that may be too large or small", (x) => x.mul(2).mul(0.5), ["Mul", "Mul"]],
    ["keeps quotients", (x) => x.mul(2).div(2), ["Mul", "Div"]],
    ["turns -1 into a sign, and two signs into none", (x) => [x.mul(-1), x.neg().neg()], ["Neg"]],
    ["gives signs to factors", (x) => [x.mul(3).neg(), x.neg().mul(3), x.div(3).neg()], ["Mul", "Div"]],
    ["knows short powers", (x) => [pow(x, 2), pow(x, 1), pow(x, 0.5)], ["Square", "Equal", "Sqrt", "Where"]],
    ["drops moves that cancel", (x) => transpose(transpose(x)).reshape([6]).reshape([2, 3]), []],
    ["drops parts that are put together again", (x) => concat(split(x, 3, { axis: 1 }), { axis: 1 }), []],
    ["drops what is taken apart again", (x) => split(concat([x, x.neg()]), 2), ["Neg"]],
    ["keeps parts in another order", (x) => concat(split(x, 2).toReversed()), ["Split", "Concat"]],
    ["adds no padding in gradients of parts", (x) => partsGradient(x), ["Split", "Mul", "Mul", "Concat"]],
    ["lets products transpose", (x) => matmul(transpose(x), x), ["MatMul"]],
    ["lets operations broadcast", (x) => x.add(expand(full([1, 3], 0).add(arange(3)), [2, 3])), ["Add"]],
    ["keeps what it must", (x) => concat([x, x]).add(x.sum()), ["Concat", "Sum", "Add"]],
  ])("%s", (_, f, left) => expect(operations(f)).toEqual(left));

  it("leaves the textbook gradient of a square", () => {
    expect(operations(grad((y: Tensor) => y.square().sum()))).toEqual(["Mul"]);
  });

  it("bakes small data and keeps large data", () => {
    const small = tensor([2, 4, 8]);
    expect(operations((y) => y.mul(sin(small)), 12)).toEqual(["Mul"]);
    expect(operations((y) => y.mul(sin(small)), 11)).toEqual(["Sin", "Mul"]);
  });

  it("does not fold what is long", () => {
    expect(operations(() => max(arange(300_000)))).toEqual(["Max"]);
  });

  it("leaves integers beyond float64 to the graph, which keeps all their bits", async () => {
    const product = full([], 4_000_000_007, { dtype: "uint32" }).mul(3_000_000_019);
    expect(await product.item()).toBe(Number((4_000_000_007n * 3_000_000_019n) % 2n ** 32n));
  });

  it("does not fold a constant into a larger one", () => {
    expect(operations(() => reshape(full([100, 100], 1), [10_000]).add(1))).not.toEqual([]);
  });
});
