/** @file Layers that change their input at random while training: dropout in its forms, and noise. */

import { ArgumentError, within } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { decays, nonNegatives, requireNumber } from "../../options/ranges.ts";
import { normal } from "../../random/distributions.ts";
import { dropoutMask } from "../../random/dropout-mask.ts";
import { type Context, type Layer, type None, none } from "../layer.ts";
import { requireCall } from "../layer-checks.ts";
import { channelsOf } from "./channels.ts";
import { requireNames } from "./parameters.ts";

interface Noise {
  readonly name: string;
  /** How much there is; none draws nothing and needs no key. */
  readonly amount: number;
  readonly draw: (x: Tensor, key: Tensor) => Tensor;
}

/** A layer that leaves its input alone, but for training, where it draws with the key of the context. */
const whileTraining = ({ name, amount, draw }: Noise): Layer<None> => ({
  name,
  random: amount > 0,
  init: () => none,
  apply: (params, x, context) =>
    within(name, () => {
      requireCall(x, context);
      requireNames("params", params, []);
      return context?.training && amount > 0 ? draw(x, keyOf(context)) : x;
    }),
});

function keyOf({ key }: Context): Tensor {
  if (key) return key;
  throw new ArgumentError({
    where: "context",
    rule: "needs a random key while training, got none",
    fix: "Pass { training: true, key }, or start training with initialState()",
  });
}

/**
 * While training, sets elements to zero with the probability `rate` (0.5 by default) and divides the others by 1 - rate;
 * otherwise leaves its input alone. The key comes with the context: `trainStep` gives each step one of its own, and
 * `sequential` and `block` each call: Dropout: A Simple Way to Prevent Neural Networks from Overfitting (Srivastava et
 * al. 2014).
 *
 * @example
 * const layer = nn.dropout(0.5);
 * await layer.apply([], tensor([1, 2])).data(); // [1, 2]
 * layer.apply([], tensor([1, 2]), { training: true, key: random.key(1) }).shape; // [2]
 *
 * @throws ArgumentError for a rate outside of [0, 1), and while training for a context without a key
 */
export function dropout(rate = 0.5): Layer<None> {
  requireNumber(decays, "dropout(rate)", rate);
  const draw = (x: Tensor, key: Tensor) => mul(x, dropoutMask(key, x.shape, { rate, dtype: x.dtype }));
  return whileTraining({ name: `dropout(${rate})`, amount: rate, draw });
}

/**
 * Dropout of whole channels of (batch, channels, ...), whose neighbouring elements tell the same: Efficient Object
 * Localization Using Convolutional Networks (Tompson et al. 2014, arXiv:1411.4280).
 *
 * @example
 * const layer = nn.channelDropout(0.2);
 * layer.apply([], zeros([5, 3, 8, 8]), { training: true, key: random.key(1) }).shape; // [5, 3, 8, 8]
 *
 * @throws ArgumentError for a rate outside of [0, 1), and while training for a context without a key; ShapeError for inputs
 * without channels
 */
export function channelDropout(rate = 0.5): Layer<None> {
  requireNumber(decays, "channelDropout(rate)", rate);
  const draw = (x: Tensor, key: Tensor) => {
    const [batch, , ...rest] = x.shape as [number, number, ...number[]];
    const shape = [batch, channelsOf(x.shape), ...rest.map(() => 1)];
    return mul(x, dropoutMask(key, shape, { rate, dtype: x.dtype }));
  };
  return whileTraining({ name: `channelDropout(${rate})`, amount: rate, draw });
}

/** What selu tends to far below 0: -λα. */
const SATURATED = -1.7580993408473766;

/**
 * Dropout for networks of `selu`: sets elements to the value where selu saturates, and scales and shifts all so that mean 0
 * and variance 1 stay: Self-Normalizing Neural Networks (Klambauer et al. 2017, arXiv:1706.02515).
 *
 * @example
 * const layer = nn.alphaDropout(0.1);
 * await layer.apply([], tensor([1, 2])).data(); // [1, 2]
 *
 * @throws ArgumentError for a rate outside of [0, 1), and while training for a context without a key
 */
export function alphaDropout(rate = 0.5): Layer<None> {
  requireNumber(decays, "alphaDropout(rate)", rate);
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED ** 2));
  const shift = -scale * SATURATED * rate;
  const draw = (x: Tensor, key: Tensor) => {
    const isKept = greater(dropoutMask(key, x.shape, { rate }), 0);
    return add(mul(where(isKept, x, SATURATED), scale), shift);
  };
  return whileTraining({ name: `alphaDropout(${rate})`, amount: rate, draw });
}

/**
 * While training, adds normal noise of a standard deviation: Training with Noise is Equivalent to Tikhonov Regularization
 * (Bishop 1995).
 *
 * @example
 * const layer = nn.gaussianNoise(0.1);
 * layer.apply([], zeros([5, 3]), { training: true, key: random.key(1) }).shape; // [5, 3]
 *
 * @throws ArgumentError for a deviation that is negative or not finite, and while training for a context without a key
 */
export function gaussianNoise(deviation: number): Layer<None> {
  requireNumber(nonNegatives, "gaussianNoise(deviation)", deviation);
  const draw = (x: Tensor, key: Tensor) => add(x, mul(normal(key, x.shape, { dtype: x.dtype }), deviation));
  return whileTraining({ name: `gaussianNoise(${deviation})`, amount: deviation, draw });
}
