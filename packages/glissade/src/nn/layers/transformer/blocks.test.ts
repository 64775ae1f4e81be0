import {
  compile,
  concat,
  evaluate,
  gather,
  gelu,
  grad,
  initialState,
  losses,
  mapTree,
  nn,
  optim,
  random,
  rmsNorm,
  slice,
  type Tensor,
  tensor,
  trainStep,
  zeros,
} from "glissade";
import { describe, expect, expectTypeOf, it, test } from "vitest";
import { expectClose, numbers } from "../../../../../../test/support/close.ts";

const draw = (seed: number, shape: readonly number[]) =>
  random.normal(random.key(seed), shape, { dtype: "float64" });

const x = draw(1, [2, 5, 4]);
const lengths = tensor([5, 2], { dtype: "int32" });

/** Copy number `at` of parameters that `repeat` made. */
const copy = <P>(params: P, at: number): P =>
  mapTree((all: Tensor) => gather(all, tensor(BigInt(at))), params);

describe("a stack of blocks", () => {
  it("passes masks from block to block", async () => {
    const block = nn.transformerEncoderBlock(2, { output: "all" });
    const tower = nn.repeat(3, block);
    const params = tower.init(random.key(2), { x, lengths });
    const run = (input: Tensor) => tower.apply(params, { x: input, lengths }).x;
    const single = nn.transformerEncoderBlock(2);
    const loop = (input: Tensor) =>
      [0, 1, 2].reduce((y, at) => single.apply(copy(params, at), { x: y, lengths }), input);
    for (const f of [run, grad((input: Tensor) => run(input).square().sum())]) {
      const same = f === run ? loop : grad((input: Tensor) => loop(input).square().sum());
      const [ours, theirs] = await evaluate([f(x), same(x)]);
      expectClose(await numbers(ours), await numbers(theirs), 1e-11);
    }
  });

  it("lets padding change nothing that counts", async () => {
    const tower = nn.sequential(
      nn.transformerEncoderBlock(2, { output: "all", positions: "rotary", headSize: 4 }),
      nn.transformerEncoderBlock(2, { keyValueHeads: 1 }),
    );
    const params = tower.init(random.key(2), { x });
    const rest = draw(9, [2, 5, 4]);
    const padded = concat([slice(x, { ends: [2, 2] }), slice(rest, { starts: [0, 2] })], { axis: 1 });
    const two = tensor([2n, 2n]);
    const outputs = await evaluate([
      slice(tower.apply(params, { x: padded, lengths: two }), { ends: [2, 2] }),
      tower.apply(params, { x: slice(x, { ends: [2, 2] }) }),
    ]);
    expectClose(await numbers(outputs[0]!), await numbers(outputs[1]!), 1e-12);
  });

  it("translates: the encoder's output is the context of all decoder blocks", () => {
    const translator = nn.block(
      "translator",
      {
        encoder: nn.repeat(2, nn.transformerEncoderBlock(2, { output: "all" })),
        decoder: nn.repeat(2, nn.transformerDecoderBlock(2, { output: "all" })),
      },
      ({ encoder, decoder }, { source, target }: { source: nn.MaskedSequences; target: Tensor }) => {
        const { x: context, lengths } = encoder(source);
        return decoder({ x: target, context, contextLengths: lengths! }).x;
      },
    );
    const input = { source: { x, lengths }, target: draw(3, [2, 3, 4]) };
    const params = translator.init(random.key(1), input);
    expect(params.decoder.crossAttention.query.weight.shape).toEqual([2, 4, 4]);
    expect(translator.apply(params, input).shape).toEqual([2, 3, 4]);
  });

  it("knows its types", () => {
    const plain = nn.sequential(
      nn.embedding(9, 4),
      nn.transformerEncoderBlock(2, { norm: "rms", bias: null }),
    );
    expectTypeOf<nn.ParamsOf<typeof plain>[1]["attention"]["query"]>().toEqualTypeOf<{
      readonly weight: Tensor;
    }>();
    expectTypeOf<nn.ParamsOf<typeof plain>[1]["attentionNorm"]>().toEqualTypeOf<{
      readonly weight: Tensor;
    }>();
    const cached = nn.sequential(nn.embedding(9, 4), nn.transformerEncoderBlock(2, { cache: 8 }));
    expectTypeOf<nn.StateOf<typeof cached>[1]["attention"]>().toEqualTypeOf<nn.AttentionCache>();
    expectTypeOf(plain).toExtend<nn.Layer<nn.ParamsOf<typeof plain>>>();
    expectTypeOf(nn.transformerEncoderBlock(2, { cache: undefined as number | undefined })).not.toExtend<
      nn.Layer<nn.EncoderBlockParams>
    >();
  });
});

