import { expect, it } from "vitest";
import { matmul, pad, type Tensor, tensor, trace } from "../index.ts";
import { print } from "./print.ts";

it("prints a line per operation, with names, types and attributes", () => {
  const captured = tensor([1, 2, 3, 4, 5, 6, 7]);
  const f = ({ x, w }: { x: Tensor; w: Tensor }) => [matmul(x, w).add(0.5), captured.sum()];
  expect(print(trace(f, { x: tensor([[1, 2]]), w: tensor([[1], [2]]) }))).toMatchInlineSnapshot(`
    "%0 = float32[1, 2] input 0/x
    %1 = float32[2, 1] input 0/w
    %2 = float32[1, 1] MatMul %0 %1 transposeA=false transposeB=false
    %3 = float32[] (0.5)
    %4 = float32[1, 1] Add %2 %3
    %5 = float32[7] data
    %6 = float32[] Sum %5 axes=[0] keepDims=false
    return %4, %6"
  `);
});

it("prints attributes that JSON has no word for", () => {
  const f = (x: Tensor) => pad(x, [[1, 0]], { value: Number.NEGATIVE_INFINITY });
  expect(print(trace(f, tensor([1])))).toMatchInlineSnapshot(`
    "%0 = float32[1] input 0
    %1 = float32[2] Pad %0 before=[1] after=[0] between=[0] value=-Infinity
    return %1"
  `);
});
