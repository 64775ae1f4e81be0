/** @file Whole messages of counts, shapes, elements and functions that no function means. */

import {
  arange,
  eye,
  grad,
  losses,
  nn,
  oneHot,
  random,
  repeat,
  reshape,
  roll,
  scan,
  select,
  split,
  summary,
  type Tensor,
  tensor,
  tile,
  topK,
  transpose,
  valueAndGradWith,
  whileLoop,
  zeros,
} from "glissade";
import { describe, expect, it } from "vitest";

type Row = readonly [message: string, call: () => unknown];
/** Functions as plain JavaScript sees them. */
type Js = (...args: readonly unknown[]) => unknown;

const key = random.key(1);
const x = zeros([2, 3]);
const labels = tensor([0, 1], { dtype: "int32" });
const model = nn.sequential(nn.linear(2));
const js = (fn: unknown, ...args: readonly unknown[]) => (fn as Js)(...args);

const counts: readonly Row[] = [
  ["oneHot(classes): must be an integer of at least 0, got -1.", () => oneHot(labels, -1)],
  ["oneHot(classes): must be an integer of at least 0, got 2.5.", () => oneHot(labels, 2.5)],
  ["oneHot(classes): must be an integer of at least 0, got undefined.", () => js(oneHot, labels)],
  ["eye(size): must be an integer of at least 0, got -1.", () => eye(-1)],
  ['eye(size): must be an integer of at least 0, got "2".', () => js(eye, "2")],
  ["zeros: lengths must be integers of at least 0, got [2.5].", () => zeros([2.5])],
  ["zeros: lengths must be integers of at least 0, got [NaN].", () => zeros([Number.NaN])],
  ["arange(count): must be an integer of at least 0, got NaN.", () => arange(Number.NaN)],
  ["arange(count): must be an integer of at least 0, got Infinity.", () => arange(Number.POSITIVE_INFINITY)],
  ["reshape: lengths must be integers of at least 0, got [-2].", () => reshape(x, [-1, -2])],
  ["transpose(permutation): must be a list of integers, got 1.", () => js(transpose, x, 1)],
  ["split(parts): must be a positive integer, got 0.", () => split(x, 0)],
  ["split(parts): must be a positive integer, got 1.5.", () => split(x, 1.5)],
  ["split(parts): lengths must be integers of at least 0, got [-1, 3].", () => split(x, [-1, 3])],
  ["repeat(counts): must be an integer of at least 0, got -1.", () => repeat(x, -1)],
  ["tile(counts): lengths must be integers of at least 0, got [0.5].", () => tile(x, 0.5)],
  [
    'roll: needs one integer shift per axis, got shifts ["1"] for axes [0].',
    () => js(roll, x, ["1"], { axis: 0 }),
  ],
  ['topK(k): must be an integer from 0 to 3, the length of axis 1, got "2".', () => js(topK, x, "2")],
  ['linear(units): must be a positive integer, got "3".', () => js(nn.linear, "3")],
  ["repeat(count): must be a positive integer, got -1.", () => nn.repeat(-1, nn.linear(2))],
  ['conv2d(filters): expected a positive integer, got "3".', () => js(nn.conv2d, "3", 3)],
  ["conv2d({ groups }): must be a positive integer, got 0.", () => nn.conv2d(2, 3, { groups: 0 })],
  [
    'conv2d(kernelSize): expected an integer of at least 1, or one for each of the 2 spatial axes, got "33".',
    () => js(nn.conv2d, 3, "33"),
  ],
  ['dropout(rate): must be in [0, 1), got "0.5".', () => js(nn.dropout, "0.5")],
  [
    "scan({ length }): must be an integer of at least 0, got -1.",
    () => js(scan, zeros, x, [], { length: -1 }),
  ],
];