describe("options of a block", () => {
  it("are sums of normalised parts", async () => {
    const block = nn.transformerEncoderBlock(2, { norm: "rms", feedForward: 3 });
    const { attention, attentionNorm, feedForwardNorm, expand, contract, ...rest } = block.init(
      random.key(1),
      x,
    );
    const looked = x.add(nn.multiHeadAttention(2).apply(attention, rmsNorm(x, attentionNorm)));
    const hidden = gelu(nn.linear(3).apply(expand, rmsNorm(looked, feedForwardNorm)));
    const expected = looked.add(nn.linear(4).apply(contract, hidden));
    const params = { attention, attentionNorm, feedForwardNorm, expand, contract, ...rest };
    expectClose(await numbers(block.apply(params, x)), await numbers(expected));
  });

  it("drop out while training only, by keys of their own", async () => {
    const block = nn.transformerEncoderBlock(2, { dropout: 0.5 });
    expect([block.random, nn.transformerEncoderBlock(2).random]).toEqual([true, false]);
    const params = block.init(random.key(1), x);
    const [kept, again, dropped, same, other] = await Promise.all(
      [
        block.apply(params, x),
        nn.transformerEncoderBlock(2).apply(params, x),
        ...[4, 4, 5].map((seed) => block.apply(params, x, { training: true, key: random.key(seed) })),
      ].map(numbers),
    );
    expect(kept).toEqual(again);
    expect(dropped).toEqual(same);
    expect(dropped).not.toEqual(other);
    expect(dropped).not.toEqual(kept);
    expect(() => block.apply(params, x, { training: true })).toThrow(/needs a random key while training/);
  });

  it("drop weights of attention and keep their mean", async () => {
    const layer = nn.multiHeadAttention(1, { dropout: 0.25, bias: null });
    const one = { weight: tensor([[1]]) };
    const params = { query: { weight: zeros([1, 1]) }, key: one, value: one, output: one };
    const ones = zeros([1, 4000, 1]).add(1);
    const y = await numbers(layer.apply(params, ones, { training: true, key: random.key(3) }));
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    const variance = y.reduce((sum, each) => sum + (each - mean) ** 2, 0) / y.length;
    // Each output is the mean of 4000 numbers that are 0 or 4/3: mean 1 and variance (4/3 - 1)/4000.
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(1 / 3 / 4000 / 4000));
    expect(variance * 4000 * 3).toBeGreaterThan(0.9);
    expect(variance * 4000 * 3).toBeLessThan(1.1);
  });
});

