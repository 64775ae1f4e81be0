import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/pytorch_models.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { parseSafetensors } from "../../data/index.ts";
import {
  type Dtype,
  evaluate,
  fromPyTorch,
  losses,
  matmul,
  nn,
  optim,
  random,
  type Tensor,
  type Tree,
  tensor,
  toPyTorch,
  toSafetensors,
  train,
  zeros,
} from "../../index.ts";

type Name = keyof typeof fixture;

interface Subject {
  readonly model: nn.Model<Tree, Tree>;
  readonly dtype?: Dtype;
  readonly names?: Record<string, string>;
}

const mlp = nn.sequential(nn.linear(5), nn.relu(), nn.linear(2));
const block = nn.transformerEncoderBlock(2, { feedForward: 12 });

const subjects: { readonly [name in Name]: Subject } = {
  mlp: { model: mlp as never },
  double: { model: nn.sequential(nn.linear(5), nn.tanh(), nn.linear(2)) as never, dtype: "float64" },
  cnn: {
    model: nn.block({
      encoder: nn.sequential(nn.conv2d(4, 3), nn.batchNorm(), nn.relu()),
      enlarge: nn.convTranspose2d(2, 2, { stride: 2 }),
      head: nn.sequential(nn.flatten(), nn.linear(3)),
    }) as never,
    names: { features: "encoder", up: "enlarge", fc: "head/1" },
  },
  lstm: {
    model: nn.sequential(
      nn.embedding(7, 4),
      nn.lstm(3, { layers: 2, bidirectional: true }),
      nn.layerNorm(),
    ) as never,
    dtype: "int64",
    names: { table: "0", memory: "1", norm: "2" },
  },
  gru: { model: nn.gru(4) as never },
  attention: { model: nn.multiHeadAttention(2) as never },
  block: { model: block as never },
};

const names = Object.keys(subjects) as Name[];
const bytesOf = (name: Name) => new Uint8Array(Buffer.from(fixture[name].file, "base64"));
const inputOf = (name: Name) =>
  tensor(fixture[name].x as number[][], { dtype: subjects[name].dtype ?? "float32" });

describe.each(names)("%s", (name) => {
  const { model, names } = subjects[name];
  const x = inputOf(name);
  const variables = () => fromPyTorch(bytesOf(name), model, { x, names });

  test("gives what PyTorch gives", async () => {
    const y = nn.outputs(model, variables(), x);
    expectClose(
      await numbers(await evaluate(y)),
      fixture[name].y as number[][],
      name === "double" ? 1e-14 : 2e-5,
    );
  });

  test("goes back, bit for bit and name for name", async () => {
    const back = parseSafetensors(await toPyTorch(model, variables(), { x, names }));
    const file = parseSafetensors(bytesOf(name));
    const kept = Object.entries(file).filter(([each]) => !each.endsWith("num_batches_tracked"));
    expect(Object.keys(back).toSorted()).toEqual(kept.map(([each]) => each).toSorted());
    for (const [each, array] of kept) expect(back[each], each).toEqual(array);
  });
});

test("an input of one example is enough, also for batch normalisation", async () => {
  const model = nn.sequential(nn.linear(3), nn.batchNorm());
  const x = zeros([1, 2]);
  const variables = model.init(random.key(1), x);
  const file = await toPyTorch(model, variables, { x });
  expect(await evaluate(fromPyTorch(file, model, { x }))).toEqual(await evaluate(variables));
});

test("what was loaded can be trained", async () => {
  const x = inputOf("mlp");
  const start = fromPyTorch(bytesOf("mlp"), mlp, { x });
  const optimizer = optim.adam({ learningRate: 0.01 });
  const { history } = await train(mlp, {
    data: [{ x, y: zeros([3, 2]) }],
    loss: losses.meanSquaredError,
    optimizer,
    epochs: 20,
    state: { ...start, optimizer: optimizer.init(start.params) },
  });
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
});

describe("errors", () => {
  const x = inputOf("mlp");
  const load =
    (model: nn.Layer<never>, options: object = {}) =>
    () =>
      fromPyTorch(bytesOf("mlp"), model as unknown as nn.Layer<Tree>, {
        x,
        where: "mlp.safetensors",
        ...options,
      });
  const fix =
    'Say which module is which layer, { names: { fc1: "0", features: "encoder" } }, and check that the layers are the same, or pass start for the rest.';

  test.each([
    [
      `mlp.safetensors: the file lacks 1.weight, 1.bias, and no layer takes 2.weight, 2.bias. ${fix}`,
      load(nn.sequential(nn.linear(5), nn.linear(2)) as never),
    ],
    [`mlp.safetensors: no layer takes 2.weight, 2.bias. ${fix}`, load(nn.sequential(nn.linear(5)) as never)],
    [
      "mlp.safetensors: 0.weight: must be [6, 4] for params/0/weight, got [5, 4]. Check the sizes of the layers, or pass start for those that differ.",
      load(nn.sequential(nn.linear(6), nn.relu(), nn.linear(2)) as never),
    ],
    [
      'fromPyTorch({ names }): "fc1" must be the name of a layer, got "5", which is the path of none. Known: 0, 1, 2.',
      load(mlp as never, { names: { fc1: "5" } }),
    ],
    [
      'fromPyTorch({ names }): a layer has one name, got "fc1" and "fc2" for "0".',
      load(mlp as never, { names: { fc1: "0", fc2: "0" } }),
    ],
  ])("%s", (message, run) => expect(run).toThrow(message));
});

