import { inspect } from "node:util";
import { describe, expect, it, test } from "vitest";
import { explain, nn, random, scan, summary, type Tensor, trace, zeros } from "../index.ts";

const lenet = nn.sequential(
  nn.conv2d(6, 5, { padding: 2 }),
  nn.relu(),
  nn.maxPool2d(2),
  nn.conv2d(16, 5),
  nn.relu(),
  nn.maxPool2d(2),
  nn.flatten(),
  nn.linear(120),
  nn.relu(),
  nn.linear(84),
  nn.relu(),
  nn.linear(10),
);

describe("LeNet-5 (LeCun et al. 1998, with 28x28 inputs padded by 2)", () => {
  const { parameters, state, bytes, flops, rows } = summary(lenet, zeros([1, 1, 28, 28]));

  it("has 61 706 parameters and 416 520 multiplications that are added up", () => {
    expect({ parameters, state, bytes }).toEqual({ parameters: 61_706, state: 0, bytes: 4 * 61_706 });
    expect(flops).toBe(2 * 416_520);
  });

  it("is counted layer by layer", () => {
    const macs = [28 * 28 * 6 * 25, 10 * 10 * 16 * 6 * 25, 400 * 120, 120 * 84, 84 * 10];
    expect(rows.filter((row) => row.depth === 1 && row.flops > 0).map((row) => row.flops / 2)).toEqual(macs);
    expect(rows.map((row) => row.path).slice(0, 4)).toEqual(["", "0", "1", "2"]);
  });

  it("grows with the batch, parameters do not", () => {
    const of64 = summary(lenet, zeros([64, 1, 28, 28]));
    expect([of64.flops, of64.parameters]).toEqual([64 * flops, parameters]);
    expect(of64.rows[0]!.outputs).toEqual([{ path: "", dtype: "float32", shape: [64, 10] }]);
  });

  it("prints as a table", () => {
    expect(`${summary(lenet, zeros([1, 1, 28, 28]))}`).toMatchInlineSnapshot(`
      "layer               output           parameters    FLOPs
      sequential          [1, 10]              61 706  833 040
        0: conv2d(6, 5)   [1, 6, 28, 28]          156  235 200
        1: relu()         [1, 6, 28, 28]            0        0
        2: maxPool2d(2)   [1, 6, 14, 14]            0        0
        3: conv2d(16, 5)  [1, 16, 10, 10]       2 416  480 000
        4: relu()         [1, 16, 10, 10]           0        0
        5: maxPool2d(2)   [1, 16, 5, 5]             0        0
        6: flatten()      [1, 400]                  0        0
        7: linear(120)    [1, 120]             48 120   96 000
        8: relu()         [1, 120]                  0        0
        9: linear(84)     [1, 84]              10 164   20 160
        10: relu()        [1, 84]                   0        0
        11: linear(10)    [1, 10]                 850    1 680
      61 706 parameters, 241 KiB, 833 040 FLOPs"
    `);
  });
});

test("parts of all kinds: named, repeated, with state, with several inputs and outputs, shared", () => {
  const trunk = nn.block({
    encoder: nn.sequential(nn.linear(8), nn.batchNorm()),
    body: nn.repeat(4, nn.residual(nn.sequential(nn.layerNorm(), nn.linear(8)))),
  });
  const model = nn.block(
    "tied(2)",
    { trunk, shared: nn.linear(8), heads: nn.parallel({ mean: nn.linear(1), spread: nn.linear(2) }) },
    ({ trunk, shared, heads }, { x, bias }: { readonly x: Tensor; readonly bias: Tensor }) =>
      heads(shared(shared(trunk(x))).add(bias)),
  );
  const made = summary(model, { x: zeros([2, 3]), bias: zeros([8]) });
  expect(inspect(made)).toBe(String(made));
  expect(String(made)).toMatchInlineSnapshot(`
    "layer                    output                      parameters  state  FLOPs
    tied(2)                  mean [2, 1], spread [2, 2]         499     16  1 728
      trunk: block           [2, 8]                             400     16  1 120
        encoder: sequential  [2, 8]                              48     16     96
          0: linear(8)       [2, 8]                              32      0     96
          1: batchNorm()     [2, 8]                              16     16      0
        body: repeat(4)      [2, 8]                             352      0  1 024
          0: layerNorm()     [2, 8]                              16      0      0
          1: linear(8)       [2, 8]                              72      0    256
      shared: linear(8) × 2  [2, 8]                              72      0    512
      heads: parallel        mean [2, 1], spread [2, 2]          27      0     96
        mean: linear(1)      [2, 1]                               9      0     32
        spread: linear(2)    [2, 2]                              18      0     64
    499 parameters, 16 numbers of state, 2.0 KiB, 1 728 FLOPs"
  `);
  const weights = 3 * 8 + 8 + 16 + 4 * (16 + 72) + 72 + 9 + 18;
  expect([made.parameters, made.state, made.bytes]).toEqual([weights, 16, 4 * (weights + 16)]);
  expect(made.flops).toBe(2 * 2 * (3 * 8 + 4 * 64 + 2 * 64 + 8 + 16));
  const byPath = Object.fromEntries(made.rows.map((row) => [row.path, row]));
  expect(byPath["trunk/body"]!.flops).toBe(2 * 2 * 4 * 64);
  expect(byPath["trunk/body/1"]).toMatchObject({
    name: "linear(8)",
    depth: 3,
    parameters: 72,
    flops: 2 * 2 * 64,
  });
  expect(byPath.shared).toMatchObject({ calls: 2, parameters: 72, flops: 2 * 2 * 2 * 64 });
  expect(byPath.heads!.outputs).toEqual([
    { path: "mean", dtype: "float32", shape: [2, 1] },
    { path: "spread", dtype: "float32", shape: [2, 2] },
  ]);
});

