import { describe, expect, it, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn_losses.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  compile,
  flatten,
  grad,
  logSoftmax,
  losses,
  mul,
  type Nested,
  type Tensor,
  type Tree,
  tensor,
  zeros,
} from "../../index.ts";

type Case = (typeof fixture)[number];

const isList = (value: unknown): boolean => Array.isArray(value) || typeof value === "number";

/** Lists as tensors, under the names that they have. */
function tensors(value: unknown, toTensor: (values: Nested) => Tensor): Tree {
  if (isList(value)) return toTensor(value as Nested);
  const named: Record<string, Tensor> = {};
  for (const [name, each] of Object.entries(value as object)) named[name] = toTensor(each);
  return named;
}

const double = (values: Nested) => tensor(values, { dtype: "float64" });

/** Integers are labels, but for losses of numbers. */
const asTargets = (values: Nested) =>
  JSON.stringify(values).includes(".") ? double(values) : tensor(values, { dtype: "int64" });

/** Those without targets take their options in the second place. */
function call({ loss, targets, options, tensors: more }: Case, outputs: Tree): Tensor {
  const fn = losses[loss as keyof typeof losses] as unknown as (...args: unknown[]) => Tensor;
  const all = { ...options, ...(tensors(more, double) as object) };
  return targets === null ? fn(outputs, all) : fn(outputs, tensors(targets, asTargets), all);
}

/** PyTorch has no second gradients of some. */
const lacksSecond = ({ second }: Case): boolean =>
  second === null || (!Array.isArray(second) && Object.values(second).includes(null as never));

const nameOf = ({ loss, options, tensors }: Case) =>
  `${loss} ${JSON.stringify(options)} ${Object.keys(tensors).join(" ")}`;

describe.each(fixture.map((each) => [nameOf(each), each] as const))("%s", (_, each) => {
  const outputs = tensors(each.outputs, double);
  const weight = double(each.weight as Nested);
  const weighed = (x: Tree) => call(each, x).mul(weight).sum();
  const expectLike = async (actual: Tree, expected: unknown, tolerance: number) => {
    const [got, wanted] = [flatten(actual).leaves, flatten(tensors(expected, double)).leaves];
    for (const [at, leaf] of got.entries()) {
      expect(leaf.shape).toEqual(wanted[at]!.shape);
      expectClose(await numbers(leaf), await numbers(wanted[at]!), tolerance);
    }
  };

  test("has PyTorch's value and gradient", async () => {
    await expectLike(call(each, outputs), each.value, 1e-12);
    await expectLike(grad(weighed)(outputs), each.first, 1e-11);
  });

  test.skipIf(lacksSecond(each))("has PyTorch's second gradient", async () => {
    const power = (x: Tree) =>
      flatten(grad(weighed)(x))
        .leaves.map((leaf) => leaf.square().sum())
        .reduce((a, b) => a.add(b));
    await expectLike(await compile(grad(power))(outputs), each.second, 1e-9);
  });
});

describe("labels that count for nothing", () => {
  const logits = double([
    [1, 2, 3],
    [0, 0, 0],
  ]);
  const labels = (...values: number[]) => tensor(values, { dtype: "int32" });

  it("may be all of them, whose mean is NaN as in PyTorch", async () => {
    const none = losses.softmaxCrossEntropy(logits, labels(-100, -100), { ignoreIndex: -100 });
    expect(await none.item()).toBeNaN();
  });

  it("may all have the weight 0: NaN with smoothing too, as in PyTorch", async () => {
    const options = { classWeights: double([1, 0, 1]), labelSmoothing: 0.1 };
    const loss = (x: Tensor) => losses.softmaxCrossEntropy(x, labels(1, 1), options);
    expect(await loss(logits).item()).toBeNaN();
    expect(await numbers(grad(loss)(logits))).toEqual(Array(6).fill(Number.NaN));
  });

  it.each(["bool", "uint8", "int64"] as const)("may be %s", async (dtype) => {
    const pairs = double([
      [1, 2],
      [0, 0],
    ]);
    for (const [ignoreIndex, expected] of [Math.log(1 + Math.exp(-1)), Math.log(2)].entries())
      for (const loss of [losses.softmaxCrossEntropy, onLogs]) {
        const found = loss(pairs, tensor([1, 0], { dtype }), { ignoreIndex });
        expectClose([await found.item()], expected);
      }
  });

  const onLogs: typeof losses.negativeLogLikelihood = (x, ...rest) =>
    losses.negativeLogLikelihood(logSoftmax(x), ...rest);

  it("have no gradient, be their logits infinite", async () => {
    const wild = double([
      [Number.POSITIVE_INFINITY, 0, 0],
      [0, 0, 0],
    ]);
    const at = (x: Tensor) => losses.negativeLogLikelihood(x, labels(7, 1), { ignoreIndex: 7 });
    expect(await numbers(grad(at)(wild))).toEqual([0, 0, 0, 0, -1, 0]);
  });
});

test("labels of ctc that do not fit cost infinity", async () => {
  const targets = { labels: tensor([[1, 1]], { dtype: "int32" }), lengths: tensor([2], { dtype: "int32" }) };
  expect(
    await losses
      .ctc(
        double([
          [
            [0, 0],
            [0, 0],
          ],
        ]),
        targets,
      )
      .item(),
  ).toBe(Number.POSITIVE_INFINITY);
});

