/** @file Whole messages of keys, distributions and dropout. */

import { losses, nn, optim, random, tensor, trainStep, zeros } from "glissade";
import { expect, it } from "vitest";

const key = random.key(1);
const logits = zeros([2, 3]);
const notKey = (where: string, got: string) =>
  `${where}(key): a key is a uint32 tensor of two words, got ${got}. Make one with random.key(seed).`;
const notFloat = (where: string, got: string) =>
  `${where}: needs float32 or float64, got ${got}. Cast it with cast().`;
const range = (low: number, high: number) =>
  `randint({ low, high }): needs integers with 1 to 2^31 values from low to high, got ${low} and ${high}.`;
const bounds = (low: number, high: number) =>
  `truncatedNormal({ low, high }): low must be less than high with some probability between them, got ${low} and ${high}.`;

it.each([
  ["key(seed): expected an integer from 0 to 9007199254740991, got -1.", () => random.key(-1)],
  [notKey("split", "float32[2]"), () => random.split(tensor([1, 2]))],
  [notKey("bits", "uint32[3]"), () => random.bits(tensor([1, 2, 3], { dtype: "uint32" }), [2])],
  [notKey("foldIn", "uint32[]"), () => random.foldIn(tensor(1, { dtype: "uint32" }), 2)],
  ["foldIn(data): expected an integer from 0 to 4294967291, got 0.5.", () => random.foldIn(key, 0.5)],
  ["uniform: lengths must be integers of at least 0, got [2, -1].", () => random.uniform(key, [2, -1])],
  [notFloat("uniform", "int32"), () => random.uniform(key, [2], { dtype: "int32" })],
  [notFloat("gumbel", "bool"), () => random.gumbel(key, [2], { dtype: "bool" })],
  [notFloat("truncatedNormal", "int64"), () => random.truncatedNormal(key, [2], { dtype: "int64" })],
  [bounds(2, 1), () => random.truncatedNormal(key, [2], { low: 2, high: 1 })],
  [bounds(50, 51), () => random.truncatedNormal(key, [2], { low: 50, high: 51 })],
  [bounds(Number.NaN, 1), () => random.truncatedNormal(key, [2], { low: Number.NaN, high: 1 })],
  [range(0, 0), () => random.randint(key, [2], { high: 0 })],
  ["randint({ low }): must be an integer, got 0.5.", () => random.randint(key, [2], { low: 0.5, high: 2 })],
  [range(0, 2 ** 31 + 1), () => random.randint(key, [2], { high: 2 ** 31 + 1 })],
  [
    "randint({ low, high, dtype }): uint8 does not hold all integers from -1 to 4. Choose int64.",
    () => random.randint(key, [2], { low: -1, high: 5, dtype: "uint8" }),
  ],
  [
    'randint: needs integers, got float32. Cast it with cast(x, "int64").',
    () => random.randint(key, [2], { high: 5, dtype: "float32" }),
  ],
  [notFloat("categorical", "int64"), () => random.categorical(key, tensor([1n, 2n]))],
  [
    "categorical: axis must be an integer in [-2, 2), got 2.",
    () => random.categorical(key, logits, { axis: 2 }),
  ],
  ["categorical: a scalar has no axes, got -1.", () => random.categorical(key, tensor(1))],
  [
    "categorical({ shape }): the other axes of the logits must broadcast to the shape, got [2] and [1].",
    () => random.categorical(key, logits, { shape: [1] }),
  ],
  [
    "categorical: shapes must broadcast, got [2] and [3] (2 and 3 in axis -1). Reshape or expand one of them.",
    () => random.categorical(key, logits, { shape: [3] }),
  ],
  ["permutation(count): must be an integer of at least 0, got 1.5.", () => random.permutation(key, 1.5)],
  ["shuffle: axis must be an integer in [-2, 2), got -3.", () => random.shuffle(key, logits, { axis: -3 })],
  ["dropoutMask({ rate }): must be in [0, 1), got 1.", () => random.dropoutMask(key, [2], { rate: 1 })],
  [notFloat("dropoutMask", "bool"), () => random.dropoutMask(key, [2], { dtype: "bool" })],
  ["dropout(rate): must be in [0, 1), got -0.1.", () => nn.dropout(-0.1)],
  [
    "dropout(0.5): context: needs a random key while training, got none. Pass { training: true, key }, or start training with initialState().",
    () => nn.dropout().apply([], logits, { training: true }),
  ],
  [
    `dropout(0.5): ${notFloat("dropoutMask", "int64")}`,
    () => nn.dropout().apply([], tensor([1n]), { training: true, key }),
  ],
] as const)("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});

it("a state without the key that its model needs", async () => {
  const model = nn.sequential(nn.dropout(0.1));
  const optimizer = optim.sgd({ learningRate: 0.1 });
  const step = trainStep({ model, loss: losses.meanSquaredError, optimizer });
  const state = { params: [[]], state: [], optimizer: optimizer.init([[]]) } as const;
  await expect(step(state, { x: logits, y: logits })).rejects.toThrow(
    "sequential[0]: dropout(0.1): context: needs a random key while training, got none. Pass { training: true, key }, or start training with initialState().",
  );
});
