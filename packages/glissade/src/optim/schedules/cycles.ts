/** @file Schedules that go up and down. */

import { requireCount, requireFinite, requireFraction, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { toDouble } from "../math/moments.ts";
import { toCount } from "./count.ts";
import { type PieceShape, through } from "./piecewise.ts";
import type { Schedule } from "./schedule.ts";

export interface OneCycleOptions {
  readonly peak: Operand;
  readonly steps: number;
  /** Half cosines by default. */
  readonly shape?: PieceShape;
  /** The share of the steps until the peak; 0.3 by default. */
  readonly rise?: number;
  /** The share of the steps until it is back at the start, before it falls to the end; by default it falls at once. */
  readonly back?: number;
  /** The start is the peak divided by this; 25 by default. */
  readonly startDivisor?: number;
  /** The end is the start divided by this; 10 000 by default. */
  readonly endDivisor?: number;
  /** Reach the end with the last of the steps, and peak one step sooner, as in PyTorch; `false`, the step after, by default. */
  readonly inclusive?: boolean;
}

/**
 * Up to the peak and down to almost nothing (Smith and Topin 2018).
 *
 * @example
 * const rate = optim.schedules.oneCycle({ peak: 0.1, steps: 10 });
 * await rate(tensor(0, { dtype: "int32" })).item(); // 0.004
 * await rate(tensor(3, { dtype: "int32" })).item(); // 0.1
 */
export function oneCycle({
  peak,
  steps,
  shape = "cosine",
  rise = 0.3,
  back,
  startDivisor = 25,
  endDivisor = 1e4,
  inclusive = false,
}: OneCycleOptions): Schedule {
  requireFinite("oneCycle({ peak })", peak);
  requireCount("oneCycle({ steps })", steps);
  requireFraction("oneCycle({ rise })", rise);
  if (back !== undefined) requireFraction("oneCycle({ back })", back);
  requirePositive("oneCycle({ startDivisor })", startDivisor);
  requirePositive("oneCycle({ endDivisor })", endDivisor);
  const top = toDouble(peak);
  const start = div(top, startDivisor);
  const stepAt = (share: number) => (inclusive ? share * steps - 1 : Math.floor(share * steps));
  const valley = back === undefined ? [] : [[stepAt(back), start] as const];
  const points = [[0, start], [stepAt(rise), top], ...valley, [stepAt(1), div(start, endDivisor)]] as const;
  return through("oneCycle", points, shape);
}

/** What is left of the height of a cycle. */
const heights = {
  triangular: () => toDouble(1),
  triangular2: ({ cycle }: Place) => pow(toDouble(0.5), cycle),
  exponential: ({ count, decay }: Place) => pow(decay, count),
};

interface Place {
  readonly count: Tensor;
  readonly cycle: Tensor;
  readonly decay: Tensor;
}

export interface CyclicOptions {
  readonly low: Operand;
  readonly high: Operand;
  /** Steps from low to high. */
  readonly up: number;
  /** Steps from high to low; as many as up by default. */
  readonly down?: number;
  /** All peaks alike, by default; half as high each time; or lower by `decay` with every step. */
  readonly shape?: keyof typeof heights;
  /** 1 by default; for the exponential shape. */
  readonly decay?: Operand;
}

/**
 * Straight lines up and down between two values (Smith 2017).
 *
 * @example
 * const rate = optim.schedules.cyclic({ low: 0.01, high: 0.1, up: 3, shape: "triangular2" });
 * await rate(tensor(3, { dtype: "int32" })).item(); // 0.1
 * await rate(tensor(9, { dtype: "int32" })).item(); // 0.055
 */
export function cyclic({
  low,
  high,
  up,
  down = up,
  shape = "triangular",
  decay = 1,
}: CyclicOptions): Schedule {
  requireFinite("cyclic({ low })", low);
  requireFinite("cyclic({ high })", high);
  requirePositive("cyclic({ up })", up);
  requirePositive("cyclic({ down })", down);
  requirePositive("cyclic({ decay })", decay);
  const bottom = toDouble(low);
  const period = up + down;
  return (step) => {
    const count = toCount(step);
    const cycle = floor(div(count, period));
    const inside = sub(count, mul(cycle, period));
    const share = minimum(div(inside, up), div(sub(period, inside), down));
    const height = mul(sub(toDouble(high), bottom), heights[shape]({ count, cycle, decay: toDouble(decay) }));
    return add(bottom, mul(share, height));
  };
}
