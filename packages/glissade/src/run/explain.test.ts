import { inspect } from "node:util";
import {
  compile,
  cond,
  configure,
  conv,
  convTranspose,
  erf,
  expand,
  explain,
  gradientStep,
  greater,
  initialState,
  less,
  losses,
  matmul,
  maxPool,
  nn,
  optim,
  predictor,
  print,
  random,
  relu,
  scan,
  type Tensor,
  tensor,
  trace,
  trainStep,
  updateStep,
  whileLoop,
  zeros,
} from "glissade";
import { describe, expect, it } from "vitest";

const productsOf = ({ Gemm = 0, MatMul = 0 }: Readonly<Record<string, number>>) => Gemm + MatMul;

describe("explain", () => {
  it("counts nodes, operations and bytes of what runs", () => {
    const { nodes, kernels, operations, flops, bytes } = explain(
      (x: Tensor, w: Tensor) => matmul(x, w).add(1).square().sum(),
      zeros([8, 4]),
      zeros([4, 2]),
    );
    expect({ nodes, kernels }).toEqual({ nodes: 2, kernels: 1 });
    expect(operations).toEqual({ Gemm: 1, Square: 1, Sum: 1 });
    expect(flops).toBe(2 * 8 * 4 * 2 + 16 + 1);
    expect(bytes).toEqual({
      inputs: 4 * (32 + 8),
      computed: 4 * (16 + 1),
      outputs: 4,
      moved: 4 * (32 + 8 + 1 + 16 + 16 + 1),
    });
  });

  it("tells provider and heap, and why there are no kernels", () => {
    const square = (x: Tensor) => x.square().add(1);
    const { provider, unfused, heap } = explain(square, zeros([4]));
    expect({ provider, unfused, limit: heap?.limit }).toEqual({
      provider: "cpu",
      unfused: undefined,
      limit: 2 ** 32,
    });
    const reasons = (["wasm", "cpu"] as const).map((each) => {
      configure({ provider: each, fuse: false });
      const { kernels, unfused: why } = explain(square, zeros([4]));
      return [kernels, why];
    });
    configure({ provider: undefined, fuse: undefined });
    expect(reasons).toEqual([
      [0, "only native ONNX Runtime takes kernels"],
      [0, "configure({ fuse: false }) is set"],
    ]);
    const huge = explain((x: Tensor) => x.add(1), zeros([2 ** 15, 2 ** 15]));
    expect(huge.unfused).toBe("needs 8.0 GiB at once, and kernels reach 4 GiB");
  });

  it("says why each operation that is left to ONNX Runtime is in no kernel", () => {
    const f = (x: Tensor, whole: Tensor, w: Tensor) => {
      const pooled = maxPool(relu(conv(x, w)), [2, 2], { stride: 2 });
      const [loss] = scan((c: Tensor) => [matmul(c, c).mul(2), c], pooled.reshape([9, 9]), [], { length: 2 });
      return [loss.transpose().sum().div(3), whole.add(1), erf(expand(whole.cast("float32"), [5000, 2]))];
    };
    const given = [zeros([1, 1, 20, 20]), zeros([2], { dtype: "int64" }), zeros([1, 1, 3, 3])] as const;
    const why = explain(f, ...given);
    expect(
      why.outside.map(({ operation, count, reason }) => `${count} ${operation}: ${reason}`).sort(),
    ).toMatchInlineSnapshot(`
      [
        "1 Add: kernels have no int64",
        "1 Cast: kernels have no int64",
        "1 Conv: ONNX Runtime has faster kernels for products of matrices",
        "1 Erf: ONNX Runtime's own is faster at this size",
        "1 Expand: elements are repeated as they are",
        "1 MatMul: ONNX Runtime has faster kernels for products of matrices",
        "1 MaxPool: windows of elements overlap, or give a position",
        "1 Mul: no kernel would be faster than ONNX Runtime's own",
        "1 Relu: no kernel would be faster than ONNX Runtime's own",
        "1 Reshape: only the shape changes",
        "1 Scan: it runs graphs, whose operations may have lanes",
        "1 Transpose: elements come from other positions",
      ]
    `);
    expect(why.unfused).toBe(undefined);
    configure({ fuse: false });
    const { unfused, outside } = explain(f, ...given);
    configure({ fuse: undefined });
    expect(new Set(outside.map(({ reason }) => reason))).toEqual(new Set([unfused]));
  });

  it("is printed as a few lines", () => {
    const f = (x: Tensor, w: Tensor) => matmul(x, w).add(1).square().sum();
    const made = explain(f, zeros([8, 4]), zeros([4, 2]));
    expect(inspect(made)).toBe(`${made}`);
    expect(`${made}`.replace(/used .*,/, "used …,")).toMatchInlineSnapshot(`
      "cpu: nodes 2, kernels 1, FLOPs 145
      bytes: inputs 160 B, computed 68 B, outputs 4 B, moved 296 B
      heap: used …, at most 4.0 GiB
      outside of kernels  count  why
      Gemm                    1  ONNX Runtime has faster kernels for products of matrices"
    `);
    configure({ fuse: false });
    const without = `${explain(f, zeros([8, 4]), zeros([4, 2]))}`;
    configure({ fuse: undefined });
    expect(without.split("\n").at(-1)).toBe("no kernels: configure({ fuse: false }) is set");
  });

  it("explains what functions compile, under their options", () => {
    const next = (state: Tensor, x: Tensor) => state.mul(0.9).add(x);
    const given = [zeros([1000]), zeros([1000])] as const;
    expect(`${explain(compile(next), ...given)}`).toBe(`${explain(next, ...given)}`);
    const elsewhere = explain(compile(next, { provider: "wasm" }), ...given);
    expect([elsewhere.provider, elsewhere.unfused]).toEqual([
      "wasm",
      "only native ONNX Runtime takes kernels",
    ]);
    // State and result take 2.5 GiB each, and are one where the state is given up.
    const large = [zeros([5 * 2 ** 27]), zeros([])] as const;
    expect(explain(compile(next), ...large).unfused).toBe("needs 7.5 GiB at once, and kernels reach 4 GiB");
    expect(explain(compile(next, { donate: [0] }), ...large)).toMatchObject({
      kernels: 1,
      unfused: undefined,
    });
  });

  it("explains steps of training and predictors, called as they are", async () => {
    const training = {
      model: nn.sequential(nn.linear(3), nn.relu(), nn.dropout(0.2), nn.linear(2)),
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.adam(),
    };
    const batch = { x: zeros([5, 4]), y: zeros([5], { dtype: "int32" }) };
    const state = await initialState(training, random.key(1), batch.x);
    const step = trainStep(training);
    const { operations, bytes, flops } = explain(step, state, batch);
    expect(productsOf(operations)).toBe(5);
    expect(flops).toBeGreaterThan(2 * 5 * (2 * 4 * 3 + 3 * 3 * 2));
    expect(bytes.inputs - bytes.outputs).toBe(4 * (5 * 4 + 5) - 4);
    expect(explain(trainStep(training, { donate: true }), state, batch).operations).toEqual(operations);
    const half = explain(gradientStep(training), state, batch);
    expect(productsOf(half.operations)).toBe(5);
    const { gradients } = await gradientStep(training)(state, batch);
    const rest = explain(updateStep(training), state, gradients);
    expect(productsOf(rest.operations)).toBe(0);
    expect([half.flops + rest.flops, step.programs]).toEqual([flops, 0]);
    expect(productsOf(explain(predictor(training.model, state), batch.x).operations)).toBe(2);
  });

  it("counts the body of a scan once per step", () => {
    const loop = (x: Tensor) => scan((c: Tensor) => [c.mul(c), c], x, [], { length: 10 })[0];
    expect(explain(loop, zeros([5])).flops).toBe(50);
  });

  it("counts the multiplications and additions of convolutions", () => {
    const [x, w] = [zeros([2, 4, 9, 8]), zeros([6, 2, 3, 3])];
    const { flops } = explain((a: Tensor, b: Tensor) => conv(a, b, { groups: 2 }), x, w);
    expect(flops).toBe(2 * (2 * 6 * 7 * 6) * (2 * 3 * 3));
    const transposed = explain(
      (a: Tensor, b: Tensor) => convTranspose(a, b, { stride: 2 }),
      x,
      zeros([4, 6, 3, 3]),
    );
    expect(transposed.flops).toBe(2 * (2 * 4 * 9 * 8) * (6 * 3 * 3));
  });

  it("counts the dearer branch of a choice, and one round of a loop of unknown length", () => {
    const choice = (x: Tensor) =>
      cond(
        greater(x.sum(), 0),
        (y: Tensor) => matmul(y, y),
        (y: Tensor) => y,
        x,
      );
    expect(explain(choice, zeros([3, 3])).flops).toBe(1 + 1 + 2 * 27);
    const loop = (x: Tensor) =>
      whileLoop(
        (y: Tensor) => less(y.sum(), 0),
        (y: Tensor) => matmul(y, y),
        x,
      );
    expect(explain(loop, zeros([3, 3])).flops).toBe(1 + 1 + 2 * 27);
  });
});

it("print shows inner graphs below their operation", () => {
  const loop = (x: Tensor) => scan((c: Tensor) => [c.mul(2), c.add(1)], x, [], { length: 3 });
  expect(explain(loop, tensor([1, 2])).text).toMatchInlineSnapshot(`
    "%0 = float32[2] input 0
    %1 = float32[2], float32[3, 2] Scan %0 carries=1 constants=0 length=3 reverse=false recompute=false
      body:
      %0 = float32[2] input carry
      %1 = float32[2], float32[2] Fused %0
        graph:
        %0 = float32[2] input 0
        %1 = float32[] (2)
        %2 = float32[2] Mul %0 %1
        %3 = float32[] (1)
        %4 = float32[2] Add %0 %3
        return %2, %4
      return %1.0, %1.1
    return %1.0, %1.1"
  `);
  expect(print(trace((x: Tensor) => x.square(), tensor(1)))).toMatchInlineSnapshot(`
    "%0 = float32[] input 0
    %1 = float32[] Square %0
    return %1"
  `);
});
