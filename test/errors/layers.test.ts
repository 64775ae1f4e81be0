/** @file Whole messages of layers: their options, their start and their application. */

import { losses, nn, random, type Tensor, tensor, zeros } from "glissade";
import { describe, expect, it } from "vitest";

type Row = readonly [message: string, call: () => unknown];

/** Plain JavaScript, which no compiler warns. */
// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse.
const js: any = nn;
const key = random.key(1);
const x = zeros([2, 3]);
const own = "Pass what init of this model gave.";

const isLayer = (where: string, got: string) => `${where}: must be a layer { name, init, apply }, got ${got}`;
const makeOne = "Give it a name, init(key, x) and apply(params, x), or wrap a function: nn.lambda(name, f).";
const call =
  "Call it if it makes layers, as in nn.relu(), or wrap a function of tensors: nn.lambda(name, f).";
const leaveOut = "Check its name, or leave it out: ...(condition ? [layer] : []).";

class Dense {
  weight = 1;
}

const noLayers: readonly Row[] = [
  [`${isLayer("sequential[1]", "a function")}. ${call}`, () => js.sequential(nn.linear(3), nn.relu)],
  [`${isLayer("sequential[0]", "a function")}. ${call}`, () => js.sequential((y: Tensor) => y)],
  [`${isLayer("sequential[1]", "undefined")}. ${leaveOut}`, () => js.sequential(nn.linear(3), js.lineer)],
  [`${isLayer("sequential[0]", "false")}. ${leaveOut}`, () => js.sequential(false)],
  [`${isLayer("sequential[0]", "an array of 1")}. Spread it: ...layers.`, () => js.sequential([nn.relu()])],
  [
    `${isLayer("sequential[0]", "a promise")}. Await it first.`,
    () => js.sequential(Promise.resolve(nn.relu())),
  ],
  [`${isLayer("sequential[0]", "a Dense")}. ${makeOne}`, () => js.sequential(new Dense())],
  [`${isLayer("sequential[0]", "float32[2, 3]")}. ${makeOne}`, () => js.sequential(x)],
  [
    `${isLayer("sequential[0]", "an object of name, init without apply")}. ${makeOne}`,
    () => js.sequential({ name: "scale", init: () => [] }),
  ],
  [
    `${isLayer("sequential[0]", "an object of init, apply without a name")}. ${makeOne}`,
    () => js.sequential({ init: () => [], apply: () => x }),
  ],
  [`${isLayer("gated.gate", "3")}. ${makeOne}`, () => js.block("gated", { gate: 3 }, () => x)],
  [`${isLayer("parallel.mean", "undefined")}. ${leaveOut}`, () => js.parallel({ mean: undefined })],
  [`${isLayer("residual(layer)", "undefined")}. ${leaveOut}`, () => js.residual()],
  [`${isLayer("repeat(count, layer)", "undefined")}. ${leaveOut}`, () => js.repeat(3)],
  [`${isLayer("lift(layer)", "an object of nothing")}. ${makeOne}`, () => js.lift({})],
  ["sequential(...layers): needs at least one layer, got none.", () => js.sequential()],
];

const blocks: readonly Row[] = [
  ["block(parts): needs layers by name, got an object of nothing.", () => nn.block({})],
  ["block(parts): needs layers by name, got an array of 1.", () => js.block([nn.relu()])],
  ["parallel(branches): needs layers by name, got an object of nothing.", () => nn.parallel({})],
  [
    'block(parts): names must not be numbers, which JavaScript sorts, got "2". Write layer2, or use sequential().',
    () => nn.block({ last: nn.relu(), 2: nn.relu() }),
  ],
  [
    "block(name, parts, body): needs a name, parts and a function of both parts and input, got an object of norm, a function.",
    () => js.block({ norm: nn.batchNorm() }, (_: unknown, y: Tensor) => y),
  ],
  [
    'block(name, parts, body): needs a name, parts and a function of both parts and input, got "normed", an object of norm.',
    () => js.block("normed", { norm: nn.batchNorm() }),
  ],
  [
    "idle.dense: every part must be called, got no call. Call it in the body, or leave it out of the parts.",
    () => nn.block("idle", { dense: nn.linear(3) }, (_, y: Tensor) => y).init(key, x),
  ],
  [
    "lambda(name, f): needs a name and a function of the input, got a function and undefined.",
    () => js.lambda((y: Tensor) => y),
  ],
  ["repeat(count): must be a positive integer, got 0.", () => nn.repeat(0, nn.relu())],
  [
    "residual: layer: must give what it takes, got float32[2, 3] and float32[2, 4]. Let the last layer have as many outputs as the first has inputs, or change x in a block of your own.",
    () => {
      const layer = nn.residual(nn.linear(4));
      return layer.apply(layer.init(key, x), x);
    },
  ],
  [
    "repeat(2): layer: must give what it takes, got float32[2, 3] and float32[2, 4]. Let the last layer have as many outputs as the first has inputs, or change x in a block of your own.",
    () => {
      const layer = nn.repeat(2, nn.linear(4));
      return layer.apply(layer.init(key, x), x);
    },
  ],
];

