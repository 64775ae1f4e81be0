/** @file Schedules along half a cosine. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { cos, log } from "../../ops/elementwise/unary.ts";
import { toDouble } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import {
  finite,
  fixedAtLeast,
  fixedPositive,
  flag,
  nonNegative,
  positive,
} from "../options/option-makers.ts";
import { progress, toCount } from "./count.ts";
import type { Schedule } from "./schedule.ts";

/** From 1 to 0 while the share goes from 0 to 1. */
export const halfCosine = (share: Tensor): Tensor => mul(add(cos(mul(share, Math.PI)), 1), 0.5);

const fall = {
  /** The greatest value, at step 0. */
  start: finite(),
  /** What is left at the end, as a share of the start. */
  end: nonNegative(0),
};

/** start·((1 - end)·rest + end) */
const fallen = ({ start, end }: { readonly start: Operand; readonly end: Operand }, rest: Tensor): Tensor => {
  const left = toDouble(end);
  return mul(add(mul(rest, sub(1, left)), left), toDouble(start));
};

const cosineOptions = {
  ...fall,
  /** How many steps it takes. */
  steps: fixedPositive(),
  /** The power of the half cosine. */
  exponent: positive(1),
  /** Come back up to the start after `steps`, and so on, as PyTorch's does; otherwise it stays at the end. */
  periodic: flag(false),
};

export interface CosineOptions extends OptionsOf<typeof cosineOptions>, Named {}

/**
 * Half a cosine from start to end·start: start·((1 - end)·(½ + ½cos(πt/steps))^exponent + end) (Loshchilov and Hutter,
 * "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, arXiv 1608.03983).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.cosine({ start: 0.1, steps: 10 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.05
 */
export function cosine(given: CosineOptions): Schedule {
  const { steps, exponent, periodic, ...fall } = read("cosine", cosineOptions, given);
  return (step) => {
    const share = periodic ? div(toCount(step), steps) : progress(step, { begin: 0, end: steps });
    return fallen(fall, pow(halfCosine(share), toDouble(exponent)));
  };
}
cosine.options = cosineOptions;

const restartOptions = {
  ...fall,
  /** The length of the first period in steps. */
  steps: fixedPositive(),
  /** How many times longer each period is than the last. */
  growth: fixedAtLeast(1)(1),
  /** What multiplies the height of each period. */
  decay: positive(1),
};

export interface CosineRestartsOptions extends OptionsOf<typeof restartOptions>, Named {}

/**
 * Half a cosine from start to end·start, again and again (Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent
 * with Warm Restarts", 2017, arXiv 1608.03983).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.cosineRestarts({ start: 0.1, steps: 4, growth: 2 });
 * await rate(tensor(4, { dtype: "int32" })).item(); // 0.1
 * await rate(tensor(8, { dtype: "int32" })).item(); // 0.05
 */
export function cosineRestarts(given: CosineRestartsOptions): Schedule {
  const { steps, growth, decay, ...fall } = read("cosineRestarts", restartOptions, given);
  return (step) => {
    const { cycle, share } =
      growth === 1 ? equalPeriods(step, steps) : growingPeriods(step, { steps, growth });
    return fallen(fall, mul(halfCosine(share), pow(toDouble(decay), cycle)));
  };
}
cosineRestarts.options = restartOptions;

function equalPeriods(step: Tensor, steps: number) {
  const periods = div(toCount(step), steps);
  const cycle = floor(periods);
  return { cycle, share: sub(periods, cycle) };
}

/** Period k begins at steps·(gᵏ - 1)/(g - 1). */
function growingPeriods(
  step: Tensor,
  { steps, growth }: { readonly steps: number; readonly growth: number },
) {
  const count = toCount(step);
  const size = add(mul(count, (growth - 1) / steps), 1);
  // The logarithm of a power may come out a digit short of the whole number.
  const cycle = floor(add(div(log(size), Math.log(growth)), 1e-12));
  const length = pow(toDouble(growth), cycle);
  const begin = div(sub(length, 1), growth - 1);
  return { cycle, share: div(sub(div(count, steps), begin), length) };
}