const [three, pair] = [double([[1, 2, 3]]), { first: double([[1, 2]]), second: double([[1]]) }];

test.each([
  [
    "an unknown option",
    () => losses.huber(three, three, { beta: 1 } as object),
    "huber({ beta }): is not an option. The nearest is delta (known: reduction, weights, delta).",
  ],
  [
    "weights that do not fit",
    () =>
      losses.huber(three, three, {
        weights: three
          .sum()
          .reshape([1, 1])
          .reshape([1])
          .add(three.reshape([3])),
      }),
    "huber({ weights }): must have the shape of the losses, or of their first axes, got [3] for losses [1, 3].",
  ],
  [
    "targets of another shape",
    () => losses.smoothL1(three, double([1, 2, 3])),
    "smoothL1: needs targets like the outputs, got float64[3] for outputs float64[1, 3]. Reshape one of them: broadcasting would compare every example with every other.",
  ],
  [
    "class weights of another count",
    () =>
      losses.softmaxCrossEntropy(three, tensor([1], { dtype: "int32" }), { classWeights: double([1, 2]) }),
    "softmaxCrossEntropy({ classWeights }): needs a weight for each of 3 classes, got [2].",
  ],
  [
    "pairs of two sizes",
    () => losses.infoNce(pair),
    "infoNce: needs { first, second } of one shape [batch, features], got float64[1, 2], float64[1, 1].",
  ],
  [
    "outputs without a variance",
    () => losses.gaussian(three as never, three),
    "gaussian(outputs): must be { mean, variance }, got float64[1, 3].",
  ],
  [
    "floats as classes",
    () => losses.multiClassHinge(three, three),
    "multiClassHinge: needs integer labels, got float64[1, 3]. Take argmax() of one-hot rows.",
  ],
])("losses refuse %s", (_, fails, message) => {
  expect(fails).toThrow(expect.objectContaining({ message }));
});

describe("ctc at its limits", () => {
  const whole = (values: readonly unknown[]) => tensor(values as readonly number[], { dtype: "int32" });
  const logits = tensor([
    [
      [0.1, 0.2, 0.3],
      [0.5, -0.4, 0.2],
      [0, 1, -1],
    ],
  ]);
  const lossOf = (labels: readonly number[], length: number, steps = 3, x = logits) =>
    losses
      .ctc(
        x,
        { labels: whole([labels]), lengths: whole([length]), steps: whole([steps]) },
        { reduction: "none" },
      )
      .reshape([])
      .item();

  test("labels need steps, and no labels need none", async () => {
    expect(await lossOf([1], 1, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(await lossOf([1], 0, 0)).toBe(0);
    expect(await lossOf([1, 1], 2, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(await lossOf([1], 1, 0, zeros([1, 0, 3]))).toBe(Number.POSITIVE_INFINITY);
  });

  test("only labels that count are read", async () => {
    // torch.nn.functional.ctc_loss(log_softmax(logits), [[1, -100]], [3], [1], reduction="none")
    expect(await lossOf([1, -100], 1)).toBeCloseTo(1.4270448684692383, 6);
    expect(await lossOf([1, 99], 1)).toBe(await lossOf([1], 1));
  });

  test.each<[string, () => Promise<number>]>([
    ["a label below", () => lossOf([-1], 1)],
    ["a label above", () => lossOf([3], 1)],
    ["a length below 0", () => lossOf([1], -1)],
    ["more labels than there are", () => lossOf([1], 2)],
    ["steps below 0", () => lossOf([1], 1, -1)],
    ["more steps than there are", () => lossOf([1], 1, 4)],
    ["logits that are NaN", () => lossOf([1], 1, 3, mul(logits, Number.NaN))],
  ])("%s gives NaN", async (_name, loss) => {
    expect(await loss()).toBeNaN();
  });
});

test("focal losses of sure examples have gradients that are numbers", async () => {
  const slope = grad((x: Tensor) => losses.focal(x, tensor([1, 1, 0]), { gamma: 0.5, reduction: "sum" }));
  const [sure, less, other] = await numbers(slope(tensor([200, 3, -200])));
  expect([sure, other]).toEqual([0, 0]);
  expect(less).toBeLessThan(0);
  // At gamma 0 it is the binary cross-entropy, also where (1 - p) is 0.
  const plain = losses.focal(tensor([200, -1]), tensor([1, 1]), { gamma: 0, alpha: null });
  expect(await plain.item()).toBeCloseTo(0.6566308, 6);
});

test("contrasts with a row of zeros have gradients that are numbers", async () => {
  const second = tensor([
    [1, 0],
    [0, 1],
  ]);
  const slope = grad((first: Tensor) => losses.infoNce({ first, second }));
  const found = await numbers(
    slope(
      tensor([
        [0, 0],
        [1, 2],
      ]),
    ),
  );
  expect(found.every(Number.isFinite)).toBe(true);
});

test("a mean over no examples names the loss", () => {
  expect(() => losses.softmaxCrossEntropy(zeros([0, 2]), zeros([0], { dtype: "int32" }))).toThrow(
    'softmaxCrossEntropy: needs at least one loss for a mean, got [0]. Leave empty batches out, or pass { reduction: "sum" }.',
  );
});