const draws: readonly Row[] = [
  ['key(seed): expected an integer from 0 to 9007199254740991, got "a".', () => js(random.key, "a")],
  [
    "uniform({ low, high }): must be finite with low at most high, got 2 and 1.",
    () => random.uniform(key, [2], { low: 2, high: 1 }),
  ],
  [
    "uniform({ low, high }): must be finite with low at most high, got NaN and 1.",
    () => random.uniform(key, [2], { low: Number.NaN }),
  ],
  ["bernoulli(probability): must be in [0, 1], got 1.5.", () => random.bernoulli(key, [2], 1.5)],
  ["bernoulli(probability): must be in [0, 1], got NaN.", () => random.bernoulli(key, [2], Number.NaN)],
  ["permutation(count): must be an integer of at least 0, got -1.", () => random.permutation(key, -1)],
  ["split(count): must be an integer of at least 0, got 1.5.", () => random.split(key, 1.5)],
  ["normal: lengths must be integers of at least 0, got [-1].", () => random.normal(key, [-1])],
  [
    "normal(key): a key is a uint32 tensor of two words, got 7. Write random.key(7).",
    () => js(random.normal, 7, [2]),
  ],
];

const elements: readonly Row[] = [
  [
    'tensor: elements must be of one kind, got true at [0] and 2 at [1]. Choose what to make of them: { dtype: "float32" }.',
    () => tensor([true, 2]),
  ],
  [
    "tensor: elements of uint8 must be from 0 to 255, got 300 at [1, 0]. Choose a wider dtype.",
    () => tensor([[1], [300]], { dtype: "uint8" }),
  ],
  [
    "tensor: elements of int32 must be integers, got 1.5 at [2]. Round it, or choose float32.",
    () => tensor(Float32Array.of(1, 2, 1.5), { dtype: "int32" }),
  ],
  [
    "tensor: elements of int64 must be from -9223372036854775808 to 9223372036854775807, got 9223372036854775808 at [0]. Choose a wider dtype.",
    () => tensor([2n ** 63n]),
  ],
  [
    "tensor: numbers beyond 2^53 are not exact in int64, got 9007199254740994 at [1]. Give bigints.",
    () => tensor([1, 2 ** 53 + 2], { dtype: "int64" }),
  ],
  [
    "tensor: elements must be numbers, bigints or booleans, got undefined at [1].",
    () => js(tensor, Object.assign([1], { 2: 3 })),
  ],
  ["tensor: elements must be numbers, bigints or booleans, got a Date.", () => js(tensor, new Date(0))],
];

const functions: readonly Row[] = [
  [
    "grad: needs a scalar tensor as output, got 5.",
    () =>
      js(
        js(grad, () => 5),
        x,
      ),
  ],
  [
    "valueAndGradWith(fn): must return [value, auxiliary], got a Tensor.",
    () =>
      js(
        js(valueAndGradWith, (y: Tensor) => y.sum()),
        x,
      ),
  ],
  ["scan(fn): must return [carry, result], got a Tensor.", () => js(scan, (y: Tensor) => y, zeros([]), x)],
  [
    "whileLoop (test): must return a bool scalar, got true.",
    () =>
      js(
        whileLoop,
        () => true,
        (y: Tensor) => y,
        x,
      ),
  ],
  [
    "select: a function of path and leaf must return true or false, got 1 for a.",
    () => js(select, { a: x }, () => 1),
  ],
  [
    "summary(x): must be an example input, a tensor whose first axis is the batch, got [1, 14, 14]. Write zeros([1, 28, 28]), with the shape of your inputs.",
    () => js(summary, model, [1, 14, 14]),
  ],
  [
    "meanSquaredError({ axis }): is not an option. Known: reduction, weights.",
    () => js(losses.meanSquaredError, x, x, { axis: 1 }),
  ],
];

describe.each([
  ["counts", counts],
  ["draws", draws],
  ["elements", elements],
  ["functions", functions],
] as const)("%s", (_, rows) => {
  it.each(rows)("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
});

it("takes lengths of 0", () => {
  const shapes = [zeros([0, 2]), arange(0), eye(0), oneHot(labels, 0), random.permutation(key, 0)];
  expect(shapes.map(({ shape }) => shape)).toEqual([[0, 2], [0], [0, 0], [2, 0], [0]]);
});

it("takes elements of several kinds where their dtype is given", async () => {
  expect(await tensor([true, 2], { dtype: "float32" }).data()).toEqual(Float32Array.of(1, 2));
});