const start = (got: string) =>
  `init(key, x): needs a random key and an example input, got ${got}. Write init(random.key(1), zeros([1, 784])), with the shape of your inputs.`;

const starts: readonly Row[] = [
  [`linear(3): ${start("float32[2, 3] alone")}`, () => js.linear(3).init(x)],
  [`sequential: ${start("float32[2, 3] alone")}`, () => js.sequential(nn.linear(3)).init(x)],
  [`sequential: ${start("undefined as the key")}`, () => js.sequential(nn.linear(3)).init(undefined, x)],
  [`batchNorm(): ${start("1 as the key")}`, () => js.batchNorm().init(1, x)],
  [`conv2d(3, 3): ${start("uint32[2] alone")}`, () => js.conv2d(3, 3).init(key)],
  [`residual: ${start("float32[2, 3] as the key")}`, () => js.residual(nn.linear(3)).init(x, key)],
  ["linear(3): input: must be a tensor, got an object of x.", () => js.linear(3).init(key, { x })],
  [
    "linear(3): input: needs float32 or float64, got uint8. Cast it with cast().",
    () => nn.linear(3).init(key, zeros([2, 3], { dtype: "uint8" })),
  ],
  [
    "linear(3): input: needs an axis of features, got a single number.",
    () => nn.linear(3).apply({ weight: x, bias: x }, tensor(1)),
  ],
  [
    "flatten(): input: needs an axis for the batch, got a single number.",
    () => nn.flatten().apply([], tensor(1)),
  ],
];

const initializer = (where: string, got: string) =>
  `${where}: must be an initialiser such as nn.zeros(), got ${got}.`;
const maybe = (where: string, got: string) =>
  `${where}: must be an initialiser such as nn.zeros(), or null, got ${got}.`;
const notCalled = (name: string, shape: string) =>
  `${name}: takes no arguments, got a Tensor, ${shape}, an object of fanIn, fanOut, dtype. Write nn.${name}(), not nn.${name}.`;

