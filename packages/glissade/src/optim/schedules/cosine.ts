/** @file Schedules along half a cosine. */

import { requireAtLeast, requireFinite, requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { cos, log } from "../../ops/elementwise/unary.ts";
import { toDouble } from "../math/moments.ts";
import { progress, toCount } from "./count.ts";
import type { Schedule } from "./schedule.ts";

/** From 1 to 0 while the share goes from 0 to 1. */
export const halfCosine = (share: Tensor): Tensor => mul(add(cos(mul(share, Math.PI)), 1), 0.5);

interface Fall {
  readonly start: Operand;
  /** What is left at the end, as a share of the start; 0 by default. */
  readonly end?: Operand;
}

/** start·((1 - end)·rest + end) */
const fallen = ({ start, end = 0 }: Fall, rest: Tensor): Tensor => {
  const left = toDouble(end);
  return mul(add(mul(rest, sub(1, left)), left), toDouble(start));
};

export interface CosineOptions extends Fall {
  readonly steps: number;
  /** The power of the half cosine; 1 by default. */
  readonly exponent?: Operand;
  /** Come back up to the start after `steps`, and so on, as PyTorch's does; `false`, stay at the end, by default. */
  readonly periodic?: boolean;
}

/**
 * Half a cosine from start to end·start (Loshchilov and Hutter 2017).
 *
 * @example
 * const rate = optim.schedules.cosine({ start: 0.1, steps: 10 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.05
 */
export function cosine({ steps, exponent = 1, periodic = false, ...fall }: CosineOptions): Schedule {
  requireFall("cosine", fall);
  requirePositive("cosine({ steps })", steps);
  requirePositive("cosine({ exponent })", exponent);
  return (step) => {
    const share = periodic ? div(toCount(step), steps) : progress(step, { begin: 0, end: steps });
    return fallen(fall, pow(halfCosine(share), toDouble(exponent)));
  };
}

export interface CosineRestartsOptions extends Fall {
  /** The length of the first period. */
  readonly steps: number;
  /** How many times longer each period is than the one before, at least 1; 1 by default. */
  readonly growth?: number;
  /** What multiplies the height of each period; 1 by default. */
  readonly decay?: Operand;
}

/**
 * Half a cosine from start to end·start, again and again (SGDR; Loshchilov and Hutter 2017).
 *
 * @example
 * const rate = optim.schedules.cosineRestarts({ start: 0.1, steps: 4, growth: 2 });
 * await rate(tensor(4, { dtype: "int32" })).item(); // 0.1
 * await rate(tensor(8, { dtype: "int32" })).item(); // 0.05
 */
export function cosineRestarts({ steps, growth = 1, decay = 1, ...fall }: CosineRestartsOptions): Schedule {
  requireFall("cosineRestarts", fall);
  requirePositive("cosineRestarts({ steps })", steps);
  requireAtLeast("cosineRestarts({ growth })", growth, 1);
  requirePositive("cosineRestarts({ decay })", decay);
  return (step) => {
    const { cycle, share } =
      growth === 1 ? equalPeriods(step, steps) : growingPeriods(step, { steps, growth });
    return fallen(fall, mul(halfCosine(share), pow(toDouble(decay), cycle)));
  };
}

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

function requireFall(name: string, { start, end = 0 }: Fall): void {
  requireFinite(`${name}({ start })`, start);
  requireNonNegative(`${name}({ end })`, end);
}
