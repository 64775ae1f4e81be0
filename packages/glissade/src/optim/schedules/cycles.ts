/** @file Schedules that go up and down. */

import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { toDouble } from "../math/moments.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import {
  count,
  finite,
  fixedFraction,
  fixedPositive,
  flag,
  oneOf,
  optional,
  positive,
} from "../options/option-makers.ts";
import { toCount } from "./count.ts";
import { type Point, pieceShapes, through } from "./piecewise.ts";
import type { Schedule } from "./schedule.ts";

const oneCycleOptions = {
  /** The greatest value. */
  peak: finite(),
  /** How many steps the cycle takes. */
  steps: count(),
  /** How each phase goes. */
  shape: oneOf(pieceShapes)("cosine"),
  /** The share of the steps until the peak. */
  rise: fixedFraction(0.3),
  /** The share of the steps until it is back at the start, before it falls to the end; by default it falls at once. */
  back: optional(fixedFraction),
  /** The start is the peak divided by this. */
  startDivisor: fixedPositive(25),
  /** The end is the start divided by this. */
  endDivisor: fixedPositive(1e4),
  /** Reach the end with the last of the steps, and peak one step sooner, as in PyTorch; otherwise the step after. */
  inclusive: flag(false),
};

export interface OneCycleOptions extends OptionsOf<typeof oneCycleOptions>, Named {}

/**
 * Up to the peak and down to almost nothing (Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks
 * Using Large Learning Rates", 2018, arXiv 1708.07120). The phases end at whole steps, rounded down; of a phase that is
 * over before the first step only the end is left.
 *
 * @throws ArgumentError where an option is unknown or outside its range, or `back` is not behind `rise`.
 *
 * @example
 * const rate = optim.schedules.oneCycle({ peak: 0.1, steps: 10 });
 * await rate(tensor(0, { dtype: "int32" })).item(); // 0.004
 * await rate(tensor(3, { dtype: "int32" })).item(); // 0.1
 */
export function oneCycle(given: OneCycleOptions): Schedule {
  const options = read("oneCycle", oneCycleOptions, given);
  const { rise, back } = options;
  if (back !== undefined && back <= rise) {
    throw new ArgumentError({
      where: "oneCycle({ back })",
      rule: `must be above rise (${rise}), got ${back}`,
    });
  }
  return through("oneCycle", phases(options), options.shape);
}
oneCycle.options = oneCycleOptions;

/** Where the phases begin and end. */
function phases(options: Complete<typeof oneCycleOptions>): readonly Point[] {
  const { steps, rise, back, startDivisor, endDivisor, inclusive } = options;
  const peak = toDouble(options.peak);
  const start = div(peak, startDivisor);
  // PyTorch's phases end between steps, optax's at steps
  const stepAt = (share: number) => (inclusive ? share * steps - 1 : Math.floor(share * steps));
  const valley: readonly Point[] = back === undefined ? [] : [[stepAt(back), start]];
  const points: readonly Point[] = [[stepAt(rise), peak], ...valley, [stepAt(1), div(start, endDivisor)]];
  return points[0]![0] > 0 ? [[0, start], ...points] : points;
}

/** What is left of the height of a cycle. */
const heights = {
  triangular: () => toDouble(1),
  triangular2: ({ cycle }: Position) => pow(toDouble(0.5), cycle),
  exponential: ({ count, decay }: Position) => pow(decay, count),
};

interface Position {
  readonly count: Tensor;
  readonly cycle: Tensor;
  readonly decay: Tensor;
}

const cyclicOptions = {
  /** The least value. */
  low: finite(),
  /** The greatest value, in the first cycle. */
  high: finite(),
  /** Steps from low to high. */
  up: fixedPositive(),
  /** Steps from high to low; as many as up by default. */
  down: optional(fixedPositive),
  /** All peaks alike; half as high each time; or lower by `decay` with every step. */
  shape: oneOf(["triangular", "triangular2", "exponential"])("triangular"),
  /** For the exponential shape. */
  decay: positive(1),
};

export interface CyclicOptions extends OptionsOf<typeof cyclicOptions>, Named {}

/**
 * Straight lines up and down between two values (Smith, "Cyclical Learning Rates for Training Neural Networks", 2017,
 * arXiv 1506.01186).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.cyclic({ low: 0.01, high: 0.1, up: 3, shape: "triangular2" });
 * await rate(tensor(3, { dtype: "int32" })).item(); // 0.1
 * await rate(tensor(9, { dtype: "int32" })).item(); // 0.055
 */
export function cyclic(given: CyclicOptions): Schedule {
  const { low, high, up, down = up, shape, decay } = read("cyclic", cyclicOptions, given);
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
cyclic.options = cyclicOptions;
