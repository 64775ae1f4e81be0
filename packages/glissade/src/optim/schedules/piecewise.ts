/** @file Schedules in pieces. */

import { requireCount, requireFinite, requireNonNegative, requireWhole } from "../../check.ts";
import { ArgumentError } from "../../errors.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { greaterEqual, where } from "../../ops/elementwise/compare.ts";
import { toDouble, zeroSteps } from "../math/moments.ts";
import { halfCosine } from "./cosine.ts";
import { progress } from "./count.ts";
import { polynomial } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/**
 * A start value, multiplied by a factor from each boundary step on.
 *
 * @example
 * const rate = optim.schedules.piecewise(0.1, { 3: 0.1, 6: 0.5 });
 * await rate(tensor(6, { dtype: "int32" })).item(); // 0.005
 */
export function piecewise(start: Operand, factors: Readonly<Record<number, Operand>>): Schedule {
  requireFinite("piecewise(start)", start);
  for (const [boundary, factor] of Object.entries(factors)) {
    requireWhole("piecewise(boundary)", Number(boundary));
    requireNonNegative(`piecewise({ ${boundary} })`, factor);
  }
  return (step) =>
    Object.entries(factors).reduce(
      (value, [boundary, factor]) =>
        mul(value, where(greaterEqual(step, Number(boundary)), toDouble(factor), 1)),
      toDouble(start),
    );
}

export interface MultiStepOptions {
  readonly start: Operand;
  /** The steps from which on it is lower. */
  readonly milestones: readonly number[];
  /** What multiplies the value at each; 0.1 by default. */
  readonly factor?: Operand;
}

/**
 * Multiplied by the same factor at each milestone.
 *
 * @example
 * const rate = optim.schedules.multiStep({ start: 0.1, milestones: [30, 60], factor: 0.5 });
 * await rate(tensor(60, { dtype: "int32" })).item(); // 0.025
 */
export const multiStep = ({ start, milestones, factor = 0.1 }: MultiStepOptions): Schedule =>
  piecewise(start, Object.fromEntries(milestones.map((milestone) => [milestone, factor])));

/** How far a piece has come, from the share of its steps that is over. */
const shapes = {
  linear: (share: Tensor): Tensor => share,
  cosine: (share: Tensor): Tensor => sub(1, halfCosine(share)),
};

export type PieceShape = keyof typeof shapes;

type Point = readonly [step: number, value: Operand];

/** Through points in the order of their steps: the first value, and what each piece adds. */
export function through(where: string, points: readonly Point[], shape: PieceShape): Schedule {
  const steps = points.map(([step]) => step);
  if (points.length === 0 || steps.some((step, index) => index > 0 && !(step > steps[index - 1]!))) {
    throw new ArgumentError({
      where,
      rule: `needs points at growing steps, got steps [${steps.join(", ")}]`,
    });
  }
  for (const [step, value] of points) requireFinite(`${where} at step ${step}`, value);
  const values = points.map(([, value]) => toDouble(value));
  return (step) =>
    values.slice(1).reduce((value, next, index) => {
      const share = progress(step, { begin: steps[index]!, end: steps[index + 1]! });
      return add(value, mul(shapes[shape](share), sub(next, values[index]!)));
    }, values[0]!);
}

/**
 * Through points, by straight lines or by half cosines; stays before the first and after the last.
 *
 * @example
 * const rate = optim.schedules.interpolated({ 0: 0.1, 4: 0.05, 8: 0.005 });
 * await rate(tensor(6, { dtype: "int32" })).item(); // 0.0275
 */
export function interpolated(
  points: Readonly<Record<number, Operand>>,
  shape: PieceShape = "linear",
): Schedule {
  const list = Object.entries(points).map(([step, value]): Point => [Number(step), value]);
  return through(
    "interpolated",
    list.sort(([one], [other]) => one - other),
    shape,
  );
}

/**
 * One schedule after another: each begins at its boundary, and counts from there.
 *
 * @example
 * const { constant, join, polynomial } = optim.schedules;
 * const rate = join([constant(0.1), polynomial({ start: 0.1, end: 0, steps: 10 })], [100]);
 * await rate(tensor(105, { dtype: "int32" })).item(); // 0.05
 */
export function join(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  if (schedules.length !== boundaries.length + 1) {
    throw new ArgumentError({
      where: "join",
      rule: `needs a boundary between each two schedules, got ${boundaries.length} boundaries for ${schedules.length} schedules`,
    });
  }
  for (const boundary of boundaries) requireWhole("join(boundaries)", boundary);
  return (step) =>
    boundaries.reduce(
      (value, boundary, index) => {
        const next = schedules[index + 1]!(sub(step, boundary));
        return where(greaterEqual(step, boundary), toDouble(next), value);
      },
      toDouble(schedules[0]!(step)),
    );
}

export interface WarmUpOptions {
  readonly steps: number;
  /** 0 by default. */
  readonly start?: Operand;
}

/**
 * A straight line up to the first value of a schedule, which then begins.
 *
 * @example
 * const { cosine, warmUp } = optim.schedules;
 * const rate = warmUp(cosine({ start: 0.1, steps: 90 }), { steps: 10 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.05
 * await rate(tensor(10, { dtype: "int32" })).item(); // 0.1
 */
export function warmUp(schedule: Schedule, { steps, start = 0 }: WarmUpOptions): Schedule {
  requireFinite("warmUp({ start })", start);
  requireCount("warmUp({ steps })", steps);
  return join([polynomial({ start, end: schedule(zeroSteps()), steps }), schedule], [steps]);
}
