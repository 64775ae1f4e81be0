/** @file Schedules of the learning rate. Counts are in float64, so that a float32 run follows them exactly. */

import { literal } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, minimum, mul, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { greaterEqual, where } from "../ops/compare.ts";
import { pow } from "../ops/pow.ts";
import { cos } from "../ops/unary.ts";
import { requirePositive } from "./check.ts";
import type { Schedule } from "./schedule.ts";

const count = (step: Tensor): Tensor => cast(step, "float64");

/** The share of the steps that is over, at most 1. */
const progress = (step: Tensor, steps: number): Tensor => div(minimum(count(step), steps), steps);

/** Always the same. */
export const constant =
  (value: number): Schedule =>
  () =>
    literal(value, "float64");

export interface PolynomialOptions {
  readonly start: number;
  readonly end: number;
  readonly steps: number;
  /** 1, a straight line, by default. */
  readonly power?: number;
}

/**
 * From start to end along (1 - step/steps)^power; stays at the end.
 *
 * @example
 * const rate = optim.schedules.polynomial({ start: 0.1, end: 0.01, steps: 10, power: 2 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.0325
 */
export function polynomial({ start, end, steps, power = 1 }: PolynomialOptions): Schedule {
  requirePositive("polynomial({ steps })", steps);
  return (step) => add(mul(pow(sub(1, progress(step, steps)), power), start - end), end);
}

export interface ExponentialOptions {
  readonly start: number;
  /** Factor per `steps` steps. */
  readonly rate: number;
  readonly steps: number;
}

/**
 * start·rate^(step/steps)
 *
 * @example
 * const rate = optim.schedules.exponential({ start: 0.1, rate: 0.5, steps: 2 });
 * await rate(tensor(4, { dtype: "int32" })).item(); // 0.025
 */
export function exponential({ start, rate, steps }: ExponentialOptions): Schedule {
  requirePositive("exponential({ rate })", rate);
  requirePositive("exponential({ steps })", steps);
  return (step) => mul(pow(literal(rate, "float64"), div(count(step), steps)), start);
}

export interface CosineOptions {
  readonly start: number;
  readonly steps: number;
  /** What is left at the end, as a share of the start; 0 by default. */
  readonly end?: number;
}

/**
 * Half a cosine from start to end·start; stays at the end (Loshchilov and Hutter 2017).
 *
 * @example
 * const rate = optim.schedules.cosine({ start: 0.1, steps: 10 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.05
 */
export function cosine({ start, steps, end = 0 }: CosineOptions): Schedule {
  requirePositive("cosine({ steps })", steps);
  return (step) => {
    const share = mul(add(cos(mul(progress(step, steps), Math.PI)), 1), 0.5);
    return mul(add(mul(share, 1 - end), end), start);
  };
}

/**
 * A start value, multiplied by a factor from each boundary step on.
 *
 * @example
 * const rate = optim.schedules.piecewise(0.1, { 3: 0.1, 6: 0.5 });
 * await rate(tensor(6, { dtype: "int32" })).item(); // 0.005
 */
export const piecewise =
  (start: number, factors: Readonly<Record<number, number>>): Schedule =>
  (step) =>
    Object.entries(factors).reduce(
      (value, [boundary, factor]) =>
        mul(value, where(greaterEqual(step, Number(boundary)), literal(factor, "float64"), 1)),
      literal(start, "float64"),
    );
