import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  diagnoser,
  fit,
  initialState,
  losses,
  matmul,
  nn,
  optim,
  random,
  sigmoid,
  type Tensor,
  tensor,
  trainStep,
  transpose,
  zeros,
} from "../../index.ts";

const double = (values: number[][]) => tensor(values, { dtype: "float64" });
const x = double([
  [0.5, -1, 2],
  [1, 0.3, -0.7],
  [0, 1, 1],
  [-2, 0.1, 0.4],
]);
const y = double([
  [1, 0],
  [0, 1],
  [1, 1],
  [0, 0],
]);
const batch = { x, y };
const optimizer = optim.sgd({ learningRate: 0.1 });
const start = { weight: nn.normal(0.7), bias: nn.normal(0.3) };
const mlp = nn.sequential(
  nn.linear(5, start),
  nn.sigmoid(),
  nn.linear(4, start),
  nn.sigmoid(),
  nn.linear(2, start),
  nn.sigmoid(),
);
const training = { model: mlp, loss: losses.halfSquaredError, optimizer };

describe("δ", () => {
  test("is that of back-propagation written by hand", async () => {
    const state = await initialState(training, random.key(1), x);
    const { layers, loss } = await diagnoser(training, { deltas: true })(state, batch);
    const weights = [0, 2, 4].map((layer) => (state.params as readonly nn.LinearParams[])[layer]!);
    const outputs: Tensor[] = [];
    weights.reduce((a, { weight, bias }) => {
      outputs.push(sigmoid(matmul(a, weight).add(bias)));
      return outputs.at(-1)!;
    }, x);
    // δ_L = (a - y)/n ⊙ σ′, δ_l = (δ_{l+1} Wᵀ) ⊙ σ′ with σ′ = a(1 - a)
    const slope = (a: Tensor) => a.mul(a.neg().add(1));
    const last = outputs[2]!.sub(y).div(4).mul(slope(outputs[2]!));
    const middle = matmul(last, transpose(weights[2]!.weight)).mul(slope(outputs[1]!));
    const first = matmul(middle, transpose(weights[1]!.weight)).mul(slope(outputs[0]!));
    for (const [index, delta] of [first, middle, last].entries()) {
      expect(layers[2 * index]!.path).toBe(String(2 * index));
      expectClose(await numbers(layers[2 * index]!.delta!), await numbers(delta), 1e-12);
    }
    expect(loss).toBeCloseTo(await losses.halfSquaredError(outputs[2]!, y).item(), 12);
  });

  test("is the change of the loss with the output of a layer, by finite differences", async () => {
    const state = await initialState(training, random.key(2), x);
    const { layers } = await diagnoser(training, { deltas: true })(state, batch);
    const delta = await numbers(layers[2]!.delta!);
    const lossWith = async (unit: number, change: number) => {
      const shift = tensor(
        Array.from({ length: 16 }, (_, index) => (index === unit ? change : 0)),
        {
          shape: [4, 4],
          dtype: "float64",
        },
      );
      const moved = nn.sequential(
        nn.linear(5),
        nn.sigmoid(),
        nn.block("moved", { linear: nn.linear(4) }, ({ linear }, input: Tensor) => linear(input).add(shift)),
        nn.sigmoid(),
        nn.linear(2),
        nn.sigmoid(),
      );
      const [a, b, c] = [0, 2, 4].map((index) => (state.params as readonly nn.LinearParams[])[index]!);
      return losses.halfSquaredError(moved.apply([a!, [], { linear: b! }, [], c!, []], x), y).item();
    };
    for (const unit of [0, 5, 15]) {
      const slope = ((await lossWith(unit, 1e-5)) - (await lossWith(unit, -1e-5))) / 2e-5;
      expect(delta[unit]).toBeCloseTo(slope, 9);
    }
  });
});

