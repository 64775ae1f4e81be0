import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { apply } from "../../graph/apply.ts";
import { compile, evaluate, matmul, random, type Tensor, transpose, zeros } from "../../index.ts";
import { emit } from "../../onnx/emit.ts";
import { trace } from "../../trace/trace.ts";
import { MatMul } from "./matmul.ts";
import { isWideGradient } from "./product-forms.ts";

const type = (...shape: number[]) => ({ dtype: "float32" as const, shape });
const gradient = { transposeA: true, transposeB: false };

describe("weight gradients", () => {
  it.each([
    [128, 512, 768, true],
    [128, 511, 768, false],
    [128, 512, 511, false],
  ])("of %i×%i from %i rows are the transpose of another product: %s", (inputs, units, rows, is) => {
    expect(isWideGradient([type(rows, inputs), type(rows, units)], gradient)).toBe(is);
  });

  it.each([
    [600, 13, ["Transpose", "MatMul", "Transpose"]],
    [500, 13, ["Gemm"]],
    [600, 11, ["Gemm"]],
  ])("of %i rows and %i units are emitted as %j", (rows, units, nodes) => {
    const product = (x: Tensor, dy: Tensor) => apply(MatMul, [x, dy], gradient);
    const { graph } = emit(trace(product, zeros([rows, 3]), zeros([rows, units]))).model;
    expect(graph!.node.map(({ opType }) => opType)).toEqual(nodes);
  });

  it.each(["cpu", "wasm"] as const)("are the sums of products in either form on %s", async (provider) => {
    const [x, dy] = await evaluate([
      random.normal(random.key(1), [600, 3]),
      random.normal(random.key(2), [600, 13]),
    ]);
    const product = compile((x: Tensor, dy: Tensor) => matmul(transpose(x), dy), { provider });
    const [left, right] = [await numbers(x), await numbers(dy)];
    const sums = Array.from({ length: 3 * 13 }, (_, at) => {
      const [row, column] = [Math.floor(at / 13), at % 13];
      return left.reduce(
        (sum, value, i) => (i % 3 === row ? sum + value * right[13 * ((i - row) / 3) + column]! : sum),
        0,
      );
    });
    expectClose(await numbers(await product(x, dy)), sums, 1e-4);
  });
});
