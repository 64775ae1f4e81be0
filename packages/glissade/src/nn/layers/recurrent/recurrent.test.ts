import { describe, expect, expectTypeOf, it, test } from "vitest";
import fixture from "../../../../../../test/fixtures/nn_recurrent.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../../test/support/close.ts";
import {
  arange,
  compile,
  evaluate,
  flatten,
  grad,
  less,
  nn,
  random,
  reshape,
  slice,
  type Tensor,
  type Tree,
  tensor,
  valueAndGrad,
  vmap,
  where,
  zeros,
} from "../../../index.ts";

type Case = (typeof fixture)[number];
type Nested = number | readonly Nested[];

/** A tree of float64 tensors from nested lists under names. */
const tensors = (values: unknown): Tree =>
  Array.isArray(values) && typeof flat(values)[0] === "number"
    ? tensor(values as Nested[], { dtype: "float64" })
    : Array.isArray(values)
      ? values.map(tensors)
      : Object.fromEntries(
          Object.entries(values as object).map(([name, each]) => [name, tensors(each)] as const),
        );
const flat = (values: readonly unknown[]): unknown[] => values.flat(Number.POSITIVE_INFINITY);

async function expectTree(actual: Tree, expected: unknown, tolerance?: number): Promise<void> {
  const [got, wanted] = [flatten(actual), flatten(tensors(expected))];
  expect(got.structure).toEqual(wanted.structure);
  for (const [at, leaf] of got.leaves.entries()) {
    expectClose(await numbers(leaf), await numbers(wanted.leaves[at]!), tolerance);
  }
}

/** Some other layer than the types say, which the table hides. */
function layerOf({
  kind,
  units,
  options,
}: Case): nn.Layer<Tree, nn.RecurrentInput<Tree>, { y: Tensor; state: Tree }> {
  const { num_layers: layers, bidirectional, bias, nonlinearity: activation } = options;
  const common = { layers, bidirectional, output: "both", ...(bias === false && { bias: null }) } as const;
  const made =
    kind === "rnn"
      ? nn.rnn(units, { ...common, activation: activation as "relu" | undefined })
      : { gru: nn.gru, lstm: nn.lstm }[kind as "gru" | "lstm"](units, common);
  return made as unknown as nn.Layer<Tree, nn.RecurrentInput<Tree>, { y: Tensor; state: Tree }>;
}

/** The number whose gradients the fixture tells: Σ y·dy + Σ end·dend. */
function weigh({ dy, dend }: Case, { y, state }: { readonly y: Tensor; readonly state: Tree }): Tensor {
  const weights = [...flatten(tensors(dend)).leaves, tensor(dy as Nested[], { dtype: "float64" })];
  return [...flatten(state).leaves, y]
    .map((each, at) => each.mul(weights[at]!).sum())
    .reduce((a, b) => a.add(b));
}

const nameOf = ({ kind, options, lengths, state }: Case) =>
  [kind, JSON.stringify(options), lengths && `lengths ${lengths}`, state && "a state"]
    .filter(Boolean)
    .join(" ");

describe.each(fixture.map((each) => [nameOf(each), each] as const))("%s is PyTorch's", (_, each) => {
  const layer = layerOf(each);
  const lengths = each.lengths ? tensor(each.lengths, { dtype: "int32" }) : undefined;
  const inputs = {
    x: tensors(each.x) as Tensor,
    params: tensors(each.params),
    state: each.state ? tensors(each.state) : undefined,
  };
  const run = ({ x, params, state }: typeof inputs) => layer.apply(params, { x, lengths, state });

  test("in its outputs and its state", async () => {
    const { y, state } = run(inputs);
    expectClose(await numbers(y), flat(each.y as unknown[]) as number[], 1e-12);
    await expectTree(state, each.end, 1e-12);
  });

  test("in its gradients", async () => {
    const [, slopes] = valueAndGrad((all: typeof inputs) => weigh(each, run(all)))(inputs);
    const { x, params, state } = each.first;
    await expectTree(slopes, { x, params, ...(state && { state }) }, 1e-11);
  });

  test("in its second gradients", async () => {
    const power = (params: Tree) =>
      grad((x: Tensor) => weigh(each, run({ ...inputs, x, params })))(inputs.x)
        .square()
        .sum();
    await expectTree(await compile(grad(power))(inputs.params), each.second, 1e-9);
  });
});