test("numbers of parameters are those of the step", async () => {
  const state = await initialState(training, random.key(1), x);
  const { layers } = await diagnoser(training)(state, batch);
  const [next] = await trainStep(training)(state, batch);
  const norm = async (tree: nn.LinearParams, from?: nn.LinearParams) => {
    const [weight, bias] = [await numbers(tree.weight), await numbers(tree.bias)];
    const [w0, b0] = from ? [await numbers(from.weight), await numbers(from.bias)] : [[], []];
    const all = [
      ...weight.map((value, i) => value - (w0[i] ?? 0)),
      ...bias.map((value, i) => value - (b0[i] ?? 0)),
    ];
    return Math.sqrt(all.reduce((sum, value) => sum + value ** 2, 0));
  };
  for (const index of [0, 2, 4] as const) {
    const [before, after] = [state.params[index], next.params[index]];
    const { parameters } = layers[index]!;
    expect(parameters!.norm).toBeCloseTo(await norm(before), 5);
    expect(parameters!.updateRatio).toBeCloseTo((await norm(after, before)) / (await norm(before)), 6);
    expect(parameters!.gradient).toBeCloseTo((await norm(after, before)) / 0.1, 5);
  }
  expect(layers[1]!.parameters).toBeUndefined();
});

test("any model: blocks, residual connections, loops, state, dropout and shared weights", async () => {
  const model = nn.block({
    stem: nn.sequential(nn.flatten(), nn.linear(6), nn.batchNorm(), nn.relu()),
    deep: nn.repeat(3, nn.residual(nn.sequential(nn.linear(6), nn.tanh()))),
    head: nn.sequential(nn.dropout(0.2), nn.linear(3)),
  });
  const own = { model, loss: losses.softmaxCrossEntropy, optimizer: optim.adam() };
  const images = random.normal(random.key(3), [8, 2, 2]);
  const labels = tensor([0, 1, 2, 0, 1, 2, 0, 1], { dtype: "int32" });
  const state = await initialState(own, random.key(1), images);
  const report = await diagnoser(own)(state, { x: images, y: labels });
  const { layers } = report;
  expect(layers.map(({ path, name }) => `${path} ${name}`)).toEqual([
    "stem/0 flatten()",
    "stem/1 linear(6)",
    "stem/2 batchNorm()",
    "stem/3 relu()",
    "deep repeat(3, residual(sequential(linear(6), tanh())))",
    "head/0 dropout(0.2)",
    "head/1 linear(3)",
  ]);
  expect(layers.every(({ deltaNorm }) => deltaNorm > 0)).toBe(true);
  expect(layers[2]!.mean).toBeCloseTo(0, 4);
  expect(layers[2]!.deviation).toBeCloseTo(1, 2);
  expect(report.toString().split("\n")[0]).toMatch(
    /^layer +mean +deviation +dead +\|δ\| +\|parameters\| +\|gradient\| +update$/,
  );
});

test("a model that is one layer", async () => {
  const own = { model: nn.linear(1), loss: losses.meanSquaredError, optimizer };
  const data = { x: tensor([[1], [2]]), y: tensor([[1], [2]]) };
  const { layers } = await diagnoser(own)(await initialState(own, random.key(1), data.x), data);
  expect(layers.map(({ path, name }) => [path, name])).toEqual([["", "linear(1)"]]);
});

