import { describe, expect, it, test } from "vitest";
import fixture from "../../../../../test/fixtures/nn_blocks.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  checkpoint,
  cond,
  evaluate,
  flatten,
  fromSafetensors,
  grad,
  greater,
  matmul,
  nn,
  ones,
  random,
  scaledDotProductAttention,
  scan,
  sigmoid,
  split,
  type Tensor,
  tanh,
  tensor,
  toSafetensors,
  transpose,
  valueAndGrad,
  vmap,
  zeros,
} from "../../index.ts";

type Numbers = number | readonly Numbers[];
const double = (values: Numbers) => tensor(values, { dtype: "float64" });
const key = random.key(1);
const training = { training: true, key };
const x = await evaluate(random.normal(random.key(11), [8, 3], { dtype: "float64" }));

/** The mean of each column of x. */
const means = async () => numbers(x.mean({ axis: 0 }));

type Hidden = { readonly h: Tensor; readonly c: Tensor };
type LstmParams = { readonly input: Tensor; readonly hidden: Tensor; readonly bias: Tensor };

/** Long short-term memory: gates as PyTorch orders them. */
const lstmCell = (
  units: number,
): nn.Layer<LstmParams, { readonly x: Tensor; readonly at: Hidden }, Hidden> => ({
  name: `lstmCell(${units})`,
  init(own, { x, at }) {
    const [first, second] = random.split(own) as [Tensor, Tensor];
    const { weight: input, bias } = nn.linear(4 * units).init(first, x);
    return { input, hidden: nn.linear(4 * units).init(second, at.h).weight, bias };
  },
  apply({ input, hidden, bias }, { x, at }) {
    const sum = matmul(x, input).add(matmul(at.h, hidden)).add(bias);
    const [i, f, g, o] = split(sum, 4, { axis: -1 }) as [Tensor, Tensor, Tensor, Tensor];
    const c = sigmoid(f)
      .mul(at.c)
      .add(sigmoid(i).mul(tanh(g)));
    return { h: sigmoid(o).mul(tanh(c)), c };
  },
});

/** From (batch, time, features) to (batch, time, units). */
const lstm = (units: number) =>
  nn.block(`lstm(${units})`, { cell: lstmCell(units) }, ({ cell }, xs: Tensor) => {
    const h = zeros([xs.shape[0]!, units], { dtype: xs.dtype });
    const step = (at: Hidden, slice: Tensor): [Hidden, Tensor] => {
      const next = cell({ x: slice, at });
      return [next, next.h];
    };
    const [, hs] = scan(step, { h, c: h }, transpose(xs, [1, 0, 2]));
    return transpose(hs, [1, 0, 2]);
  });

const crossAttention = (size: number) =>
  nn.block(
    `crossAttention(${size})`,
    { query: nn.linear(size), key: nn.linear(size), value: nn.linear(size) },
    ({ query, key, value }, { x, memory }: { readonly x: Tensor; readonly memory: Tensor }) =>
      scaledDotProductAttention(query(x), key(memory), value(memory)),
  );

