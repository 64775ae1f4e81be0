/** @file Schedules that fall by a law: polynomial, exponential, inverse. */

import {
  requireCount,
  requireFinite,
  requireNonNegative,
  requirePositive,
  requireWhole,
} from "../../check.ts";
import type { Operand } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { less, where } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { toDouble } from "../math/moments.ts";
import { countFrom, progress } from "./count.ts";
import type { Schedule } from "./schedule.ts";

/** Always the same. */
export function constant(value: Operand): Schedule {
  requireFinite("constant(value)", value);
  return () => toDouble(value);
}

export interface PolynomialOptions {
  readonly start: Operand;
  readonly end: Operand;
  readonly steps: number;
  /** 1, a straight line, by default. */
  readonly power?: Operand;
  /** The step from which on it falls; 0 by default. */
  readonly begin?: number;
}

/**
 * From start to end along (1 - step/steps)^power; stays at the end.
 *
 * @example
 * const rate = optim.schedules.polynomial({ start: 0.1, end: 0.01, steps: 10, power: 2 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.0325
 */
export function polynomial({ start, end, steps, power = 1, begin = 0 }: PolynomialOptions): Schedule {
  requireFinite("polynomial({ start })", start);
  requireFinite("polynomial({ end })", end);
  requirePositive("polynomial({ steps })", steps);
  requirePositive("polynomial({ power })", power);
  requireWhole("polynomial({ begin })", begin);
  const [from, to] = [toDouble(start), toDouble(end)];
  return (step) => {
    const rest = sub(1, progress(step, { begin, end: begin + steps }));
    return add(mul(pow(rest, toDouble(power)), sub(from, to)), to);
  };
}

export interface DecayOptions {
  readonly start: Operand;
  readonly rate: Operand;
  /** In how many steps the exponent, or the divisor, grows by its unit. */
  readonly steps: number;
  /** The step from which on it falls; 0 by default. */
  readonly begin?: number;
  /** Fall only at whole multiples of the steps; `false` by default. */
  readonly staircase?: boolean;
}

export interface ExponentialOptions extends DecayOptions {
  /** Where it stops: the least value, or the greatest where the rate is above 1; none by default. */
  readonly end?: Operand;
}

/**
 * start·rate^(step/steps)
 *
 * @example
 * const rate = optim.schedules.exponential({ start: 0.1, rate: 0.5, steps: 2 });
 * await rate(tensor(4, { dtype: "int32" })).item(); // 0.025
 */
export function exponential({ start, rate, end, ...span }: ExponentialOptions): Schedule {
  requireFinite("exponential({ start })", start);
  requirePositive("exponential({ rate })", rate);
  if (end !== undefined) requireFinite("exponential({ end })", end);
  const periods = periodsOf("exponential", span);
  const base = toDouble(rate);
  return (step) => {
    const value = mul(pow(base, periods(step)), toDouble(start));
    if (end === undefined) return value;
    const last = toDouble(end);
    return where(less(base, 1), maximum(value, last), minimum(value, last));
  };
}

/**
 * start/(1 + rate·step/steps)
 *
 * @example
 * const rate = optim.schedules.inverseTime({ start: 0.1, rate: 1, steps: 10 });
 * await rate(tensor(30, { dtype: "int32" })).item(); // 0.025
 */
export function inverseTime({ start, rate, ...span }: DecayOptions): Schedule {
  requireFinite("inverseTime({ start })", start);
  requireNonNegative("inverseTime({ rate })", rate);
  const periods = periodsOf("inverseTime", span);
  return (step) => div(toDouble(start), add(mul(periods(step), toDouble(rate)), 1));
}

/** step/steps, or its whole part. */
function periodsOf(
  name: string,
  { steps, begin = 0, staircase = false }: Pick<DecayOptions, "steps" | "begin" | "staircase">,
): Schedule {
  requirePositive(`${name}({ steps })`, steps);
  requireWhole(`${name}({ begin })`, begin);
  return (step) => {
    const periods = div(countFrom(step, begin), steps);
    return staircase ? floor(periods) : periods;
  };
}

export interface StepOptions {
  readonly start: Operand;
  /** How many steps lie between the falls. */
  readonly every: number;
  /** What multiplies the value at each; 0.1 by default. */
  readonly factor?: Operand;
}

/**
 * Multiplied by a factor every so many steps.
 *
 * @example
 * const rate = optim.schedules.step({ start: 0.1, every: 3, factor: 0.5 });
 * await rate(tensor(7, { dtype: "int32" })).item(); // 0.025
 */
export function step({ start, every, factor = 0.1 }: StepOptions): Schedule {
  requireFinite("step({ start })", start);
  requirePositive("step({ factor })", factor);
  requireCount("step({ every })", every);
  return exponential({ start, rate: factor, steps: every, staircase: true });
}
