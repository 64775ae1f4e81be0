import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { losses, type Nested, type Tensor, tensor, valueAndGrad, zeros } from "../../index.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });
const labels = (...values: number[]) => tensor(values, { dtype: "int32" });
/** Those that take labels in the place of one-hot rows. */
const names = [
  "halfSquaredError",
  "meanSquaredError",
  "softmaxCrossEntropy",
  "negativeLogLikelihood",
] as const;

test.each(fixture.losses)("$loss of $kind and its gradient are PyTorch's", async (each) => {
  const targets = Array.isArray(each.targets[0])
    ? double(each.targets)
    : tensor(each.targets, { dtype: "int64" });
  const loss = losses[each.loss as (typeof names)[number]];
  const [value, gradient] = valueAndGrad(loss)(double(each.outputs), targets);
  expectClose([await value.item()], each.value);
  expectClose(await numbers(gradient), each.gradients);
});

test("outputs may be sequences: cross-entropy is the mean over all labels", async () => {
  const targets = tensor([[0, 1, 1]], { dtype: "int32" });
  expectClose(
    [await losses.softmaxCrossEntropy(zeros([1, 3, 4], { dtype: "float64" }), targets).item()],
    Math.log(4),
  );
});

test("squares may be of a single number", async () => {
  const [output, target] = [double(3), double(1)];
  expect(await losses.halfSquaredError(output, target).item()).toBe(2);
  expect(await losses.meanSquaredError(output, target).item()).toBe(4);
});

test("a label outside the classes makes cross-entropies and squares NaN", async () => {
  const targets = labels(0, 3);
  const logits = zeros([2, 3], { dtype: "float64" });
  const [value, gradient] = valueAndGrad(losses.softmaxCrossEntropy)(logits, targets);
  expect(await value.item()).toBeNaN();
  expect((await numbers(gradient)).slice(3)).toEqual([0, 0, 0]);
  expect(await losses.softmaxCrossEntropy(logits, labels(-1, 0)).item()).toBeNaN();
  expectClose([await losses.softmaxCrossEntropy(logits, targets, { ignoreIndex: 3 }).item()], Math.log(3));
  expect(await losses.halfSquaredError(logits, targets).item()).toBeNaN();
  expect(await losses.meanSquaredError(logits, labels(-1, 0)).item()).toBeNaN();
  expectClose([await losses.meanSquaredError(logits, labels(0, 1)).item()], 1 / 3);
  for (const label of [-1, 3])
    expect(await losses.multiClassHinge(logits, labels(0, label)).item()).toBeNaN();
});

test("targets and weights are taken in the dtype of the outputs", async () => {
  const outputs = tensor([[1, 2]], { dtype: "float64" });
  const rows = tensor([[0, 1]]);
  const weights = tensor([1, 3]);
  const expected = Math.log(1 + Math.exp(-1));
  for (const loss of [losses.meanSquaredError, losses.meanAbsoluteError, losses.halfSquaredError])
    expectClose([await loss(outputs, rows).item()], 1);
  expectClose([await losses.softmaxCrossEntropy(outputs, rows).item()], expected);
  expectClose(
    [await losses.softmaxCrossEntropy(outputs, labels(1), { classWeights: weights }).item()],
    expected,
  );
  const positiveWeight = weights;
  expect(losses.binaryCrossEntropy(outputs, rows, { positiveWeight }).dtype).toBe("float64");
});

test("a variance below eps has the gradient of eps, as in PyTorch", async () => {
  const at = (values: number[]) => tensor(values, { dtype: "float64" });
  const each = (variance: Tensor) => losses.gaussian({ mean: at([0, 0]), variance }, at([1, 1]));
  const [value, gradient] = valueAndGrad(each)(at([1e-8, -5]));
  expectClose([await value.item()], (Math.log(1e-6) + 1e6) / 2);
  const slope = (1e6 - 1e12) / 4; // half of 1/v - 1/v² for v = eps, averaged over two
  expectClose(await numbers(gradient), [slope, slope], 1e-9);
});

test("a label to leave out is none of probabilities", () =>
  expect(() => losses.softmaxCrossEntropy(zeros([1, 2]), zeros([1, 2]), { ignoreIndex: 0 })).toThrow(
    "softmaxCrossEntropy({ ignoreIndex }): is a label, got probabilities for targets, float32[1, 2]. Weigh such rows with 0 by { weights }.",
  ));

test("labels in bytes are of more than 256 classes too", async () => {
  const label = tensor(new Uint8Array([7]));
  const scores = zeros([1, 300]);
  expectClose([await losses.meanSquaredError(scores, label).item()], 1 / 300, 1e-6);
  expectClose([await losses.multiClassHinge(scores, label).item()], 299 / 300, 1e-6);
});

test("the target of a pair is a tensor", () => {
  const pair = { first: zeros([1, 2]), second: zeros([1, 2]) };
  expect(() => losses.cosineEmbedding(pair, [1] as never)).toThrow(/^cosineEmbedding\(targets\): /);
});

test("squares of one output take no integers, which would be labels of a single class", () => {
  expect(() => losses.meanSquaredError(zeros([2, 1]), labels(7, 12))).toThrow(
    'meanSquaredError: takes integers for labels, of which one output has one class, got int32[2]. Numbers to come near to are floats in the shape of the outputs: reshape(targets.cast("float32"), [-1, 1]).',
  );
});

describe.each(names)("%s", (name) => {
  const rule = "needs integer labels of the batch or targets like the outputs";
  const outputs = zeros([64, 10]);

  test.each([
    { targets: zeros([64]), got: "float32[64]" },
    { targets: zeros([64, 9]), got: "float32[64, 9]" },
    { targets: zeros([63], { dtype: "int32" }), got: "int32[63]" },
    { targets: zeros([64, 10], { dtype: "int64" }), got: "int64[64, 10]" },
    { targets: labels(1).reshape([]), got: "int32[]" },
  ])("refuses targets $got", ({ targets, got }) => {
    expect(() => losses[name](outputs, targets)).toThrow(
      `${name}: ${rule}, got ${got} for outputs float32[64, 10]. Check the last layer and the batch.`,
    );
  });

  test("refuses a label for a single number", () => {
    expect(() => losses[name](zeros([]), labels(1).reshape([]))).toThrow(
      `${name}: ${rule}, got int32[] for outputs float32[]. Check the last layer and the batch.`,
    );
  });
});