test("paths are those of the parameters", () => {
  const model = nn.block({ encoder: nn.sequential(nn.linear(3), nn.linear(4)), head: nn.linear(2) });
  const params = model.init(random.key(1), zeros([1, 2]));
  const { rows } = summary(model, zeros([1, 2]));
  for (const { path, parameters, depth } of rows.slice(1)) {
    const at = path.split("/").reduce<unknown>((tree, key) => (tree as Record<string, unknown>)[key], params);
    const { outputs } = trace(() => at);
    expect([parameters, depth]).toEqual([
      outputs.reduce((total, { size }) => total + size, 0),
      path.split("/").length,
    ]);
  }
});

test("a loop in a block counts for all its steps, what it calls for one", () => {
  const model = nn.block(
    "loop",
    { dense: nn.linear(3) },
    ({ dense }, x: Tensor) =>
      scan((carry: Tensor, slice: Tensor) => [dense(carry.add(slice)), slice] as const, zeros([2, 3]), x)[0],
  );
  const { rows, flops } = summary(model, zeros([7, 2, 3]));
  expect([flops, rows[1]!.flops, rows[1]!.calls]).toEqual([7 * 36, 36, 1]);
});

test("a layer alone, float64, embeddings and attention", () => {
  const attention = summary(nn.multiHeadAttention(2), zeros([1, 5, 4], { dtype: "float64" }));
  expect(attention.rows.length).toBe(1);
  expect([attention.parameters, attention.bytes]).toEqual([4 * 20, 8 * 80]);
  // Four projections, scores and weighted sums of two heads.
  expect(attention.flops).toBe(2 * (4 * 5 * 16 + 2 * 2 * 5 * 5 * 2));
  const tokens = summary(nn.embedding(10, 3), zeros([2, 4], { dtype: "int32" }));
  expect([tokens.parameters, tokens.flops, tokens.rows[0]!.outputs[0]!.shape]).toEqual([30, 0, [2, 4, 3]]);
});

test("nothing is drawn or run: 3.2 GB of parameters", () => {
  const begin = performance.now();
  const { parameters } = summary(nn.sequential(nn.linear(20_000), nn.linear(20_000)), zeros([1, 20_000]));
  expect(parameters).toBe(2 * (20_000 ** 2 + 20_000));
  expect(performance.now() - begin).toBeLessThan(1000);
});

test("counts of products are those that explain counts, without elementwise work", () => {
  const model = nn.sequential(nn.linear(4, { bias: null }), nn.linear(2, { bias: null }));
  const x = zeros([5, 3]);
  const params = model.init(random.key(1), x);
  expect(summary(model, x).flops).toBe(explain((p: typeof params) => model.apply(p, x), params).flops);
});

test("errors name the layer, and what is no model", () => {
  expect(() => summary(lenet, zeros([28, 28]))).toThrow(
    "sequential[0]: conv2d(6, 5): input: needs shape [batch, channels, ...] with 2 spatial axes, got [28, 28].",
  );
  expect(() => summary(nn.relu as never, zeros([1]))).toThrow(
    "summary(model): must be a layer { name, init, apply }, got a function.",
  );
});
