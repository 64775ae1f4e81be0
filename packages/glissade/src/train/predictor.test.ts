import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import {
  cast,
  compile,
  type Dtype,
  evaluate,
  mapTree,
  nn,
  predictor,
  random,
  slice,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../index.ts";

const model = nn.sequential(nn.linear(7), nn.batchNorm(), nn.relu(), nn.linear(3));
const { params, state } = nn.lift(model).init(random.key(1), zeros([1, 5]));
const variables = await evaluate({
  params,
  state: [
    state[0],
    { mean: random.normal(random.key(2), [7]), variance: state[1].variance },
    state[2],
    state[3],
  ],
} as const);
const inputs = await evaluate(random.normal(random.key(3), [70, 5]));
const values = await numbers(inputs);
const rows = (from: number, to: number) => tensor(values.slice(5 * from, 5 * to)).reshape([to - from, 5]);
const whole = await numbers(await compile((x: Tensor) => nn.outputs(model, variables, x))(inputs));

describe("batches of any size", () => {
  test("give what the model gives, bit for bit, with a program per power of two", async () => {
    const predict = predictor(model, variables, { maxBatch: 16 });
    for (let count = 2; count <= 70; count++) {
      const y = await predict(rows(0, count));
      expect(y.shape).toEqual([count, 3]);
      expect(await numbers(y)).toEqual(whole.slice(0, 3 * count));
    }
    expect(predict.programs).toBe(4);
  });

  test("of one example and of none", async () => {
    const predict = predictor(model, variables);
    expect(await numbers(await predict(rows(7, 8)))).toEqual(whole.slice(21, 24));
    expect((await predict(zeros([0, 5]))).shape).toEqual([0, 3]);
    expect(await numbers(await predict(zeros([0, 5])))).toEqual([]);
    expect(predict.programs).toBe(1);
  });

  test("whose largest is no power of two", async () => {
    const predict = predictor(model, variables, { maxBatch: 11 });
    expect(await numbers(await predict(rows(0, 70)))).toEqual(whole);
    expect(await numbers(await predict(rows(0, 9)))).toEqual(whole.slice(0, 27));
    expect(predict.programs).toBe(2);
  });

  test("are what `one` gives for each example", async () => {
    const predict = predictor(model, variables);
    const y = await predict.one(rows(4, 5).reshape([5]));
    expect(y.shape).toEqual([3]);
    expect(await numbers(y)).toEqual(whole.slice(12, 15));
  });

  test("may be lazy", async () => {
    const predict = predictor(model, { params, state });
    expect((await predict(inputs.mul(2))).shape).toEqual([70, 3]);
  });
});

interface Sentence {
  readonly tokens: Tensor;
  readonly weight: Tensor;
}

/** Tokens with weights to vectors, and to counts of a dtype. */
const pooled = (dtype: Dtype): nn.Layer<nn.EmbeddingParams, Sentence, { mean: Tensor; counts: [Tensor] }> => {
  const table = nn.embedding(9, 2);
  return {
    name: "pooled",
    init: (key, { tokens }) => table.init(key, tokens),
    apply(own, { tokens, weight }) {
      const vectors = table.apply(own, tokens); // (batch, time, 2)
      const mean = sum(vectors.mul(weight.reshape([...weight.shape, 1])), { axis: 1 });
      return { mean, counts: [cast(sum(weight, { axis: 1 }), dtype)] };
    },
  };
};

describe.each<Dtype>(["float64", "int64", "bool", "uint8"])("trees in and out, %s", (dtype) => {
  const network = pooled(dtype);
  const weights = network.init(random.key(1), {
    tokens: zeros([1, 4], { dtype: "int32" }),
    weight: zeros([1, 4]),
  });
  const tokens = tensor(
    Array.from({ length: 20 }, (_, index) => (7 * index) % 9),
    { dtype: "int32" },
  );
  const weight = tensor(Array.from({ length: 20 }, (_, index) => index % 3));
  const sentences = { tokens: tokens.reshape([5, 4]), weight: weight.reshape([5, 4]) };

  test("have all leaves in their places", async () => {
    const predict = predictor(network, { params: weights }, { maxBatch: 4 });
    const found = await predict(sentences);
    const expected = network.apply(weights, sentences);
    expect(await found.mean.data()).toEqual(await expected.mean.data());
    expect(await found.counts[0].data()).toEqual(await expected.counts[0].data());
    expect(found.counts[0].dtype).toBe(dtype);
    const last = mapTree((leaf) => slice(leaf, { starts: [4] }).reshape([4]), sentences);
    const { mean, counts } = await predict.one(last);
    expect([mean.shape, counts[0].shape]).toEqual([[2], []]);
    expect(await mean.data()).toEqual((await expected.mean.data()).slice(8));
  });
});

describe("errors", () => {
  const predict = predictor(model, variables);
  const outputs = (apply: (x: Tensor) => unknown) =>
    predictor(
      { name: "own", init: (): nn.None => [], apply: (_: nn.None, x: Tensor) => apply(x) as Tensor },
      { params: [] },
    );

  test.each<[string, () => Promise<unknown>]>([
    [
      "predictor(inputs): needs an axis 0 that counts the examples, got a scalar float32. Pass a single example to one().",
      () => predict(tensor(1)),
    ],
    [
      "predictor(inputs): needs tensors with as many examples along axis 0, got [2, 4] at predictor(inputs)/tokens, [3, 4] at predictor(inputs)/weight.",
      () =>
        predictor(pooled("int32"), { params: { weight: zeros([9, 2]) } })({
          tokens: zeros([2, 4], { dtype: "int32" }),
          weight: zeros([3, 4]),
        }),
    ],
    [
      "predictor(inputs): needs tensors with as many examples along axis 0, got none.",
      () => predict([] as never),
    ],
    [
      "predictor: sequential[0]: linear(7): params/weight: must be [4, 7] for inputs [1, 4], got [5, 7]. Check the shape of the inputs, or pass what init of this model gave.",
      () => predict(zeros([1, 4])),
    ],
    [
      "predictor: sequential[0]: linear(7): matmul: dtypes must match, got float64 and float32. Cast one of them with cast().",
      () => predict(zeros([1, 5], { dtype: "float64" })),
    ],
    [
      "predictor: outputs: must count the examples along axis 0, got [] for 3 examples. Call a model of another kind through compile().",
      () => outputs((x) => x.sum())(zeros([3, 2])),
    ],
    [
      "predictor: outputs/pair/1: must count the examples along axis 0, got [2, 3] for 3 examples. Call a model of another kind through compile().",
      () => outputs((x) => ({ pair: [x, x.transpose()] }))(zeros([3, 2])),
    ],
  ])("%s", async (message, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });

  test("of options", () => {
    expect(() => predictor(model, variables, { maxBatch: 0 })).toThrow(
      "predictor({ maxBatch }): must be a positive integer, got 0.",
    );
    expect(() => predictor(model, variables, { batch: 3 } as never)).toThrow(
      "predictor({ batch }): is not an option. The nearest is maxBatch (known: maxBatch, provider, threads).",
    );
  });
});