describe("a recurrent layer", () => {
  const x = random.normal(random.key(1), [3, 5, 2]);
  const layer = nn.lstm(4, { layers: 2, bidirectional: true });
  const params = layer.init(random.key(2), zeros([1, 5, 2]));

  it("gives gradients in which what fills sequences up has no part", async () => {
    const lengths = tensor([5, 2, 0], { dtype: "int64" });
    const mask = reshape(
      less(reshape(arange(5), [1, 5]), reshape(lengths.cast("float32"), [3, 1])),
      [3, 5, 1],
    );
    const gradients = (padding: number) =>
      grad((at: typeof params) => layer.apply(at, { x: where(mask, x, padding), lengths }).sum())(params);
    const flat = async (padding: number) =>
      (await Promise.all(flatten(gradients(padding)).leaves.map(numbers))).flat();
    expectClose(await flat(Number.NaN), await flat(0), 1e-6);
  });

  it("gives the last h of each sequence, both directions side by side", async () => {
    const lengths = tensor([5, 2, 4], { dtype: "int64" });
    const both = nn.lstm(4, { layers: 2, bidirectional: true, output: "both" });
    const last = nn.lstm(4, { layers: 2, bidirectional: true, output: "last" });
    const { y, state } = both.apply(params, { x, lengths });
    const at = [4, 1, 3];
    const rows = at.map((step, row) => slice(y, { starts: [row, step], ends: [row + 1, step + 1, 4] }));
    const firsts = slice(y, { starts: [0, 0, 4], ends: [3, 1, 8] });
    const [result, forward, backward] = await Promise.all([
      numbers(last.apply(params, { x, lengths })),
      Promise.all(rows.map(numbers)),
      numbers(firsts),
    ]);
    expectClose(
      result,
      forward.flatMap((row, at) => [...row, ...backward.slice(4 * at, 4 * at + 4)]),
    );
    expect(state.h.shape).toEqual([4, 3, 4]);
  });

  it("goes on from its state as if the sequence had not been cut", async () => {
    const forward = nn.gru(3, { layers: 2, output: "both" });
    const own = forward.init(random.key(3), x);
    const whole = forward.apply(own, x);
    const first = forward.apply(own, slice(x, { ends: [3, 2] }));
    const second = forward.apply(own, { x: slice(x, { starts: [0, 2] }), state: first.state });
    expectClose(await numbers(second.state.h), await numbers(whole.state.h));
    expectClose(await numbers(second.y), await numbers(slice(whole.y, { starts: [0, 2] })));
  });

  it("drops out between its layers, while training only", async () => {
    const dropping = nn.lstm(4, { layers: 2, dropout: 0.9, bidirectional: true });
    expect([dropping.random, nn.lstm(4, { dropout: 0.9 }).random]).toEqual([true, false]);
    const [kept, dropped, again, other] = await evaluate([
      dropping.apply(params, x),
      ...[4, 4, 5].map((seed) => dropping.apply(params, x, { training: true, key: random.key(seed) })),
    ]).then((all) => Promise.all(all.map(numbers)));
    expectClose(kept!, await numbers(layer.apply(params, x)));
    expect(dropped).toEqual(again);
    expect(dropped).not.toEqual(other);
    expect(() => dropping.apply(params, x, { training: true })).toThrow(/needs a random key while training/);
  });

  it("composes with vmap", async () => {
    const last = nn.rnn(3, { output: "last" });
    const wide = { dtype: "float64" } as const;
    const own = last.init(random.key(3), x.cast("float64"));
    const many = random.normal(random.key(7), [2, 3, 5, 2], wide);
    const rows = [0, 1].map((at) =>
      last.apply(own, slice(many, { starts: [at], ends: [at + 1] }).reshape([3, 5, 2])),
    );
    const [mapped, ...each] = await evaluate([vmap((one: Tensor) => last.apply(own, one))(many), ...rows]);
    expectClose(await numbers(mapped!), (await Promise.all(each.map(numbers))).flat());
  });

  it("takes its part in a model that knows its types", () => {
    const model = nn.sequential(nn.embedding(9, 4), nn.lstm(3, { output: "last" }), nn.linear(2));
    const whole = model.init(random.key(1), zeros([1, 5], { dtype: "int32" }));
    expectTypeOf(whole[1][0]!.forward.input.bias).toEqualTypeOf<Tensor>();
    expect(whole[2].weight.shape).toEqual([3, 2]);
    expect(model.apply(whole, zeros([7, 6], { dtype: "int32" })).shape).toEqual([7, 2]);
  });

  it.each([
    ["no positive count of units", () => nn.lstm(0), "lstm(units): must be a positive integer, got 0."],
    [
      "an option that it does not know",
      () => nn.gru(3, { bidirection: true } as object),
      "gru({ bidirection }): is not an option. The nearest is bidirectional (known: layers, dropout, input, recurrent, bias, bidirectional, output).",
    ],
    ["a dropout of 1", () => nn.gru(3, { dropout: 1 }), "gru({ dropout }): must be in [0, 1), got 1."],
    [
      "rows that are no sequences",
      () => layer.apply(params, zeros([3, 2])),
      "lstm(4): input: needs shape [batch, time, features], got [3, 2]. For sequences of single numbers put unsqueeze(x, { axis: -1 }) in front.",
    ],
    [
      "other features",
      () => layer.apply(params, zeros([3, 5, 3])),
      "lstm(4): params/0/forward/input/weight: must be [3, 16] for inputs [3, 5, 3], got [2, 16]. Check the shape of the inputs, or pass what init of this model gave.",
    ],
    [
      "lengths of another batch",
      () => layer.apply(params, { x, lengths: tensor([1, 2], { dtype: "int32" }) }),
      "lstm(4): input/lengths: needs one length per sequence, [3], got [2].",
    ],
    [
      "a state of another batch",
      () => layer.apply(params, { x, state: { h: zeros([4, 2, 4]), c: zeros([4, 3, 4]) } }),
      "lstm(4): input/state/h: must be float32[4, 3, 4], got float32[4, 2, 4].",
    ],
    [
      "half a state",
      () => layer.apply(params, { x, state: { h: zeros([4, 3, 4]) } as { h: Tensor; c: Tensor } }),
      "lstm(4): input/state/c: must be float32[4, 3, 4], got undefined.",
    ],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
