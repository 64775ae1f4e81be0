/** @file Random integers: uniform ones, categories and orders. */

import { ArgumentError, ShapeError } from "../errors.ts";
import { type Dtype, toNumbers, toWrapped } from "../graph/dtype.ts";
import { requireTensor } from "../graph/operand-checks.ts";
import { broadcastShapes, formatShape, type Shape, sameShape, toAxis, toShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { AxisOptions } from "../graph/tensor-options.ts";
import { readAxis, tensorKind } from "../graph/tensor-options.ts";
import { requireFloat, requireInteger } from "../ops/dtype-rules.ts";
import { add, mul, sub } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { less, where } from "../ops/elementwise/compare.ts";
import { shiftRight } from "../ops/elementwise/shift.ts";
import { abs } from "../ops/elementwise/unary.ts";
import { gather } from "../ops/index/gather.ts";
import { argmax, max } from "../ops/reduce/reduce.ts";
import { argsort } from "../ops/reduce/sort.ts";
import { moveAxis } from "../ops/shape/layout.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { requireWhole } from "../options/ranges.ts";
import { randomWords, requireDraw, requireKey } from "./bits.ts";
import { gumbel } from "./distributions.ts";

export interface RandintOptions {
  /** The least value; 0 by default. */
  readonly low?: number;
  /** One more than the largest value. */
  readonly high: number;
  /** int64 by default. */
  readonly dtype?: Dtype;
}

const readRandint = optionsReader<RandintOptions>({
  low: kind.integer,
  high: kind.needed(kind.integer),
  dtype: tensorKind.dtype,
});

const MOST_INTEGERS = 2 ** 31;

/**
 * Uniform random integers in [low, high), from 64 bits each: no value is more frequent than another by more than
 * 2^-33 of its probability.
 *
 * @example
 * random.randint(random.key(1), [5], { low: 1, high: 7 }).dtype; // "int64"
 */
export function randint(key: Tensor, shape: Shape, options: RandintOptions): Tensor {
  const { low = 0, high, dtype = "int64" } = readRandint("randint", options);
  requireDraw("randint", key, shape);
  requireInteger("randint", { dtype, shape });
  const count = high - low;
  if (!(Number.isSafeInteger(low) && Number.isInteger(count) && count > 0 && count <= MOST_INTEGERS)) {
    throw new ArgumentError({
      where: "randint({ low, high })",
      rule: `needs integers with 1 to 2^31 values from low to high, got ${low} and ${high}`,
    });
  }
  requireFit(dtype, [low, high - 1]);
  const [upper, lower] = randomWords(key, shape).map((word) => mul(cast(word, "int64"), count));
  // The bits above 64 of count times a number of 64 bits.
  const value = shiftRight(add(upper!, shiftRight(lower!, 32)), 32);
  return cast(add(value, low), dtype);
}

function requireFit(dtype: Dtype, ends: readonly number[]): void {
  const held = toNumbers(toWrapped(dtype, ends));
  if (ends.every((end, index) => end === held[index])) return;
  throw new ArgumentError({
    where: "randint({ low, high, dtype })",
    rule: `${dtype} does not hold all integers from ${ends[0]} to ${ends[1]}`,
    fix: "Choose int64",
  });
}

export interface CategoricalOptions {
  /** The axis of the categories; the last by default. */
  readonly axis?: number;
  /** The shape of the result, to which the other axes broadcast: more draws go in front. Theirs by default. */
  readonly shape?: Shape;
}

const readCategorical = optionsReader<CategoricalOptions>({ axis: kind.integer, shape: kind.integers });

/**
 * Random categories with the probabilities softmax(logits), int64: where logits and Gumbel numbers are largest.
 *
 * @example
 * const logits = log(tensor([0.2, 0.3, 0.5]));
 * random.categorical(random.key(1), logits, { shape: [100] }).shape; // [100]
 */
export function categorical(key: Tensor, logits: Tensor, options?: CategoricalOptions): Tensor {
  const { axis = -1, shape } = readCategorical("categorical", options);
  requireKey("categorical", key);
  requireFloat("categorical", logits);
  const rows = moveAxis(logits, toAxis("categorical", axis, logits.rank), -1);
  const batch = rows.shape.slice(0, -1);
  const drawn = toShape("categorical({ shape })", shape ?? batch);
  if (!sameShape(broadcastShapes("categorical", batch, drawn), drawn)) {
    throw new ShapeError({
      where: "categorical({ shape })",
      rule: `the other axes of the logits must broadcast to the shape, got ${formatShape(batch)} and ${formatShape(drawn)}`,
    });
  }
  const noise = gumbel(key, [...drawn, rows.shape.at(-1)!], { dtype: logits.dtype });
  return argmax(add(lessLargest(rows), noise));
}

/**
 * Logits less the largest along the last axis, where that is finite: large ones take no digits from the noise, and small
 * temperatures make no infinities of those that tie.
 */
export function lessLargest(logits: Tensor): Tensor {
  const most = max(logits, { axis: -1, keepDims: true });
  return sub(logits, where(less(abs(most), Number.POSITIVE_INFINITY), most, 0));
}

/**
 * The numbers 0, 1, ..., count - 1 in random order, int64.
 *
 * @example
 * await sort(random.permutation(random.key(1), 4)).data(); // [0, 1, 2, 3]
 */
export function permutation(key: Tensor, count: number): Tensor {
  requireKey("permutation", key);
  requireWhole("permutation(count)", count);
  const [upper, lower] = randomWords(key, [count]) as [Tensor, Tensor];
  // 63 bits, so that two are equal hardly ever: equal ones keep their order.
  const order = add(mul(cast(upper, "int64"), 2 ** 31), cast(shiftRight(lower, 1), "int64"));
  return argsort(order);
}

/**
 * The slices of x along an axis (the first by default) in random order.
 *
 * @example
 * await random.shuffle(random.key(1), tensor([1, 1, 1])).data(); // [1, 1, 1]
 */
export function shuffle(key: Tensor, x: Tensor, options?: AxisOptions): Tensor {
  requireTensor("shuffle", x);
  const { axis = 0 } = readAxis("shuffle", options);
  requireKey("shuffle", key);
  const along = toAxis("shuffle", axis, x.rank);
  return gather(x, permutation(key, x.shape[along]!), { axis: along });
}