describe("a cache", () => {
  const kinds = {
    plain: {},
    rotary: { positions: "rotary", headSize: 4 },
    alibi: { positions: "alibi" },
    grouped: { keyValueHeads: 1, headSize: 2 },
  } as const;

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    "gives what the whole sequence gives: %s",
    async (name) => {
      const options = { causal: true, ...kinds[name] } as const;
      const whole = nn.repeat(2, nn.transformerEncoderBlock(2, options));
      const cached = nn.repeat(2, nn.transformerEncoderBlock(2, { ...options, cache: 7 }));
      const params = whole.init(random.key(5), x);
      const step = compile((state: nn.StateOf<typeof cached>, part: Tensor) =>
        cached.apply({ params, state }, part),
      );
      let { state } = cached.init(random.key(6), x);
      const parts: Tensor[] = [];
      for (const [from, to] of [
        [0, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ] as const) {
        const [y, next] = await step(state, slice(x, { starts: [0, from], ends: [2, to] }));
        parts.push(y);
        state = next;
      }
      expectClose(await numbers(concat(parts, { axis: 1 })), await numbers(whole.apply(params, x)), 1e-12);
      expect(step.programs).toBe(2);
      expect(await numbers(state.attention.length)).toEqual([5, 5]);
    },
  );

  test("serves a decoder, whose context stays", async () => {
    const context = draw(8, [2, 3, 6]);
    const whole = nn.transformerDecoderBlock(2);
    const cached = nn.transformerDecoderBlock(2, { cache: 5 });
    const params = whole.init(random.key(5), { x, context });
    const start = cached.init(random.key(6), { x, context }).state;
    const [, state] = cached.apply({ params, state: start }, { x: slice(x, { ends: [2, 4] }), context });
    const [y] = cached.apply({ params, state }, { x: slice(x, { starts: [0, 4] }), context });
    const expected = slice(whole.apply(params, { x, context }), { starts: [0, 4] });
    expectClose(await numbers(y), await numbers(expected), 1e-12);
  });

  test("sees all that has passed where it is not causal, and what masks leave", async () => {
    const layer = nn.multiHeadAttention(2, { cache: 6 });
    const { params, state } = layer.init(random.key(5), x);
    const keyMask = tensor([
      [true, true, true, true, true, true],
      [false, true, true, true, true, true],
    ]);
    const [, next] = layer.apply({ params, state }, slice(x, { ends: [2, 3] }));
    const [y] = layer.apply({ params, state: next }, { x: slice(x, { starts: [0, 3] }), keyMask });
    const seen = slice(keyMask, { ends: [2, 5] });
    const expected = nn.multiHeadAttention(2).apply(params, { x, keyMask: seen });
    expectClose(await numbers(y), await numbers(slice(expected, { starts: [0, 3] })), 1e-12);
  });

  test("that is full is an error", async () => {
    const layer = nn.multiHeadAttention(2, { cache: 5 });
    const variables = layer.init(random.key(5), x);
    const [, state] = layer.apply(variables, x);
    const [y] = layer.apply({ ...variables, state }, x);
    await expect(y.data()).rejects.toThrow("scatterElements: indices must be from -5 to 4, got 5");
  });
});

it("trains: the loss of a tiny language model falls", async () => {
  const model = nn.sequential(
    nn.embedding(5, 8),
    nn.learnedPositions(6),
    nn.repeat(2, nn.transformerEncoderBlock(2, { causal: true, dropout: 0.1 })),
    nn.layerNorm(),
    nn.linear(5),
  );
  const tokens = Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 7 }, (_, at) => BigInt((row + at) % 5)),
  );
  const batch = {
    x: tensor(tokens.map((row) => row.slice(0, 6))),
    y: tensor(tokens.map((row) => row.slice(1))),
  };
  const training = {
    model,
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.adamw({ learningRate: 0.01 }),
  };
  let state = await initialState(training, random.key(1), batch.x);
  const step = trainStep(training);
  const found: number[] = [];
  for (let at = 0; at < 60; at++) {
    const [next, loss]: [typeof state, Tensor] = await step(state, batch);
    state = next;
    found.push(await loss.item());
  }
  expect(found.at(-1)!).toBeLessThan(0.1 * found[0]!);
});

