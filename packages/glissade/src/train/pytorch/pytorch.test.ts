import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/pytorch_models.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { parseSafetensors } from "../../data/index.ts";
import {
  type Dtype,
  evaluate,
  fromPyTorch,
  losses,
  nn,
  optim,
  random,
  type Tree,
  tensor,
  toPyTorch,
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
    'Say which module is which layer, { names: { fc1: "0", features: "encoder" } }, and check that the layers are the same.';

  test.each([
    [
      `mlp.safetensors: the file lacks 1.weight, 1.bias, and no layer has a place for 2.weight, 2.bias. ${fix}`,
      load(nn.sequential(nn.linear(5), nn.linear(2)) as never),
    ],
    [
      `mlp.safetensors: no layer has a place for 2.weight, 2.bias. ${fix}`,
      load(nn.sequential(nn.linear(5)) as never),
    ],
    [
      "mlp.safetensors: 0.weight: must be [6, 4] for params/0/weight, got [5, 4]. Check the sizes of the layers.",
      load(nn.sequential(nn.linear(6), nn.relu(), nn.linear(2)) as never),
    ],
  ])("%s", (message, run) => expect(run).toThrow(message));
});

test("random keys of parameters do not matter", () => {
  const { params } = fromPyTorch(bytesOf("mlp"), mlp, { x: inputOf("mlp") });
  expect(params[0].weight.shape).toEqual(mlp.init(random.key(9), zeros([1, 4]))[0].weight.shape);
});
