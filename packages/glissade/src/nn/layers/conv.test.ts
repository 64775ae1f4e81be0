import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool,
  conv,
  convTranspose,
  evaluate,
  flatten,
  mapTree,
  max,
  maxPool,
  nn,
  random,
  type Tensor,
  type Tree,
  tensor,
  valueAndGrad,
  zeros,
} from "../../index.ts";

const input = (...shape: number[]) => zeros(shape);
const shapes = (params: unknown) => flatten(params).leaves.map((leaf) => leaf.shape);

const sizes = <P>(layer: nn.Layer<P>, x: Tensor) => {
  const start = layer.init(random.key(1), x);
  return { params: shapes(start), output: layer.apply(start, x).shape };
};

test.each([
  ["conv1d", nn.conv1d(4, 3, { stride: 2 }), [2, 3, 9], [[4, 3, 3], [4]], [2, 4, 4]],
  ["conv2d", nn.conv2d(4, [3, 2], { padding: "same" }), [2, 3, 5, 6], [[4, 3, 3, 2], [4]], [2, 4, 5, 6]],
  ["depthwise conv2d", nn.conv2d(6, 3, { groups: 3 }), [2, 3, 5, 6], [[6, 1, 3, 3], [6]], [2, 6, 3, 4]],
  ["conv3d", nn.conv3d(4, 2, { bias: null }), [2, 3, 4, 5, 6], [[4, 3, 2, 2, 2]], [2, 4, 3, 4, 5]],
  [
    "convTranspose2d",
    nn.convTranspose2d(4, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    [2, 6, 4, 5],
    [[6, 2, 3, 3], [4]],
    [2, 4, 8, 10],
  ],
])("%s finds its channels at init", (_, layer, shape, params, output) => {
  expect(sizes(layer as unknown as nn.Layer<Tree>, zeros(shape))).toEqual({ params, output });
});

test("a layer is its function with the options of the layer", async () => {
  const x = random.normal(random.key(2), [2, 4, 6, 6]);
  const options = { stride: 2, padding: 1, dilation: 2, groups: 2 };
  const start = { weight: nn.normal(1), bias: nn.normal(1) };
  const layer = nn.conv2d(4, 3, { ...options, ...start });
  const params = layer.init(random.key(1), x);
  const expected = conv(x, params.weight, { ...options, bias: params.bias });
  expectClose(await numbers(layer.apply(params, x)), await numbers(expected), 1e-6);
  const back = nn.convTranspose2d(4, 3, { ...options, ...start });
  const kernels = back.init(random.key(1), x);
  const transposed = convTranspose(x, kernels.weight, { ...options, bias: kernels.bias });
  expectClose(await numbers(back.apply(kernels, x)), await numbers(transposed), 1e-6);
});

const sequences = random.normal(random.key(3), [2, 3, 9]);
const images = random.normal(random.key(4), [2, 3, 6, 7]);
const volumes = random.normal(random.key(5), [1, 2, 4, 5, 6]);

// The functions are PyTorch's by the fixtures of convolution and pooling.
test.each<[string, nn.Layer<nn.None>, Tensor, Tensor]>([
  ["maxPool1d", nn.maxPool1d(3, { stride: 2 }), sequences, maxPool(sequences, 3, { stride: 2 })],
  ["maxPool2d", nn.maxPool2d([2, 3]), images, maxPool(images, [2, 3])],
  ["maxPool3d", nn.maxPool3d(2, { padding: 1 }), volumes, maxPool(volumes, 2, { padding: 1 })],
  ["averagePool1d", nn.averagePool1d(2), sequences, averagePool(sequences, 2)],
  [
    "averagePool2d",
    nn.averagePool2d(3, { ceilMode: true }),
    images,
    averagePool(images, 3, { ceilMode: true }),
  ],
  ["averagePool3d", nn.averagePool3d([2, 1, 2]), volumes, averagePool(volumes, [2, 1, 2])],
  ["adaptiveAveragePool", nn.adaptiveAveragePool([2, 3]), images, adaptiveAveragePool(images, [2, 3])],
  ["adaptiveMaxPool", nn.adaptiveMaxPool(2), volumes, adaptiveMaxPool(volumes, 2)],
  ["globalMaxPool", nn.globalMaxPool(), images, max(images, { axis: [2, 3] })],
])("the layer %s is its function", async (_, layer, x, expected) => {
  const y = layer.apply([], x);
  expect(y.shape).toEqual(expected.shape);
  expectClose(await numbers(y), await numbers(expected));
});

test.each([
  ["convTranspose1d", nn.convTranspose1d(4, 3, { stride: 2, bias: null }), sequences],
  ["convTranspose3d", nn.convTranspose3d(4, 2, { stride: 2, bias: null }), volumes],
])("the layer %s is its function", async (_, layer, x) => {
  const params = layer.init(random.key(1), x);
  const expected = convTranspose(x, params.weight, { stride: 2 });
  expectClose(await numbers(layer.apply(params, x)), await numbers(expected));
});

test("pooling layers refuse other ranks and sizes", () => {
  expect(() => nn.maxPool1d(2).apply([], images)).toThrow(
    "maxPool1d(2): input: needs shape [batch, channels, ...] with 1 spatial axes, got [2, 3, 6, 7].",
  );
  expect(() => nn.adaptiveMaxPool([2, 3]).apply([], volumes)).toThrow(
    /^adaptiveMaxPool\(\[2,3\]\): adaptiveMaxPool/,
  );
  expect(() => nn.adaptiveAveragePool(0)).toThrow(
    "adaptiveAveragePool(size): expected an integer of at least 1",
  );
});

test("kernels start with the variance that their inputs ask for", async () => {
  const { weight } = nn.conv2d(64, 3).init(random.key(1), input(1, 16, 8, 8));
  const values = await numbers(weight);
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  expect(variance).toBeCloseTo(2 / (16 * 9), 3);
});

test("a network of convolutions trains", async () => {
  const model = nn.sequential(
    nn.conv2d(2, 3),
    nn.relu(),
    nn.maxPool2d(2),
    nn.conv2d(3, 2),
    nn.globalAveragePool(),
    nn.flatten(),
    nn.linear(2),
  );
  const x = random.normal(random.key(3), [4, 1, 8, 8]);
  const params = model.init(random.key(4), x);
  const loss = (point: typeof params) =>
    model
      .apply(point, x)
      .sub(tensor([1, -1]))
      .square()
      .mean();
  const [value, gradient] = valueAndGrad(loss)(params);
  const moved = mapTree((leaf, slope) => leaf.sub(slope.mul(0.001)), params, gradient);
  const slopes = flatten(gradient).leaves.map((slope) => slope.square().sum());
  const expected = value.sub(slopes.reduce((sum, each) => sum.add(each)).mul(0.001));
  const found = await evaluate({ before: value, after: loss(moved), expected });
  expect(await found.after.item()).toBeLessThan(await found.before.item());
  expect(await found.after.item()).toBeCloseTo(await found.expected.item(), 2);
});

test.each([
  ["conv2d(filters): expected a positive integer, got 0.", () => nn.conv2d(0, 3)],
  [
    "conv2d(filters): expected a positive multiple of the 2 groups, got 3.",
    () => nn.conv2d(3, 3, { groups: 2 }),
  ],
  [
    "conv2d(kernelSize): expected an integer of at least 1, or one for each of the 2 spatial axes, got [3].",
    () => nn.conv2d(3, [3]),
  ],
  [
    "conv2d(4, 3): input: needs shape [batch, channels, ...] with 2 spatial axes, got [8, 28, 28]. Put the axis of the channels behind the batch: unsqueeze(x, { axis: 1 }).",
    () => nn.conv2d(4, 3).init(random.key(1), input(8, 28, 28)),
  ],
  [
    "conv2d(4, 3): input: channels must be a multiple of the groups, got 3 and 2.",
    () => nn.conv2d(4, 3, { groups: 2 }).init(random.key(1), input(8, 3, 28, 28)),
  ],
  [
    "conv1d(4, 5): conv: the kernel must fit into the padded input, got 5 and 3 in spatial axis 0 of [3]. Take a smaller kernel or dilation, or more padding.",
    () => {
      const layer = nn.conv1d(4, 5);
      layer.apply(layer.init(random.key(1), input(1, 1, 9)), zeros([1, 1, 3]));
    },
  ],
  [
    "maxPool2d(2): input: needs shape [batch, channels, ...] with 2 spatial axes, got [8, 28, 28]. Put the axis of the channels behind the batch: unsqueeze(x, { axis: 1 }).",
    () => nn.maxPool2d(2).apply([], zeros([8, 28, 28])),
  ],
])("%s", (message, fn) => expect(fn).toThrow(expect.objectContaining({ message })));