describe("inputs that do not fit", () => {
  const block = nn.transformerEncoderBlock(2);
  const params = block.init(random.key(1), x);
  const attention = nn.multiHeadAttention(2);
  const own = params.attention;
  const decoder = nn.transformerDecoderBlock(2);

  it.each([
    [
      "transformerEncoderBlock(2): input: must be a tensor or { x, mask, keyMask, lengths }, got 3.",
      () => block.apply(params, 3 as unknown as Tensor),
    ],
    [
      "transformerEncoderBlock(2): input({ context }): is not an option. Known: x, mask, keyMask, lengths.",
      () => block.apply(params, { x, context: x } as nn.MaskedSequences),
    ],
    [
      "transformerEncoderBlock(2): input: needs shape [batch, time, features], got [5, 4]. For sequences of single numbers put unsqueeze(x, { axis: -1 }) in front.",
      () => block.init(random.key(1), zeros([5, 4])),
    ],
    [
      "transformerEncoderBlock.attention: multiHeadAttention(2): input/lengths: needs one length per sequence, [2], got [3].",
      () => block.apply(params, { x, lengths: tensor([1n, 2n, 3n]) }),
    ],
    [
      "transformerEncoderBlock.attention: multiHeadAttention(2): input: needs shape [batch, time, features] with features for each of 2 heads, got [2, 5, 3]. Choose other heads, or their size by { headSize }.",
      () => block.init(random.key(1), zeros([2, 5, 3])),
    ],
    [
      "multiHeadAttention(2): input/mask: needs shape [queries, keys] or [batch, heads, queries, keys], each as there or 1, got [4, 5] for [2, 2, 5, 5].",
      () => attention.apply(own, { x, mask: zeros([4, 5], { dtype: "bool" }) }),
    ],
    [
      "multiHeadAttention(2): input/mask: needs shape [queries, keys] or [batch, heads, queries, keys], each as there or 1, got [2, 5, 5] for [2, 2, 5, 5]. For a mask per sequence write unsqueeze(mask, { axis: 1 }).",
      () => attention.apply(own, { x, mask: zeros([2, 5, 5], { dtype: "bool" }) }),
    ],
    [
      "multiHeadAttention(2): input/mask: needs bool, or float64 as x, got int64. Compare first, for example with greater(), or cast it with cast().",
      () => attention.apply(own, { x, mask: tensor([[1n]]) }),
    ],
    [
      "multiHeadAttention(2): input/keyMask: needs a bool for each key, [2, 5], got [5].",
      () => attention.apply(own, { x, keyMask: zeros([5], { dtype: "bool" }) }),
    ],
    [
      "multiHeadAttention(2): input/context: needs the batch and dtype of x, got float32[3, 5, 4] for float64[2, 5, 4].",
      () => attention.apply(own, { x, context: zeros([3, 5, 4]) }),
    ],
    [
      "multiHeadAttention(2): params/key/weight: must be [3, 4] for inputs [2, 5, 4], got [4, 4]. Check the shape of the inputs, or pass what init of this model gave.",
      () => attention.apply(own, { x, context: draw(1, [2, 1, 3]) }),
    ],
    [
      "multiHeadAttention(2): input/context: a layer with a cache looks at its own past, got a context too. Leave { cache } out where sequences look at a context.",
      () => {
        const cached = nn.multiHeadAttention(2, { cache: 5 });
        cached.apply(cached.init(random.key(1), x), { x, context: x });
      },
    ],
    [
      "multiHeadAttention(2): input: must not be longer than the cache, got 5 positions for 4. Choose a larger { cache }.",
      () => {
        const cached = nn.multiHeadAttention(2, { cache: 4 });
        cached.apply(cached.init(random.key(1), x), x);
      },
    ],
    [
      "multiHeadAttention({ keyValueHeads }): must divide the heads, got 2 for 3.",
      () => nn.multiHeadAttention(3, { keyValueHeads: 2 }),
    ],
    [
      "transformerDecoderBlock(2): input({ context }): must be a tensor, got undefined.",
      () => decoder.init(random.key(1), { x } as nn.DecodedSequences),
    ],
    [
      "transformerEncoderBlock({ normfirst }): is not an option. The nearest is normFirst (known: weight, bias, causal, keyValueHeads, headSize, dropout, positions, rotaryBase, cache, feedForward, activation, norm, normFirst, output).",
      () => nn.transformerEncoderBlock(2, { normfirst: true } as object),
    ],
  ])("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