describe("blocks of one's own", () => {
  test("a recurrent layer, a scan over a cell, is PyTorch's LSTM", async () => {
    const { x: values, params, y, dy, gradients } = fixture.lstm;
    const [rows, rowsOfHidden, bias, otherBias] = params.map(double) as [Tensor, Tensor, Tensor, Tensor];
    const layer = lstm(4);
    const weigh = (input: Tensor, weights: readonly [Tensor, Tensor, Tensor]) => {
      const [w, u, b] = weights;
      const cell = { input: w.transpose(), hidden: u.transpose(), bias: b };
      return layer.apply({ cell }, input);
    };
    const weights = [rows, rowsOfHidden, bias.add(otherBias)] as const;
    expectClose(await numbers(weigh(double(values), weights)), y);
    const total = (of: { readonly x: Tensor; readonly weights: typeof weights }) =>
      weigh(of.x, of.weights).mul(double(dy)).sum();
    const slopes = grad(total)({ x: double(values), weights });
    for (const [index, leaf] of flatten(slopes).leaves.entries()) {
      expectClose(await numbers(leaf), gradients[index] as Numbers);
    }
    expect(layer.init(key, double(values)).cell.hidden.shape).toEqual([4, 16]);
  });

  test("attention of two inputs is PyTorch's", async () => {
    const { x: queries, memory, params, y, dy, gradients } = fixture.crossAttention;
    const layer = crossAttention(4);
    const linear = ({ weight, bias }: { readonly weight: Numbers; readonly bias: Numbers }) => ({
      weight: double(weight),
      bias: double(bias),
    });
    const own = { query: linear(params.query), key: linear(params.key), value: linear(params.value) };
    const input = { x: double(queries), memory: double(memory) };
    expectClose(await numbers(layer.apply(own, input)), y);
    const total = (of: { readonly input: typeof input; readonly own: typeof own }) =>
      layer.apply(of.own, of.input).mul(double(dy)).sum();
    const slopes = grad(total)({ input, own });
    for (const [index, leaf] of flatten(slopes).leaves.entries()) {
      expectClose(await numbers(leaf), gradients[index] as Numbers);
    }
    expect(layer.init(key, input).key.weight.shape).toEqual([7, 4]);
  });

  test("a part called twice has one set of weights, and the gradient of both uses", async () => {
    const twice = nn.block("twice", { dense: nn.linear(3, { bias: null }) }, ({ dense }, input: Tensor) =>
      dense(dense(input)),
    );
    const params = twice.init(key, x);
    expect(flatten(params).leaves.length).toBe(1);
    const { weight } = params.dense;
    const byHand = grad((w: Tensor) => x.matmul(w).matmul(w).square().sum())(weight);
    const slopes = grad((p: typeof params) => twice.apply(p, x).square().sum())(params);
    expectClose(await numbers(slopes.dense.weight), await numbers(byHand));
  });

  test("a part with state that is called twice moves twice", async () => {
    const twice = nn.block("twice", { norm: nn.batchNorm() }, ({ norm }, input: Tensor) =>
      norm(input).add(norm(input)),
    );
    const [, state] = twice.apply(twice.init(key, x), x, training);
    const expected = (await means()).map((mean) => 0.9 * 0.1 * mean + 0.1 * mean);
    expectClose(await numbers(state.norm.mean), expected);
  });

  test("two calls of dropout draw two masks, the same for the same key", async () => {
    const masks = nn.block("masks", { drop: nn.dropout(0.5) }, ({ drop }, input: Tensor) => ({
      first: drop(input),
      second: drop(input),
    }));
    const input = ones([20, 20]);
    const draw = async (own: Tensor) => {
      const { first, second } = masks.apply({ drop: [] }, input, { training: true, key: own });
      return [await numbers(first), await numbers(second)];
    };
    const [first, second] = await draw(key);
    expect(first).not.toEqual(second);
    expect(await draw(key)).toEqual([first, second]);
    expect(await draw(random.key(2))).not.toEqual([first, second]);
    expect(masks.random).toBe(true);
  });

  test("the function knows whether it trains: auxiliary outputs that evaluation lacks", async () => {
    const heads = nn.block(
      "heads",
      { body: nn.linear(4), output: nn.linear(2), auxiliary: nn.sequential(nn.batchNorm(), nn.linear(2)) },
      ({ body, output, auxiliary }, input: Tensor, isTraining) => {
        const hidden = body(input);
        return { output: output(hidden), ...(isTraining && { auxiliary: auxiliary(hidden) }) };
      },
    );
    const variables = heads.init(key, x);
    expect(variables.params.auxiliary[1].weight.shape).toEqual([4, 2]);
    const [evaluated, same] = heads.apply(variables, x);
    expect(Object.keys(evaluated)).toEqual(["output"]);
    expect(same.auxiliary[0]).toBe(variables.state.auxiliary[0]);
    const [trained, moved] = heads.apply(variables, x, training);
    expect(Object.keys(trained)).toEqual(["output", "auxiliary"]);
    expect(await numbers(moved.auxiliary[0].mean)).not.toEqual([0, 0, 0, 0]);
  });

  test("a variational autoencoder: a part that draws", async () => {
    type Code = { readonly mean: Tensor; readonly logVariance: Tensor };
    const sample: nn.Layer<nn.None, Code, Tensor> = {
      name: "sample",
      random: true,
      init: () => [],
      apply: (_, { mean, logVariance }, context) =>
        context?.training && context.key
          ? mean.add(
              logVariance
                .mul(0.5)
                .exp()
                .mul(random.normal(context.key, mean.shape, { dtype: mean.dtype })),
            )
          : mean,
    };
    const model = nn.block(
      "autoencoder",
      {
        encode: nn.parallel({ mean: nn.linear(2), logVariance: nn.linear(2) }),
        sample,
        decode: nn.linear(3),
      },
      ({ encode, sample, decode }, input: Tensor) => {
        const code = encode(input);
        return { ...code, output: decode(sample(code)) };
      },
    );
    const params = model.init(key, x);
    const evaluated = await numbers(model.apply(params, x).output);
    expect(await numbers(model.apply(params, x).output)).toEqual(evaluated);
    expect(await numbers(model.apply(params, x, training).output)).not.toEqual(evaluated);
    const loss = (p: typeof params) => model.apply(p, x, training).output.square().mean();
    expect((await numbers(grad(loss)(params).encode.logVariance.weight)).some((slope) => slope !== 0)).toBe(
      true,
    );
  });
});

