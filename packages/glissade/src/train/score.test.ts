import { describe, expect, test } from "vitest";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  type Batch,
  batches,
  compile,
  losses,
  metrics,
  nn,
  score,
  scorer,
  type Tensor,
  tensor,
} from "../index.ts";

const model = nn.linear(2);
const params = {
  weight: tensor([
    [1, -0.5],
    [-0.25, 1],
  ]),
  bias: tensor([0.1, 0]),
};
const variables = { params, state: [] } as const;
const each = { confusion: metrics.confusion(), accuracy: metrics.accuracy() };

/** Whether the second output is larger, in plain numbers. */
const predict = (a: number, b: number) => Number(-0.5 * a + b > a - 0.25 * b + 0.1);

test.each([1, 100, 256, 257, 1000])("%d examples are scored as by a plain computation", async (size) => {
  const examples = slopes(size);
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  for (const [row, label] of examples.labels.entries()) {
    confusion[label]![predict(examples.inputs[2 * row]!, examples.inputs[2 * row + 1]!)]!++;
  }
  const found = await score(model, variables, examples, each);
  expect(found.confusion).toEqual(confusion);
  expect(found.accuracy).toBeCloseTo((confusion[0]![0]! + confusion[1]![1]!) / size, 14);
});

test("examples, trees of arrays and batches give the same", async () => {
  const examples = slopes(300);
  const tree = { x: tensor(examples.inputs, { shape: [300, 2] }), y: examples.labels };
  const drawn = batches(examples, { size: 70 });
  const found = await score(model, variables, examples, each);
  for (const data of [tree, drawn, [...drawn(0)], () => drawn(3)]) {
    const { confusion, accuracy } = await score(model, variables, data, each);
    expect(confusion).toEqual(found.confusion);
    expect(accuracy).toBeCloseTo(found.accuracy, 14);
  }
});

test("the loss of all examples is the mean over them, whatever the chunks", async () => {
  const examples = slopes(300);
  const loss = losses.softmaxCrossEntropy;
  const whole = batches(examples, { size: 300 })(0).next().value!;
  const expected = await loss(model.apply(params, whole.x), whole.y).item();
  const found = await score(model, variables, examples, { loss });
  expect(found.loss).toBeCloseTo(expected, 6);
});

test("several inputs and outputs", async () => {
  const twoHeads = nn.block(
    "two heads",
    { dense: nn.linear(1) },
    ({ dense }, { x, scale }: { readonly x: Tensor; readonly scale: Tensor }) => ({
      plain: dense(x),
      scaled: dense(x).mul(scale),
    }),
  );
  const own = {
    params: { dense: { weight: tensor([[2]]), bias: tensor([0]) } },
    state: { dense: [] },
  } as const;
  const data = { x: { x: [[1], [2]], scale: [[10], [10]] }, y: { plain: [[2], [4]], scaled: [[20], [41]] } };
  const found = await score(twoHeads, own, data, {
    mae: ({ plain, scaled }, y) => plain.sub(y.plain).abs().add(scaled.sub(y.scaled).abs()),
  });
  expect(found).toEqual({ mae: 0.5 });
});

test("one program serves all chunks of a shape", async () => {
  let traced = 0;
  const counting = nn.lambda("counting", (x: Tensor) => {
    traced++;
    return x;
  });
  const scoreOf = scorer(counting, { accuracy: metrics.accuracy() });
  const examples = slopes(1000);
  await scoreOf({ params: [], state: [] }, examples);
  // Once for the dtypes of the outputs, and once for chunks of 256 and the last of 232 each.
  const first = traced;
  expect(first).toBe(3);
  await scoreOf({ params: [], state: [] }, examples);
  expect(traced - first).toBe(1);
});

test("a model in evaluation keeps its running statistics", async () => {
  const normed = nn.batchNorm({ affine: false });
  const state = { mean: tensor([1, 0]), variance: tensor([4, 1]) };
  const mean = (outputs: Tensor) => outputs.mean();
  const found = await score(normed, { params: [], state }, { x: [[1, 0], [5, 0]], y: [0, 0] }, { mean }); // biome-ignore format: rows
  expect(found.mean).toBeCloseTo(0.5, 4);
});

test("inside a graph, metrics are ordinary functions", async () => {
  const { start, add, result } = metrics.meanAbsoluteError();
  const outputs = tensor([[1], [2]]);
  const after = compile((x: Tensor, y: Tensor) => add(start(x, y), x, y));
  expect(await result(await after(outputs, tensor([[0], [0]])))).toBe(1.5);
});

describe("errors", () => {
  test("no data", async () => {
    const none: Batch[] = [];
    await expect(score(model, variables, none, each)).rejects.toThrow(
      "score(data): needs at least one batch, got none.",
    );
  });

  test("batches without end", async () => {
    const endless = batches(slopes(10), { size: 2, order: "fresh" });
    await expect(score(model, variables, endless, each)).rejects.toThrow(
      "score(data): needs batches that end, got fresh draws without end. Give the examples themselves, which are read in chunks.",
    );
  });
});