const options: readonly Row[] = [
  ["linear({ unit }): is not an option. Known: weight, bias.", () => js.linear(3, { unit: 1 })],
  [
    "conv1d({ pad }): is not an option. The nearest is padding (known: weight, bias, stride, padding, dilation, groups).",
    () => js.conv1d(3, 3, { pad: 1 }),
  ],
  [
    "conv2d({ strides }): is not an option. The nearest is stride (known: weight, bias, stride, padding, dilation, groups).",
    () => js.conv2d(3, 3, { strides: 2 }),
  ],
  [
    "conv3d({ group }): is not an option. The nearest is groups (known: weight, bias, stride, padding, dilation, groups).",
    () => js.conv3d(3, 3, { group: 2 }),
  ],
  [
    "convTranspose2d({ outputPad }): is not an option. The nearest is outputPadding (known: weight, bias, stride, padding, dilation, groups, outputPadding).",
    () => js.convTranspose2d(3, 3, { outputPad: 1 }),
  ],
  [
    "maxPool2d({ strides }): is not an option. The nearest is stride (known: stride, padding, ceilMode, dilation).",
    () => js.maxPool2d(2, { strides: 1 }),
  ],
  [
    "averagePool2d({ ceil }): is not an option. The nearest is ceilMode (known: stride, padding, ceilMode, countIncludePad).",
    () => js.averagePool2d(2, { ceil: true }),
  ],
  [
    "globalAveragePool({ keepdim }): is not an option. The nearest is keepDims (known: keepDims).",
    () => js.globalAveragePool({ keepdim: true }),
  ],
  [
    "layerNorm({ epsilon }): is not an option. The nearest is eps (known: eps).",
    () => js.layerNorm({ epsilon: 1 }),
  ],
  [
    "rmsNorm({ epsilon }): is not an option. The nearest is eps (known: eps).",
    () => js.rmsNorm({ epsilon: 1 }),
  ],
  ["groupNorm({ affine }): is not an option. Known: eps.", () => js.groupNorm(2, { affine: false })],
  [
    "embedding({ init }): is not an option. Known: weight, dtype, paddingIndex, maxNorm.",
    () => js.embedding(2, 3, { init: nn.zeros() }),
  ],
  [
    "multiHeadAttention({ casual }): is not an option. The nearest is causal (known: weight, bias, causal, keyValueHeads, headSize, dropout, positions, rotaryBase, cache).",
    () => js.multiHeadAttention(2, { casual: true }),
  ],
  ["elu({ a }): is not an option. Known: alpha.", () => js.elu({ a: 1 })],
  ["celu({ slope }): is not an option. Known: alpha.", () => js.celu({ slope: 1 })],
  ["leakyRelu({ alpha }): is not an option. Known: slope.", () => js.leakyRelu({ alpha: 1 })],
  [
    "gelu({ approx }): is not an option. The nearest is approximate (known: approximate).",
    () => js.gelu({ approx: "tanh" }),
  ],
  ["linear(options): must be an object of options, got false.", () => js.linear(3, false)],
  ["dropout(rate): must be in [0, 1), got an object of rate.", () => js.dropout({ rate: 0.1 })],
  ["layerNorm({ eps }): must be finite and not negative, got -1.", () => nn.layerNorm({ eps: -1 })],
  ["groupNorm(groups): must be a positive integer, got 0.5.", () => nn.groupNorm(0.5)],
  [
    "groupNorm(2): input: channels must be a multiple of the groups, got 3 and 2.",
    () => nn.groupNorm(2).init(key, x),
  ],
  [initializer("linear({ weight })", "0"), () => js.linear(3, { weight: 0 })],
  [maybe("linear({ bias })", "false"), () => js.linear(3, { bias: false })],
  [initializer("conv2d({ weight })", "null"), () => js.conv2d(3, 3, { weight: null })],
  [initializer("embedding({ weight })", "a Tensor"), () => js.embedding(2, 3, { weight: x })],
  [
    `linear(3): { weight }: ${notCalled("zeros", "[3, 3]")}`,
    () => js.linear(3, { weight: nn.zeros }).init(key, x),
  ],
  [
    `conv1d(3, 2): { bias }: ${notCalled("xavier", "[3]")}`,
    () => js.conv1d(3, 2, { bias: nn.xavier }).init(key, zeros([1, 1, 4])),
  ],
  [
    `multiHeadAttention(1): { bias }: ${notCalled("kaiming", "[4]")}`,
    () => js.multiHeadAttention(1, { bias: nn.kaiming }).init(key, zeros([1, 2, 4])),
  ],
  [
    "embedding(2, 3): { weight }: the initialiser must give float32[2, 3], got float32[3, 2].",
    () => nn.embedding(2, 3, { weight: () => zeros([3, 2]) }).init(key, zeros([1], { dtype: "int32" })),
  ],
  [
    "linear(3): { weight }: the initialiser must give float64[3, 3], got float32[3, 3].",
    () => nn.linear(3, { weight: (_, shape) => zeros(shape) }).init(key, zeros([2, 3], { dtype: "float64" })),
  ],
];

const plain = nn.sequential(nn.linear(4), nn.relu(), nn.linear(5));
const params = plain.init(key, x);
const other = nn.sequential(nn.linear(4), nn.linear(5), nn.relu()).init(key, x);
const normed = nn.sequential(nn.linear(4), nn.batchNorm());
const variables = normed.init(key, x);
const gated = nn.block("gated", { value: nn.linear(3), gate: nn.linear(3) }, ({ value, gate }, y: Tensor) =>
  value(y).mul(gate(y)),
);

// biome-ignore lint/suspicious/noExplicitAny: as above.
const apply = (layer: any, ...args: readonly unknown[]) => layer.apply(...args);

const shape = (path: string, expected: string, inputs: string, got: string) =>
  `${path}: must be ${expected} for inputs ${inputs}, got ${got}. Check the shape of the inputs, or pass what init of this model gave.`;