describe("a part with state within", () => {
  const block = (body: (norm: (input: Tensor) => Tensor, input: Tensor) => Tensor) =>
    nn.block("leaky", { norm: nn.batchNorm() }, ({ norm }, input: Tensor) => body(norm, input));
  const message =
    "leaky.norm: a part with state cannot be called within scan, vmap, cond or checkpoint, which would keep its new state. Call it outside of the loop, or apply it there by hand: a layer of your own can carry its state.";

  test.each([
    [
      "scan",
      block((norm, input) => scan((y: Tensor, _: Tensor) => [norm(y), y] as const, input, zeros([3]))[0]),
    ],
    ["vmap", block((norm, input) => vmap((row: Tensor) => norm(row.reshape([3, 1])).reshape([3]))(input))],
    [
      "cond",
      block((norm, input) =>
        cond(
          greater(input.sum(), 0),
          (y: Tensor) => norm(y),
          (y: Tensor) => y,
          input,
        ),
      ),
    ],
    ["checkpoint", block((norm, input) => checkpoint(norm)(input))],
  ])("%s is an error in words", (name, layer) => {
    const variables =
      name === "vmap"
        ? nn
            .block("leaky", { norm: nn.batchNorm() }, ({ norm }, y: Tensor) => norm(y))
            .init(key, x.reshape([24, 1]))
        : nn.block("leaky", { norm: nn.batchNorm() }, ({ norm }, y: Tensor) => norm(y)).init(key, x);
    expect(() => layer.apply(variables, x, training)).toThrow(expect.objectContaining({ message }));
    // In evaluation nothing would be lost.
    expect(layer.apply(variables, x)[0].shape).toEqual([8, 3]);
  });

  test("is no error where the loop is around the whole block", async () => {
    const start = nn.batchNorm().init(key, x);
    const expected = (await means()).map((mean) => (1 - 0.9 ** 3) * mean);
    const [state] = scan(
      (state: typeof start.state, by: Tensor) => {
        // The argument of the loop reaches the part from outside of the block.
        const layer = block((norm, input) => norm(input.add(by)));
        const variables = { params: { norm: start.params }, state: { norm: state } };
        const [y, next] = layer.apply(variables, x, training);
        return [next.norm, y.sum()] as const;
      },
      start.state,
      zeros([3], { dtype: "float64" }),
    );
    expectClose(await numbers(state.mean), expected);
  });

  test("a gradient is no error: nothing is hidden by it", async () => {
    const layer = block((norm, input) => grad((y: Tensor) => norm(y).square().sum())(input));
    const [y, state] = layer.apply(layer.init(key, x), x, training);
    expect(y.shape).toEqual([8, 3]);
    expectClose(
      await numbers(state.norm.mean),
      (await means()).map((mean) => 0.1 * mean),
    );
  });
});

describe("parts by name", () => {
  const encoder = nn.linear(4);
  const head = nn.linear(2);

  it("are applied in the order in which they are written", async () => {
    const model = nn.block({ first: nn.linear(4), activation: nn.tanh(), last: nn.linear(2) });
    const { first, last } = model.init(key, x);
    const byHand = tanh(x.matmul(first.weight).add(first.bias)).matmul(last.weight).add(last.bias);
    expectClose(await numbers(model.apply({ first, activation: [], last }, x)), await numbers(byHand));
    expect(model.name).toBe("block(first: linear(4), activation: tanh(), last: linear(2))");
  });

  it("keep their paths when a layer is added, so that saved weights are found again", async () => {
    const before = nn.block({ encoder, head });
    const after = nn.block({ encoder, norm: nn.batchNorm(), activation: nn.relu(), head });
    const saved = before.init(key, x);
    const file = await toSafetensors({ params: saved });
    const { params } = after.init(random.key(2), x);
    const { tree, missing, unexpected } = fromSafetensors(file, { params }, { strict: false });
    expect(missing).toEqual(["params/norm/weight", "params/norm/bias"]);
    expect(unexpected).toEqual([]);
    expect(await numbers(tree.params.head.weight)).toEqual(await numbers(saved.head.weight));
    expect(await numbers(tree.params.encoder.weight)).toEqual(await numbers(saved.encoder.weight));
  });

  it("give branches outputs by name", async () => {
    const heads = nn.parallel({ mean: nn.linear(1), spread: nn.linear(1) });
    const params = heads.init(key, x);
    const total = (p: typeof params) => {
      const { mean, spread } = heads.apply(p, x);
      return mean.sum().add(spread.sum().mul(2));
    };
    const [, slopes] = valueAndGrad(total)(params);
    expect([await slopes.mean.bias.item(), await slopes.spread.bias.item()]).toEqual([8, 16]);
  });
});