describe("with a start", () => {
  const x = inputOf("mlp");
  const file = parseSafetensors(bytesOf("mlp"));

  test("a backbone goes under a new head", async () => {
    const model = nn.block({ backbone: nn.sequential(nn.linear(5), nn.relu()), head: nn.linear(7) });
    const start = nn.lift(model).init(random.key(3), x);
    const options = { x, start, names: { "0": "backbone/0" } };
    const { variables, ...report } = fromPyTorch(bytesOf("mlp"), model, options);
    expect(report).toEqual({
      missing: ["params/head/weight", "params/head/bias"],
      unexpected: ["2.weight", "2.bias"],
      mismatched: [],
    });
    expect(await variables.params.backbone[0].bias.data()).toEqual(file["0.bias"]!.data);
    expect(variables.params.head).toEqual(start.params.head);
  });

  test("a tensor of another shape is as in the start", async () => {
    const model = nn.sequential(nn.linear(5), nn.relu(), nn.linear(3));
    const start = nn.lift(model).init(random.key(3), x);
    const { variables, ...report } = fromPyTorch(bytesOf("mlp"), model, { x, start });
    expect(report).toEqual({
      missing: [],
      unexpected: [],
      mismatched: [
        { path: "params/2/weight", expected: "[3, 5]", got: "[2, 5]" },
        { path: "params/2/bias", expected: "[3]", got: "[2]" },
      ],
    });
    expect(variables.params[2]).toEqual(start.params[2]);
  });

  test("a layer whose weights are packed is taken whole or not at all", async () => {
    const [from, to] = [nn.lstm(6), nn.gru(8)]; // 4·6 rows and 3·8
    const input = zeros([1, 2, 3]);
    const bytes = await toPyTorch(from, nn.lift(from).init(random.key(1), input), { x: input });
    const model = nn.sequential(to, nn.linear(2));
    const start = nn.lift(model).init(random.key(3), input);
    const { weight } = nn.lift(nn.linear(2)).init(random.key(1), zeros([1, 8])).params;
    const file = await toSafetensors({
      ...Object.fromEntries(
        Object.entries(parseSafetensors(bytes)).map(([key, array]) => [`0.${key}`, tensor(array)]),
      ),
      "1.weight": weight.transpose(),
    });
    const { variables, missing, mismatched } = fromPyTorch(file, model, { x: input, start });
    expect(missing).toEqual(["params/1/bias"]);
    expect(mismatched.every(({ path }) => path.startsWith("params/0"))).toBe(true);
    expect(variables.params[0]).toEqual(start.params[0]);
    expect(await numbers(variables.params[1].weight)).toEqual(await numbers(weight));
  });

  test("variables of another model are not written", async () => {
    const [model, other] = [nn.linear(3), nn.linear(2)];
    const variablesOf = (each: typeof model) => nn.lift(each).init(random.key(1), x);
    await expect(toPyTorch(model, variablesOf(other), { x })).rejects.toThrow(
      /^toPyTorch\(variables\): params\/weight: must be float32\[\d, 3\] as in the model, got float32\[\d, 2\]\. Take those/,
    );
    const deep = nn.lift(nn.sequential(nn.linear(3))).init(random.key(1), x);
    await expect(toPyTorch(model, deep as never, { x })).rejects.toThrow(/^toPyTorch\(variables\)/);
    await expect(toPyTorch(model, variablesOf(model), { x, where: "f" } as never)).rejects.toThrow(
      "toPyTorch({ where }): is not an option.",
    );
    const machine = nn.restrictedBoltzmannMachine(3);
    const own = machine.init(random.key(1), x);
    await expect(toPyTorch(machine, { params: own, state: [] }, { x })).rejects.toThrow(
      "does not say how PyTorch lays out its weights",
    );
  });

  test("two layers under one name are not merged", async () => {
    const model = nn.sequential(nn.linear(3), nn.linear(3));
    const variables = nn.lift(model).init(random.key(1), x);
    await expect(toPyTorch(model, variables, { x, names: { 1: "0" } })).rejects.toThrow(
      "toPyTorch(model): each leaf must have a name of its own in PyTorch, got 1.weight for params/0/weight and params/1/weight. Name the layers apart with { names }.",
    );
  });

  test("attention that PyTorch packs in another form is not written", async () => {
    const input = zeros([1, 3, 8]);
    const model = nn.multiHeadAttention(2, { headSize: 5 });
    await expect(toPyTorch(model, nn.lift(model).init(random.key(1), input), { x: input })).rejects.toThrow(
      "toPyTorch(variables): params/query/weight: must be square, as in PyTorch's MultiheadAttention, got float32[8, 10].",
    );
  });

  test("a start of another model is an error", () => {
    const model = nn.sequential(nn.linear(5), nn.relu(), nn.linear(3));
    const other = nn.sequential(nn.linear(5), nn.relu(), nn.linear(9));
    const start = nn.lift(other).init(random.key(3), x);
    expect(() => fromPyTorch(bytesOf("mlp"), model, { x, start })).toThrow(
      "fromPyTorch({ start }): params/2/weight: must be float32[5, 3] as in the model, got float32[5, 9]. Take those of the same model and input, such as nn.lift(model).init(random.key(1), x).",
    );
  });

  test("integers are no weights", async () => {
    const file = await toSafetensors({ weight: tensor([[1n, 2n]]), bias: tensor([0n]) });
    expect(() => fromPyTorch(file, nn.linear(1), { x: zeros([1, 2]) })).toThrow(
      "fromPyTorch: weight: must be [1, 2] for params/weight, got int64 [1, 2]. Check the sizes of the layers, or pass start for those that differ.",
    );
  });

  test("a file that has nothing of the model is an error", () => {
    const model = nn.sequential(nn.relu(), nn.linear(5));
    const start = nn.lift(model).init(random.key(3), x);
    expect(() => fromPyTorch(bytesOf("mlp"), model, { x, start, where: "mlp.safetensors" })).toThrow(
      'mlp.safetensors: the file has none of 1.weight, 1.bias in the shapes of the model. Say which module is which layer, { names: { fc1: "0", features: "encoder" } }.',
    );
  });
});