const applications: readonly Row[] = [
  [
    `sequential[1]: relu(): params: must be [], got an object of weight, bias. ${own}`,
    () => apply(plain, other, x),
  ],
  [
    shape("sequential[0]: linear(4): params/weight", "[7, 4]", "[2, 7]", "[3, 4]"),
    () => apply(plain, params, zeros([2, 7])),
  ],
  [
    shape("sequential[2]: linear(5): params/weight", "[4, 5]", "[2, 4]", "[4, 6]"),
    () => apply(plain, nn.sequential(nn.linear(4), nn.relu(), nn.linear(6)).init(key, x), x),
  ],
  [
    `sequential: params: must be a list of 3, one for each layer, got an array of 2. ${own}`,
    () => apply(plain, variables.params, x),
  ],
  [
    "sequential: params: must be a list of 3, one for each layer, got an object of params, state. Pass its params, or use nn.outputs(model, variables, x).",
    () => apply(plain, { params, state: [] }, x),
  ],
  [
    "linear(3): params: must be { weight, bias }, got an object of params, state. Pass its params, or use nn.outputs(model, variables, x).",
    () => apply(nn.linear(3), { params: {}, state: [] }, x),
  ],
  [
    `linear(3): params: must be { weight, bias }, got an object of weight. ${own}`,
    () => apply(nn.linear(3), { weight: zeros([3, 3]) }, x),
  ],
  [
    `linear(3): params: must be { weight }, got an object of weight, bias. ${own}`,
    () => apply(nn.linear(3, { bias: null }), { weight: x, bias: x }, x),
  ],
  [
    `linear(3): params: must be { weight, bias }, got undefined. ${own}`,
    () => apply(nn.linear(3), undefined, x),
  ],
  [
    shape("linear(3): params/bias", "[3]", "[2, 3]", "1"),
    () => apply(nn.linear(3), { weight: zeros([3, 3]), bias: 1 }, x),
  ],
  [
    `multiHeadAttention(1): params/key: must be { weight, bias }, got []. ${own}`,
    () =>
      apply(
        nn.multiHeadAttention(1),
        { ...nn.multiHeadAttention(1).init(key, zeros([1, 2, 3])), key: [] },
        zeros([1, 2, 3]),
      ),
  ],
  [
    `gated: params: must be { value, gate }, got an object of value. ${own}`,
    () => apply(gated, { value: params[0] }, x),
  ],
  [
    `sequential: variables: must be { params, state }, got an array of 2. ${own}`,
    () => apply(normed, variables.params, x),
  ],
  [
    `sequential: state: must be a list of 2, one for each layer, got [[]]. ${own}`,
    () => apply(normed, { params: variables.params, state: [[]] }, x),
  ],
  [
    `sequential[1]: batchNorm(): state: must be { mean, variance }, got []. ${own}`,
    () => apply(normed, { params: variables.params, state: [[], []] }, x),
  ],
  [
    shape("sequential[1]: batchNorm(): state/mean", "[4]", "[2, 4]", "[5]"),
    () =>
      apply(normed, { params: variables.params, state: [[], { mean: zeros([5]), variance: zeros([4]) }] }, x),
  ],
  [
    `outputs(variables): must be { params, state }, got an array of 3. ${own}`,
    () => js.outputs(plain, params, x),
  ],
  [`${isLayer("outputs(model)", "undefined")}. ${leaveOut}`, () => js.outputs(undefined, variables, x)],
  ["sequential: apply(params, x): needs an input, got undefined.", () => apply(plain, params)],
  ["relu(): apply(params, x): needs an input, got undefined.", () => apply(nn.relu(), x)],
  [
    "sequential: apply({ train }): is not an option. The nearest is training (known: training, key, observe).",
    () => apply(plain, params, x, { train: true }),
  ],
  [
    "sequential: apply(options): must be an object of options, got true.",
    () => apply(plain, params, x, true),
  ],
  [
    "sequential[1]: dropout(0.5): context: needs a random key while training, got none. Pass { training: true, key }, or start training with initialState().",
    () => apply(nn.sequential(nn.relu(), nn.dropout()), [[], []], x, { training: true }),
  ],
  [
    "sequential[0]: apply: must return [y, state] where a layer says stateful: true, got float32[2, 3].",
    () =>
      apply(
        js.sequential({
          name: "mine",
          stateful: true,
          init: () => ({ params: [], state: [] }),
          apply: () => x,
        }),
        { params: [[]], state: [[]] },
        x,
      ),
  ],
];

const images = zeros([2, 1, 8, 8]);
const convolved = nn.sequential(nn.conv2d(4, 3), nn.relu(), nn.linear(10));

const forms: readonly Row[] = [
  [
    "softmaxCrossEntropy: needs integer labels of the batch or targets like the outputs, got int32[2] for outputs float32[2, 4, 6, 10]. Put flatten() or globalAveragePool() in front of the last linear layer, which takes the last axis alone.",
    () =>
      losses.softmaxCrossEntropy(
        convolved.apply(convolved.init(key, images), images),
        tensor([1, 2], { dtype: "int32" }),
      ),
  ],
  [
    "conv2d(4, 3): input: needs shape [batch, channels, ...] with 2 spatial axes, got [2, 8, 8]. Put the axis of the channels behind the batch: unsqueeze(x, { axis: 1 }).",
    () => nn.conv2d(4, 3).init(key, zeros([2, 8, 8])),
  ],
];

describe.each([
  ["what is no layer", noLayers],
  ["blocks", blocks],
  ["init", starts],
  ["options", options],
  ["apply", applications],
  ["images", forms],
] as const)("%s", (_, rows) => {
  it.each(rows)("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
});

it("global average pooling comes in front of a linear layer as it is", () => {
  const pooled = nn.sequential(nn.conv2d(4, 3), nn.globalAveragePool(), nn.linear(10));
  const params = pooled.init(key, images);
  expect(params[2].weight.shape).toEqual([4, 10]);
  expect(pooled.apply(params, images).shape).toEqual([2, 10]);
});