describe("warnings", () => {
  const images = random.normal(random.key(1), [32, 20]);
  const labels = tensor(
    Array.from({ length: 32 }, (_, row) => row % 3),
    { dtype: "int32" },
  );
  const warn = async (model: nn.Layer<never> | object, rate = 0.01, inputs = images, targets = labels) => {
    const own = {
      model: model as nn.Layer<readonly nn.LinearParams[]>,
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.sgd({ learningRate: rate }),
    };
    const state = await initialState(own, random.key(1), inputs);
    return (await diagnoser(own)(state, { x: inputs, y: targets })).warnings;
  };
  const small = { weight: nn.normal(0.05) };
  const deep = (activation: () => nn.Layer<nn.None>, options = {}) =>
    nn.sequential(
      ...Array.from({ length: 8 }, () => [nn.linear(16, options), activation()] as const).flat(),
      nn.linear(3),
    );

  test("a deep sigmoid network vanishes, one of rectifiers does not", async () => {
    expect(await warn(deep(nn.sigmoid, small))).toContainEqual(
      expect.stringMatching(
        /^The gradient of 0: linear\(16\) is [\d.e-]+ of that of 16: linear\(3\): it vanishes\. Try batchNorm\(\)/,
      ),
    );
    expect(await warn(deep(nn.relu))).toEqual([]);
  });

  test("numbers that are not finite hide everything else", async () => {
    const broken =
      /^The numbers of 0: linear\(8\) \(and 2 more layers\) are not finite, or too large to be measured\. Look at the inputs/;
    const model = nn.sequential(nn.linear(8), nn.relu(), nn.linear(3));
    for (const scale of [Number.NaN, 1e30])
      expect(await warn(model, 0.01, images.mul(scale))).toEqual([expect.stringMatching(broken)]);
  });

  test("a gradient of exactly 0 has vanished", async () => {
    const model = nn.sequential(nn.linear(8), nn.sigmoid(), nn.linear(3));
    expect(await warn(model, 0.01, images.mul(1e5))).toContainEqual(
      expect.stringMatching(/^The gradient of 0: linear\(8\) is 0 of that of 2: linear\(3\): it vanishes/),
    );
  });

  test("a head that starts at zero, and a batch of one, are no reason", async () => {
    const zero = { weight: nn.zeros(), bias: nn.zeros() };
    expect(await warn(nn.sequential(nn.linear(8), nn.relu(), nn.linear(3, zero)))).toEqual([]);
    const negative = nn.sequential(nn.linear(8, { bias: nn.constant(-100) }), nn.relu(), nn.linear(3));
    const dead = (warnings: readonly string[]) => warnings.filter((text) => text.includes("they are dead"));
    expect(dead(await warn(negative))).toHaveLength(1);
    const one = random.normal(random.key(1), [1, 20]);
    expect(dead(await warn(negative, 0.01, one, tensor([0], { dtype: "int32" })))).toEqual([]);
  });

  test("dead units, constant outputs, updates and explosions", async () => {
    const negative = nn.sequential(nn.linear(8, { bias: nn.constant(-100) }), nn.relu(), nn.linear(3));
    expect(await warn(negative)).toContainEqual(
      expect.stringMatching(/^100 % of the units of 1: relu\(\) are 0 for every example/),
    );
    expect(await warn(nn.linear(3), 0.01, zeros([32, 20]))).toContainEqual(
      expect.stringMatching(/^linear\(3\) gives the same for all 32 examples/),
    );
    expect(await warn(nn.linear(3), 100)).toContainEqual(
      expect.stringMatching(/^A step changes linear\(3\) by [\d.]+ of its size.*smaller/),
    );
    expect(await warn(nn.linear(3), 1e-7)).toContainEqual(expect.stringMatching(/learns next to nothing/));
    const large = nn.sequential(
      ...Array.from({ length: 8 }, () => nn.linear(16, { weight: nn.normal(2) })),
      nn.linear(3),
    );
    const loud = await warn(large);
    expect(loud.filter((warning) => warning.includes("it explodes"))).toEqual([
      expect.stringMatching(/^The gradient of 8: linear\(3\) \(and 8 more layers\) has the norm/),
    ]);
  });
});

describe("fit({ diagnose })", () => {
  const data = [
    {
      x: tensor([
        [1, 2],
        [3, 4],
      ]),
      y: tensor([[1], [2]]),
    },
  ];
  const options = { data, loss: losses.meanSquaredError, optimizer, epochs: 7, seed: 1 };
  const model = nn.sequential(nn.linear(3), nn.relu(), nn.linear(1));

  test("steps come with a diagnosis, every so many", async () => {
    const steps: number[] = [];
    for await (const event of fit(model, { ...options, diagnose: { every: 3 } })) {
      if (event.type !== "step" || !event.diagnosis) continue;
      steps.push(event.step);
      expect(event.diagnosis.loss).toBeCloseTo(event.loss, 5);
      expect(event.diagnosis.layers).toHaveLength(3);
    }
    expect(steps).toEqual([1, 4, 7]);
  });

  test("and train the same bits", async () => {
    const ends = await Promise.all(
      [{}, { diagnose: { every: 2 } }].map(async (more) => {
        let end: number[] = [];
        for await (const event of fit(model, { ...options, ...more })) {
          if (event.type === "done") end = await numbers(event.params[0].weight);
        }
        return end;
      }),
    );
    expect(ends[0]).toEqual(ends[1]);
  });
});