test("random keys of parameters do not matter", () => {
  const { params } = fromPyTorch(bytesOf("mlp"), mlp, { x: inputOf("mlp") });
  expect(params[0].weight.shape).toEqual(mlp.init(random.key(9), zeros([1, 4]))[0].weight.shape);
});

describe("layers around a dense layer", () => {
  const x = zeros([1, 2]);
  // torch.nn.Linear(2, 2): W = [[1, 2], [3, 4]] gives (1, 3) at (1, 0).
  const file = toSafetensors({
    weight: tensor([
      [1, 2],
      [3, 4],
    ]),
    bias: tensor([0, 0]),
  });
  const outputOf = async (model: nn.Layer<nn.LinearParams>) => {
    const variables = fromPyTorch(await file, model, { x });
    return Array.from(await nn.outputs(model, variables, tensor([[1, 0]])).data(), Number);
  };

  test("that share its parameters share its layout", async () => {
    expect(await outputOf(nn.linear(2))).toEqual([1, 3]);
    expect(await outputOf(nn.frozen(nn.linear(2)))).toEqual([1, 3]);
    expect(await outputOf(nn.residual(nn.linear(2)))).toEqual([2, 3]);
  });

  test("gated ones have it in each part", async () => {
    const model = nn.swiglu(8);
    const bytes = await toPyTorch(model, nn.lift(model).init(random.key(1), zeros([1, 4])), {
      x: zeros([1, 4]),
    });
    const shapes = Object.entries(parseSafetensors(bytes)).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      "gate.weight": [8, 4],
      "value.weight": [8, 4],
      "output.weight": [4, 8],
    });
  });

  const fix =
    "Give a layer of your own a field pytorch, {} where names and layout are the same; PyTorch has no layer like repeat() or weightNorm(), so put copies in sequential().";
  const own: nn.Layer<{ readonly w: Tensor }> = {
    name: "own",
    init: (_, input) => ({ w: zeros([input.shape[1]!, 2]) }),
    apply: ({ w }, input) => matmul(input, w),
  };
  test.each<[nn.Model<Tree, Tree>, string]>([
    [nn.repeat(3, nn.linear(2)) as never, "repeat(3, linear(2))"],
    [nn.weightNorm(nn.linear(2)) as never, "weightNorm(linear(2))"],
    [nn.sequential(nn.relu(), own) as never, "own at 1"],
  ])("those that PyTorch does not have are refused", async (model, name) => {
    const rule = `(model): ${name} does not say how PyTorch lays out its weights. ${fix}`;
    const bytes = await file;
    expect(() => fromPyTorch(bytes, model, { x })).toThrow(`fromPyTorch${rule}`);
    await expect(toPyTorch(model, nn.lift(model).init(random.key(1), x), { x })).rejects.toThrow(
      `toPyTorch${rule}`,
    );
  });

  test("one of the user's own says it", async () => {
    const model = { ...own, pytorch: {} };
    const bytes = await toPyTorch(
      model,
      {
        params: {
          w: tensor([
            [1, 2],
            [3, 4],
          ]),
        },
        state: [],
      },
      { x },
    );
    expect(parseSafetensors(bytes).w!.shape).toEqual([2, 2]);
  });
});
