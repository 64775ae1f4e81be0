/** @file Schedules that fall by a law: polynomial, exponential, inverse. */

import { requireFinite } from "../../graph/operand-checks.ts";
import type { Operand } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { less, where } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { toDouble } from "../math/moments.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import {
  count,
  finite,
  fixedPositive,
  flag,
  nonNegative,
  optional,
  positive,
  whole,
} from "../options/option-makers.ts";
import { countFrom, progress } from "./count.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Always the same.
 *
 * @throws ArgumentError where the value is a number and not finite.
 */
export function constant(value: Operand): Schedule {
  requireFinite("constant(value)", value);
  return () => toDouble(value);
}

const polynomialOptions = {
  /** The value until `begin`. */
  start: finite(),
  /** The value from `begin + steps` on. */
  end: finite(),
  /** How many steps lie between. */
  steps: fixedPositive(),
  /** 1 is a straight line. */
  power: positive(1),
  /** The step from which on it falls. */
  begin: whole(0),
};

export interface PolynomialOptions extends OptionsOf<typeof polynomialOptions>, Named {}

/**
 * (start - end)·(1 - t/steps)^power + end at the step t behind `begin`; stays at the end.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.polynomial({ start: 0.1, end: 0.01, steps: 10, power: 2 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.0325
 */
export function polynomial(given: PolynomialOptions): Schedule {
  const { start, end, steps, power, begin } = read("polynomial", polynomialOptions, given);
  const [from, to] = [toDouble(start), toDouble(end)];
  return (step) => {
    const rest = sub(1, progress(step, { begin, end: begin + steps }));
    return add(mul(pow(rest, toDouble(power)), sub(from, to)), to);
  };
}
polynomial.options = polynomialOptions;

const span = {
  /** In how many steps the exponent, or the divisor, grows by its unit. */
  steps: fixedPositive(),
  /** The step from which on it falls. */
  begin: whole(0),
  /** Fall only at whole multiples of the steps. */
  staircase: flag(false),
};

const exponentialOptions = {
  /** The value at `begin`. */
  start: finite(),
  /** What multiplies the value in `steps` steps. */
  rate: positive(),
  ...span,
  /** Where it stops: the least value, or the greatest where the rate is above 1; none by default. */
  end: optional(finite),
};

export interface ExponentialOptions extends OptionsOf<typeof exponentialOptions>, Named {}

/**
 * start·rate^(t/steps) at the step t behind `begin`.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.exponential({ start: 0.1, rate: 0.5, steps: 2 });
 * await rate(tensor(4, { dtype: "int32" })).item(); // 0.025
 */
export function exponential(given: ExponentialOptions): Schedule {
  const { start, rate, end, ...span } = read("exponential", exponentialOptions, given);
  const periods = periodsOf(span);
  const base = toDouble(rate);
  return (step) => {
    const value = mul(pow(base, periods(step)), toDouble(start));
    if (end === undefined) return value;
    const last = toDouble(end);
    return where(less(base, 1), maximum(value, last), minimum(value, last));
  };
}
exponential.options = exponentialOptions;

const inverseTimeOptions = {
  /** The value at `begin`. */
  start: finite(),
  /** What the divisor grows by in `steps` steps. */
  rate: nonNegative(),
  ...span,
};

export interface InverseTimeOptions extends OptionsOf<typeof inverseTimeOptions>, Named {}

/**
 * start/(1 + rate·t/steps) at the step t behind `begin`.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.inverseTime({ start: 0.1, rate: 1, steps: 10 });
 * await rate(tensor(30, { dtype: "int32" })).item(); // 0.025
 */
export function inverseTime(given: InverseTimeOptions): Schedule {
  const { start, rate, ...span } = read("inverseTime", inverseTimeOptions, given);
  const periods = periodsOf(span);
  return (step) => div(toDouble(start), add(mul(periods(step), toDouble(rate)), 1));
}
inverseTime.options = inverseTimeOptions;

/** t/steps, or its whole part. */
function periodsOf({ steps, begin, staircase }: Complete<typeof span>): Schedule {
  return (step) => {
    const periods = div(countFrom(step, begin), steps);
    return staircase ? floor(periods) : periods;
  };
}

const stepOptions = {
  /** The value at step 0. */
  start: finite(),
  /** How many steps lie between the falls. */
  every: count(),
  /** What multiplies the value at each. */
  factor: positive(0.1),
};

export interface StepOptions extends OptionsOf<typeof stepOptions>, Named {}

/**
 * start·factor^⌊t/every⌋ at step t.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.step({ start: 0.1, every: 3, factor: 0.5 });
 * await rate(tensor(7, { dtype: "int32" })).item(); // 0.025
 */
export function step(given: StepOptions): Schedule {
  const { start, every, factor } = read("step", stepOptions, given);
  return exponential({ start, rate: factor, steps: every, staircase: true });
}
step.options = stepOptions;
